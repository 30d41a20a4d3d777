/** The stage `$collStats`: one document of what a collection takes. */
import { hostname } from 'node:os';
import { type Document, Int32, Long } from '../../../bson/bson.ts';
import { asDocument, isNullish, isNumeric } from '../../../bson/bson-type.ts';
import { fieldCount, fieldEntries, setField } from '../../../bson/fields.ts';
import { clampedWhole } from '../../commands/option-numbers.ts';
import { badValue, EngineError, locationError, notImplemented, typeMismatch } from '../../engine-error.ts';
import { notSupportedOnView } from '../../storage/namespace.ts';
import type { CollectionStatistics } from '../data-source.ts';
import { typeName } from '../scope.ts';
import type { Stage, StageOptions } from '../stage.ts';

export function compileCollStats(spec: unknown, { origin, source }: StageOptions): Stage {
  const sections = parseSections(spec);
  const namespace = `${source?.database ?? ''}.${origin?.name ?? ''}`;
  if (origin !== undefined && origin.viewStages.length > 0) throw notSupportedOnView(namespace);
  return function* described() {
    const answer: Document = { ns: namespace, host: hostname(), localTime: new Date() };
    const statistics = origin?.statistics();
    for (const section of sections) setField(answer, section.name, section.answer(statistics, namespace));
    yield answer;
  };
}

interface Section {
  readonly name: string;
  answer(statistics: CollectionStatistics | undefined, namespace: string): unknown;
}

function parseSections(spec: unknown): readonly Section[] {
  const document = asDocument(spec);
  if (document === undefined) {
    throw locationError(5_447_000, `$collStats must take a nested object but found ${typeName(spec)}`);
  }
  return fieldEntries(document).flatMap(([name, value]) => parseSection(name, value) ?? []);
}

/** Undefined for null, which asks for nothing. */
function parseSection(name: string, value: unknown): Section | undefined {
  if (!['latencyStats', 'storageStats', 'count', 'queryExecStats'].includes(name)) throw unknownField(name);
  if (isNullish(value)) return undefined;
  const options = asDocument(value);
  if (options === undefined) throw wrongType(name, value, 'object');
  if (name === 'storageStats') return { name, answer: storageAnswer(parseScale(options.scale)) };
  if (name === 'latencyStats') checkLatency(options);
  else if (fieldCount(options) > 0) throw locationError(31_170, `the ${name} option of $collStats must be empty`);
  if (name === 'count') return { name, answer: countAnswer };
  throw notImplemented(`option '${name}' of $collStats`);
}

function checkLatency(options: Document): void {
  for (const [name, value] of fieldEntries(options)) {
    if (name !== 'histograms') throw unknownField(`latencyStats.${name}`);
    if (typeof value !== 'boolean') throw wrongType('latencyStats.histograms', value, 'bool');
  }
}

const SCALE_MAX = 0x7fff_ffff;

function parseScale(value: unknown): number {
  if (isNullish(value)) return 1;
  if (!isNumeric(value)) throw wrongType('storageStats.scale', value, 'number');
  const scale = clampedWhole(value) ?? 0;
  if (scale < 1)
    throw badValue(`BSON field '$collStats.storageStats.scale' value must be >= 1, actual value '${scale}'`);
  return Math.min(scale, SCALE_MAX);
}

function countAnswer(statistics: CollectionStatistics | undefined, namespace: string): unknown {
  return wholeNumber(existing('count', statistics, namespace).count);
}

function existing(section: string, statistics: CollectionStatistics | undefined, namespace: string) {
  if (statistics !== undefined) return statistics;
  const message = `Unable to retrieve ${section} in $collStats stage: there is no collection ${namespace}`;
  throw new EngineError(26, 'NamespaceNotFound', message);
}

function storageAnswer(scale: number): Section['answer'] {
  return (statistics, namespace) => {
    const { count, bytes, capped, indexes } = existing('storageStats', statistics, namespace);
    const scaled = (size: number) => wholeNumber(Math.floor(size / scale));
    const indexBytes = [...indexes.values()].reduce((sum, size) => sum + size, 0);
    const indexSizes: Document = {};
    for (const [name, size] of indexes) setField(indexSizes, name, scaled(size));
    return {
      size: scaled(bytes),
      count: wholeNumber(count),
      ...(count === 0 ? {} : { avgObjSize: wholeNumber(Math.floor(bytes / count)) }),
      storageSize: scaled(bytes),
      capped,
      nindexes: new Int32(indexes.size),
      indexBuilds: [],
      totalIndexSize: scaled(indexBytes),
      totalSize: scaled(bytes + indexBytes),
      indexSizes,
      scaleFactor: new Int32(scale),
    };
  };
}

function wholeNumber(value: number): Int32 | Long {
  return value > SCALE_MAX ? Long.fromNumber(value) : new Int32(value);
}

function unknownField(name: string): EngineError {
  return locationError(40_415, `BSON field '$collStats.${name}' is an unknown field.`);
}

function wrongType(name: string, value: unknown, expected: string): EngineError {
  return typeMismatch(
    `BSON field '$collStats.${name}' is the wrong type '${typeName(value)}', expected type '${expected}'`,
  );
}
