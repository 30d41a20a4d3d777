/** The stage `$bucketAuto`: documents in the order of a value, cut into intervals of about equal counts. */
import type { Document } from '../../../bson/bson.ts';
import { asDocument, isNumeric } from '../../../bson/bson-type.ts';
import { fieldEntries } from '../../../bson/fields.ts';
import { keyText } from '../../../bson/key-encoding.ts';
import { locationError } from '../../engine-error.ts';
import { type AccumulatedField, type AccumulatorByName, compileAccumulator } from '../accumulators/field.ts';
import { type CurrentPlace, compilePlaced } from '../accumulators/placed.ts';
import { type AutomaticBuckets, BucketCutter } from '../bucket-cutter.ts';
import { sortSpilling } from '../document-sort.ts';
import { checkRoundable, findGranularity, type Granularity } from '../granularity.ts';
import { type Expression, rootScope } from '../scope.ts';
import { PLACED_CODEC, type PlacedDocument } from '../spilled-document.ts';
import type { Stage, StageOptions } from '../stage.ts';
import { wholeInt } from '../whole-number.ts';
import { compileGroupBy, compileOutput, countOnly } from './bucket.ts';

export function compileBucketAuto(spec: unknown, options: StageOptions): Stage {
  const document = asDocument(spec);
  if (document === undefined) throw locationError(40_240, 'The argument to $bucketAuto must be an object');
  const buckets = parseBucketAuto(document, options);
  const groupValue = (input: Document) => groupValueOf(buckets, input);
  const sorting = {
    codec: PLACED_CODEC,
    key: ({ document }: PlacedDocument) => keyText(groupValue(document)),
    weighed: ({ document }: PlacedDocument) => document,
  };
  return function* bucketed(documents) {
    let total = 0;
    const placed = Iterator.from(documents).map((document): PlacedDocument => {
      total += 1;
      return { document, place: total };
    });
    const sorted = Iterator.from(sortSpilling(placed, sorting, options));
    const inputs = sorted.map(({ value }) => ({ ...value, value: groupValue(value.document) }));
    // The first input comes when all have been counted.
    const head = inputs.next();
    if (head.done !== true) yield* new BucketCutter(buckets, inputs, head.value, total, options).buckets();
  };
}

function groupValueOf({ groupBy, granularity }: AutomaticBuckets, document: Document): unknown {
  const value = groupBy(rootScope(document));
  if (granularity !== undefined) checkRoundable(value);
  return value ?? null;
}

function parseBucketAuto(spec: Document, options: StageOptions): AutomaticBuckets {
  let groupBy: Expression | undefined;
  let count: number | undefined;
  let output: readonly AccumulatedField[] = [];
  let granularity: Granularity | undefined;
  const current: CurrentPlace = { place: 0 };
  for (const [name, value] of fieldEntries(spec)) {
    switch (name) {
      case 'groupBy':
        groupBy = compileGroupBy('$bucketAuto', 40_239, value, options);
        break;
      case 'buckets':
        count = parseCount(value);
        break;
      case 'output':
        output = compileOutput('$bucketAuto', 40_244, value, options, withPlaces(current));
        break;
      case 'granularity':
        granularity = parseGranularity(value);
        break;
      default:
        throw locationError(40_245, `Unrecognized option to $bucketAuto: ${name}`);
    }
  }
  if (groupBy === undefined || count === undefined)
    throw locationError(40_246, "$bucketAuto requires 'groupBy' and 'buckets' to be specified");
  return { groupBy, count, output: output.length === 0 ? countOnly(options) : output, granularity, current };
}

/** The first and the last are those of the input, not of the order in which the buckets are filled. */
function withPlaces(current: CurrentPlace): AccumulatorByName {
  return (name, operand, options) =>
    compilePlaced(name, operand, options, current) ?? compileAccumulator(name, operand, options);
}

function parseCount(value: unknown): number {
  if (!isNumeric(value)) throw locationError(40_241, "The $bucketAuto 'buckets' field must be a numeric value");
  const count = wholeInt(value);
  if (count === undefined)
    throw locationError(40_242, "The $bucketAuto 'buckets' field must be representable as a 32-bit integer");
  if (count <= 0) throw locationError(40_243, "The $bucketAuto 'buckets' field must be greater than 0");
  return count;
}

function parseGranularity(value: unknown): Granularity {
  if (typeof value !== 'string') throw locationError(40_261, "The $bucketAuto 'granularity' field must be a string");
  const granularity = findGranularity(value);
  if (granularity === undefined) throw locationError(40_257, `Unknown rounding granularity '${value}'`);
  return granularity;
}
