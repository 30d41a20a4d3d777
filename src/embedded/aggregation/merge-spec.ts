/** Reads what a `$merge` is given. */
import type { Document } from '../../bson/bson.ts';
import { asDocument, isNullish } from '../../bson/bson-type.ts';
import { fieldEntries, fieldNames, hasField } from '../../bson/fields.ts';
import { badValue, EngineError, locationError, typeMismatch } from '../engine-error.ts';
import type { Namespace } from './data-source.ts';
import { parseFieldPath } from './field-path.ts';
import { stagesOption } from './nested-pipeline.ts';
import { typeName } from './scope.ts';
import { missingStageField, unknownStageField, wrongStageType } from './stage-fields.ts';

const MATCHED = ['replace', 'merge', 'keepExisting', 'fail'] as const;
const NOT_MATCHED = ['insert', 'discard', 'fail'] as const;
const FIELDS = new Set(['into', 'on', 'let', 'whenMatched', 'whenNotMatched']);

export type WhenMatched = (typeof MATCHED)[number] | readonly Document[];
export type WhenNotMatched = (typeof NOT_MATCHED)[number];

export interface MergeSpec {
  readonly target: Namespace;
  readonly on: readonly string[];
  readonly whenMatched: WhenMatched;
  readonly whenNotMatched: WhenNotMatched;
  /** Of the pipeline; `new` is among them. */
  readonly variables: readonly (readonly [string, unknown])[];
}

export function parseMerge(spec: unknown, database: string): MergeSpec {
  const merge: Document | undefined = typeof spec === 'string' ? { into: simpleTarget(spec) } : asDocument(spec);
  if (merge === undefined) throw typeMismatch(`$merge requires a string or object argument, found ${typeName(spec)}`);
  const unknown = fieldNames(merge).find((name) => !FIELDS.has(name));
  if (unknown !== undefined) throw unknownField(unknown);
  if (!hasField(merge, 'into')) throw missingStageField('$merge.into');
  const target = parseInto(merge.into, database);
  const on = hasField(merge, 'on') ? parseOn(merge.on) : ['_id'];
  const whenMatched = hasField(merge, 'whenMatched') ? parseMatched(merge.whenMatched) : 'merge';
  const whenNotMatched = parseNotMatched(merge.whenNotMatched);
  const isInsertOnly = whenMatched === 'keepExisting' || whenMatched === 'fail';
  if (isInsertOnly && whenNotMatched !== 'insert') {
    throw locationError(51_181, `whenMatched '${whenMatched}' and whenNotMatched '${whenNotMatched}' do not combine`);
  }
  return { target, on, whenMatched, whenNotMatched, variables: parseLet(merge.let, whenMatched) };
}

function simpleTarget(name: string): string {
  if (name !== '') return name;
  throw new EngineError(73, 'InvalidNamespace', 'Invalid $merge target namespace: the name is empty');
}

function parseInto(into: unknown, database: string): Namespace {
  if (into === '') throw locationError(5_786_800, "$merge 'into' cannot be an empty string");
  if (typeof into === 'string') return { database, collection: into };
  const names = asDocument(into);
  if (names === undefined) {
    throw locationError(51_178, `$merge 'into' must be either a string or an object, found ${typeName(into)}`);
  }
  for (const [name, value] of fieldEntries(names)) {
    if (name !== 'db' && name !== 'coll') throw unknownField(`into.${name}`);
    if (!isNullish(value) && typeof value !== 'string') throw wrongType(`into.${name}`, value, 'string');
  }
  const { db, coll } = names;
  if (isNullish(coll) || coll === '') throw locationError(5_786_801, "$merge 'into' must have a non-empty 'coll'");
  return { database: isNullish(db) || db === '' ? database : String(db), collection: String(coll) };
}

function parseOn(on: unknown): readonly string[] {
  if (typeof on !== 'string' && !Array.isArray(on)) {
    throw locationError(51_186, `$merge 'on' must be a string or an array of strings, found ${typeName(on)}`);
  }
  const paths: readonly unknown[] = Array.isArray(on) ? on : [on];
  if (paths.length === 0) throw locationError(51_187, "$merge 'on' cannot be an empty array");
  const texts = paths.map((path) => {
    if (typeof path === 'string') return path;
    throw locationError(51_134, `$merge 'on' array elements must be strings, found ${typeName(path)}`);
  });
  for (const path of texts) parseFieldPath(path);
  if (new Set(texts).size < texts.length) throw locationError(31_465, "$merge 'on' has a field more than once");
  return texts;
}

function parseMatched(mode: unknown): WhenMatched {
  if (Array.isArray(mode)) return stagesOption('whenMatched', mode);
  if (typeof mode !== 'string') {
    throw locationError(51_191, `$merge 'whenMatched' must be a string or an array, found ${typeName(mode)}`);
  }
  return oneOf('whenMatched', MATCHED, mode);
}

function parseNotMatched(mode: unknown): WhenNotMatched {
  if (isNullish(mode)) return 'insert';
  if (typeof mode !== 'string') throw wrongType('whenNotMatched', mode, 'string');
  return oneOf('whenNotMatched', NOT_MATCHED, mode);
}

function oneOf<T extends string>(option: string, modes: readonly T[], value: string): T {
  const mode = modes.find((known) => known === value);
  if (mode !== undefined) return mode;
  throw badValue(`Enumeration value '${value}' for field '$merge.${option}' is not a valid value`);
}

function parseLet(value: unknown, whenMatched: WhenMatched): MergeSpec['variables'] {
  if (isNullish(value)) return [['new', '$$ROOT']];
  const variables = asDocument(value);
  if (variables === undefined) throw wrongType('let', value, 'object');
  if (!Array.isArray(whenMatched)) {
    throw locationError(51_199, "$merge 'let' needs a pipeline as 'whenMatched'");
  }
  if (hasField(variables, 'new') && variables.new !== '$$ROOT') {
    throw locationError(51_273, "'let' may not define a value for the reserved 'new' variable other than '$$ROOT'");
  }
  const own = fieldEntries(variables);
  return hasField(variables, 'new') ? own : [['new', '$$ROOT'], ...own];
}

function unknownField(name: string): EngineError {
  return unknownStageField(`$merge.${name}`);
}

function wrongType(name: string, value: unknown, expected: string): EngineError {
  return wrongStageType(`$merge.${name}`, value, expected);
}
