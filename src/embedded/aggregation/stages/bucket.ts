/** The stage `$bucket`: a `$group` by the interval that a value falls into, in the order of the intervals. */
import type { Document } from '../../../bson/bson.ts';
import { asDocument } from '../../../bson/bson-type.ts';
import { bracketOf, compareValues } from '../../../bson/compare.ts';
import { fieldEntries, hasField } from '../../../bson/fields.ts';
import { keyText } from '../../../bson/key-encoding.ts';
import { BSON_UNDEFINED } from '../../../bson/legacy-types.ts';
import { isContainer, membersOf } from '../../../bson/members.ts';
import { locationError } from '../../engine-error.ts';
import { type AccumulatedField, type AccumulatorByName, compileAccumulatedField } from '../accumulators/field.ts';
import { constantValue } from '../constant-folding.ts';
import { sortDocuments } from '../document-sort.ts';
import { compileExpression, isOperatorDocument } from '../expression.ts';
import type { Expression, ExpressionOptions } from '../scope.ts';
import type { Stage, StageOptions } from '../stage.ts';
import { groupBy } from './group.ts';

interface Buckets {
  readonly groupBy: Expression;
  readonly boundaries: readonly unknown[];
  /** Where the values go that are in no interval. */
  readonly rest: { readonly id: unknown } | undefined;
}

export function compileBucket(spec: unknown, options: StageOptions): Stage {
  const document = asDocument(spec);
  if (document === undefined) throw locationError(40_201, 'The argument to $bucket must be an object');
  const { buckets, output } = parseBucket(document, options);
  const group = groupBy((scope) => bucketOf(buckets, buckets.groupBy(scope)), output, options);
  return function* bucketed(documents) {
    for (const { value } of sortDocuments(group(documents), ({ _id }) => keyText(_id), options)) yield value;
  };
}

function parseBucket(spec: Document, options: StageOptions): { buckets: Buckets; output: AccumulatedField[] } {
  let groupBy: Expression | undefined;
  let boundaries: readonly unknown[] | undefined;
  let rest: Buckets['rest'];
  let output: AccumulatedField[] = countOnly(options);
  for (const [name, value] of fieldEntries(spec)) {
    switch (name) {
      case 'groupBy':
        groupBy = compileGroupBy('$bucket', 40_202, value, options);
        break;
      case 'boundaries':
        boundaries = parseBoundaries(value, options);
        break;
      case 'default':
        rest = { id: constantOf(40_195, "The $bucket 'default' field must be a constant", value, options) };
        break;
      case 'output':
        output = compileOutput('$bucket', 40_196, value, options);
        break;
      default:
        throw locationError(40_197, `Unrecognized option to $bucket: ${name}`);
    }
  }
  if (groupBy === undefined || boundaries === undefined)
    throw locationError(40_198, "$bucket requires 'groupBy' and 'boundaries' to be specified");
  checkBoundaries(boundaries);
  if (rest !== undefined) checkRest(rest.id, boundaries);
  return { buckets: { groupBy, boundaries, rest }, output };
}

/** `$path`, or an operator in a document. */
export function compileGroupBy(stage: string, code: number, spec: unknown, options: ExpressionOptions): Expression {
  const document = asDocument(spec);
  const isPath = typeof spec === 'string' && spec.startsWith('$');
  if (!isPath && !(document !== undefined && isOperatorDocument(document))) {
    throw locationError(code, `The ${stage} 'groupBy' field must be defined as a $-prefixed path or an expression`);
  }
  return compileExpression(spec, options);
}

export function compileOutput(
  stage: string,
  code: number,
  spec: unknown,
  options: StageOptions,
  compile?: AccumulatorByName,
): AccumulatedField[] {
  const document = asDocument(spec);
  if (document === undefined) throw locationError(code, `The ${stage} 'output' field must be an object`);
  return fieldEntries(document).map(([name, field]) => {
    if (name === '_id') throw locationError(15_948, "a group's _id may only be specified once");
    return compileAccumulatedField(name, field, options, compile);
  });
}

export function countOnly(options: ExpressionOptions): AccumulatedField[] {
  return [compileAccumulatedField('count', { $sum: 1 }, options)];
}

function parseBoundaries(spec: unknown, options: ExpressionOptions): readonly unknown[] {
  if (!Array.isArray(spec)) throw locationError(40_200, "The $bucket 'boundaries' field must be an array");
  return spec.map((value) =>
    constantOf(40_191, "The $bucket 'boundaries' field must be an array of constant values", value, options),
  );
}

function constantOf(code: number, message: string, spec: unknown, options: ExpressionOptions): unknown {
  if (readsTime(spec)) throw locationError(code, message);
  const expression = compileExpression(spec, options);
  if (expression.constant !== true) throw locationError(code, message);
  return constantValue(expression);
}

/** The server does not know the time yet when it reads a stage, so what has it in it is no constant to it. */
function readsTime(spec: unknown): boolean {
  if (typeof spec === 'string') return /^\$\$(?:NOW|CLUSTER_TIME)(?:\.|$)/.test(spec);
  if (!isContainer(spec) || hasField(asDocument(spec) ?? {}, '$literal')) return false;
  return membersOf(spec).some(readsTime);
}

function checkBoundaries(boundaries: readonly unknown[]): void {
  if (boundaries.length < 2) throw locationError(40_192, "The $bucket 'boundaries' field must have at least 2 values");
  for (let at = 1; at < boundaries.length; at += 1) {
    const [lower, upper] = [boundaries[at - 1], boundaries[at]];
    if (bracketOf(lower) !== bracketOf(upper))
      throw locationError(40_193, "All values in the 'boundaries' option to $bucket must have the same type");
    if (compareValues(lower, upper) >= 0)
      throw locationError(40_194, "The 'boundaries' option to $bucket must be sorted, and each value only once");
  }
}

function checkRest(id: unknown, boundaries: readonly unknown[]): void {
  const [lowest, highest] = [boundaries[0], boundaries.at(-1)];
  if (bracketOf(id) !== bracketOf(lowest)) return;
  if (compareValues(id, lowest) < 0 || compareValues(id, highest) >= 0) return;
  throw locationError(
    40_199,
    "The $bucket 'default' field must be less than the lowest boundary or greater than or equal to the highest boundary",
  );
}

/** The greatest boundary that is not beyond the value. */
function bucketOf({ boundaries, rest }: Buckets, found: unknown): unknown {
  const value = found === undefined ? BSON_UNDEFINED : found;
  let below = 0;
  for (let above = boundaries.length; below < above; ) {
    const middle = (below + above) >> 1;
    if (compareValues(boundaries[middle], value) <= 0) below = middle + 1;
    else above = middle;
  }
  if (below > 0 && below < boundaries.length) return boundaries[below - 1];
  if (rest !== undefined) return rest.id;
  throw locationError(40_066, '$bucket could not find a matching bucket for an input, and no default was specified');
}
