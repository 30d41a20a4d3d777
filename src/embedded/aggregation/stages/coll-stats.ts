/** The stage `$collStats`: one document of what a collection takes, and of what was done with it. */
import { hostname } from 'node:os';
import { type Document, Long } from '../../../bson/bson.ts';
import { asDocument, isNullish, isNumeric } from '../../../bson/bson-type.ts';
import { fieldCount, fieldEntries, getField, setField } from '../../../bson/fields.ts';
import { clampedWhole } from '../../commands/option-numbers.ts';
import { badValue, EngineError, locationError } from '../../engine-error.ts';
import { notSupportedOnView } from '../../storage/namespace.ts';
import { wholeNumber } from '../../wire/numbers.ts';
import { describeLatencies } from '../latency-description.ts';
import { typeName } from '../scope.ts';
import type { Stage, StageOptions } from '../stage.ts';
import { unknownStageField, wrongStageType } from '../stage-fields.ts';
import { describeStorage } from '../storage-description.ts';

const STAGE = '$collStats';

export function compileCollStats(spec: unknown, options: StageOptions): Stage {
  const sections = parseSections(spec);
  const { origin, source } = options;
  const namespace = `${source?.database ?? ''}.${origin?.openedAs ?? ''}`;
  return function* described() {
    const answer: Document = { ns: namespace, host: hostname(), localTime: new Date() };
    for (const section of sections) setField(answer, section.name, section.answer(options, namespace));
    yield answer;
  };
}

interface Section {
  readonly name: string;
  answer(options: StageOptions, namespace: string): unknown;
}

function parseSections(spec: unknown): readonly Section[] {
  const document = asDocument(spec);
  if (document === undefined) {
    throw locationError(5_447_000, `${STAGE} must take a nested object but found ${typeName(spec)}`);
  }
  return fieldEntries(document).flatMap(([name, value]) => parseSection(name, value) ?? []);
}

const SECTIONS: ReadonlySet<string> = new Set(['latencyStats', 'storageStats', 'count', 'queryExecStats']);

/** Undefined for null, which asks for nothing. */
function parseSection(name: string, value: unknown): Section | undefined {
  if (!SECTIONS.has(name)) throw unknownStageField(`${STAGE}.${name}`);
  if (isNullish(value)) return undefined;
  const options = asDocument(value);
  if (options === undefined) throw wrongStageType(`${STAGE}.${name}`, value, 'object');
  if (name === 'storageStats') return { name, answer: storageAnswer(parseScale(options.scale)) };
  if (name === 'latencyStats') return { name, answer: latencyAnswer(parseLatency(options)) };
  if (fieldCount(options) > 0) throw locationError(31_170, `the ${name} option of ${STAGE} must be empty`);
  return { name, answer: name === 'count' ? countAnswer : queryAnswer };
}

/** Whether histograms are asked for. */
function parseLatency(options: Document): boolean {
  for (const [name, value] of fieldEntries(options)) {
    const path = `${STAGE}.latencyStats.${name}`;
    if (name !== 'histograms') throw unknownStageField(path);
    if (typeof value !== 'boolean') throw wrongStageType(path, value, 'bool');
  }
  return getField(options, 'histograms') === true;
}

const SCALE_MAX = 0x7fff_ffff;

function parseScale(value: unknown): number {
  if (isNullish(value)) return 1;
  const path = `${STAGE}.storageStats.scale`;
  if (!isNumeric(value)) throw wrongStageType(path, value, 'number');
  const scale = clampedWhole(value) ?? 0;
  if (scale < 1) throw badValue(`BSON field '${path}' value must be >= 1, actual value '${scale}'`);
  return Math.min(scale, SCALE_MAX);
}

function storageAnswer(scale: number): Section['answer'] {
  return (options, namespace) => {
    checkIsCollection('storageStats', options, namespace);
    const statistics = options.origin?.statistics();
    if (statistics === undefined) throw notFound('storageStats', namespace);
    return describeStorage(statistics, scale);
  };
}

/** Views count for themselves, and a collection that is not there was never used. */
function latencyAnswer(histograms: boolean): Section['answer'] {
  return ({ server, origin }) => {
    const name = origin?.openedAs;
    return describeLatencies(name === undefined ? undefined : server?.activity(name), histograms);
  };
}

function countAnswer(options: StageOptions, namespace: string): unknown {
  checkIsCollection('count', options, namespace);
  return wholeNumber(options.origin?.count() ?? 0);
}

/** No scan is by a tailable cursor: those wait on capped collections, which this engine has none of. */
function queryAnswer(options: StageOptions, namespace: string): Document {
  checkIsCollection('queryExecStats', options, namespace);
  const scans = Long.fromNumber(options.origin?.scans() ?? 0);
  return { collectionScans: { total: scans, nonTailable: scans } };
}

/** Throws CommandNotSupportedOnView and NamespaceNotFound. */
function checkIsCollection(section: string, { origin }: StageOptions, namespace: string): void {
  if (origin !== undefined && origin.openedAs !== origin.name) throw notSupportedOnView(namespace);
  if (origin?.exists() !== true) throw notFound(section, namespace);
}

function notFound(section: string, namespace: string): EngineError {
  const message = `Unable to retrieve ${section} in ${STAGE} stage: there is no collection ${namespace}`;
  return new EngineError(26, 'NamespaceNotFound', message);
}
