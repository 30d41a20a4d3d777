/** One definition of createIndexes: its fields checked one by one in the order sent, as the server does. */
import { type Document, Double, Int32 } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf, isNumeric } from '../../bson/bson-type.ts';
import { valuesEqual } from '../../bson/compare.ts';
import { fieldCount, fieldEntries, fieldNames, hasField, setField } from '../../bson/fields.ts';
import { badValue, EngineError, failedToParse, locationError, notImplemented, typeMismatch } from '../engine-error.ts';
import { ID_INDEX, INDEX_VERSION, isSet } from '../storage/index-spec.ts';
import { numericValue } from '../wire/numbers.ts';
import { cannotCreateIndex, checkKeyPattern, type IndexKind, indexKind, isIdKey } from './index-key-pattern.ts';
import { exactWhole } from './option-numbers.ts';
import { parsePartialFilter } from './partial-filter.ts';
import { checkWildcardProjection } from './wildcard-index.ts';

/**
 * The definition without what means nothing, its values as the server keeps them. Throws what the server throws before
 * it looks at the collection.
 */
export function readIndexDefinition(sent: Document, ignoreUnknownOptions: boolean): Document {
  const definition = ignoreUnknownOptions ? knownOptions(sent) : sent;
  checkNames(definition);
  for (const [option, value] of fieldEntries(definition)) checkOption(option, value, definition);
  checkTogether(definition);
  if (hasField(definition, 'originalSpec')) throw notImplemented("index option 'originalSpec'");
  if (isIdKey(asDocument(definition.key) ?? {})) checkIdIndex(definition);
  else checkOtherName(definition.name);
  return normalized(definition);
}

const EVERY_KIND: readonly IndexKind[] = [];
/** With the kinds of index that have them, where the server tells by the kind. */
const OPTIONS: ReadonlyMap<string, readonly IndexKind[]> = new Map<string, readonly IndexKind[]>([
  ...[
    'v',
    'key',
    'name',
    'ns',
    '_id',
    'background',
    'unique',
    'hidden',
    'prepareUnique',
    'partialFilterExpression',
    'sparse',
    'expireAfterSeconds',
    'storageEngine',
    'default_language',
    'language_override',
    'bucketSize',
    'collation',
    'dropDups',
    'originalSpec',
  ].map((name) => [name, EVERY_KIND] as const),
  ['bits', ['2d']],
  ['min', ['2d']],
  ['max', ['2d']],
  ['2dsphereIndexVersion', ['2dsphere', '2dsphere_bucket']],
  ['coarsestIndexedLevel', ['2dsphere']],
  ['finestIndexedLevel', ['2dsphere']],
  ['textIndexVersion', ['text']],
  ['weights', ['text']],
  ['wildcardProjection', ['wildcard']],
]);
const CLUSTERED_OPTIONS = new Set(['name', 'unique', 'v', 'key', 'clustered', 'expireAfterSeconds']);
const ID_OPTIONS = new Set(['collation', 'name', 'v', 'key', 'ns', '_id']);
const FLAGS = ['background', 'unique', 'sparse', 'dropDups', 'prepareUnique', 'clustered'];
const TEXTS = ['default_language', 'language_override'];
const INTEGERS = ['textIndexVersion', '2dsphereIndexVersion', 'bits', 'coarsestIndexedLevel', 'finestIndexedLevel'];
const DOUBLES = ['min', 'max', 'bucketSize'];

function knownOptions(sent: Document): Document {
  const kind = indexKind(asDocument(sent.key) ?? {});
  const known: Document = {};
  for (const [option, value] of fieldEntries(sent)) {
    const kinds = OPTIONS.get(option);
    if (kinds !== undefined && (kinds.length === 0 || kinds.includes(kind))) setField(known, option, value);
  }
  return known;
}

function checkNames(definition: Document): void {
  const clustered = hasField(definition, 'clustered');
  const unknown = fieldNames(definition).find((name) => !(clustered ? CLUSTERED_OPTIONS : OPTIONS).has(name));
  if (unknown !== undefined) throw invalidOption(unknown, `${clustered ? 'a clustered' : 'an'} index`);
}

function checkOption(option: string, value: unknown, definition: Document): void {
  const check = CHECKS.get(option);
  if (check !== undefined) check(value, definition, option);
}

type Check = (value: unknown, definition: Document, option: string) => void;

const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['key', (value, definition) => checkKey(value, definition)],
  ['name', typeCheck('a string', (value) => typeof value === 'string')],
  ['hidden', typeCheck('a bool', (value) => typeof value === 'boolean')],
  ['v', (value) => checkVersion(value)],
  ['collation', checkFilledDocument],
  ['originalSpec', checkFilledDocument],
  ['partialFilterExpression', (value) => parsePartialFilter(value)],
  ['wildcardProjection', (value, definition) => checkWildcardProjection(value, definition)],
  ['weights', typeCheck('an object', (value) => ['object', 'array', 'string'].includes(bsonTypeOf(value)))],
  ...FLAGS.map((flag) => [flag, typeCheck('convertible to bool', isFlag)] as const),
  ...TEXTS.map((text) => [text, typeCheck('a string', (value) => typeof value === 'string')] as const),
  ...[...INTEGERS, ...DOUBLES].map((number) => [number, typeCheck('a number', isNumeric)] as const),
]);

function typeCheck(expected: string, isRight: (value: unknown) => boolean): Check {
  return (value, _, option) => {
    if (!isRight(value)) throw wrongType(option, value, expected);
  };
}

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean' || isNumeric(value);
}

function checkKey(value: unknown, definition: Document): void {
  const key = asDocument(value);
  if (key === undefined) throw wrongType('key', value, 'an object');
  checkKeyPattern(key);
  if (fieldCount(key) === 1 || indexKind(key) !== 'wildcard' || !hasField(key, '$**')) return;
  if (hasField(definition, 'wildcardProjection')) return;
  throw cannotCreateIndex("Compound wildcard indexes on all fields must also specify 'wildcardProjection' option");
}

const INT32_MAX = 0x7fff_ffff;

function checkVersion(value: unknown): void {
  if (!isNumeric(value)) throw wrongType('v', value, 'a number');
  const version = exactWhole(value);
  if (version === undefined || Math.abs(version) > INT32_MAX) {
    throw badValue('Index version must be representable as a 32-bit integer');
  }
  if (version !== 1 && version !== INDEX_VERSION) throw cannotCreateIndex(`cannot create an index with v=${version}`);
}

function checkFilledDocument(value: unknown, _: Document, option: string): void {
  const document = asDocument(value);
  if (document === undefined) throw wrongType(option, value, 'an object');
  if (fieldCount(document) === 0) throw badValue(`The field '${option}' cannot be an empty object.`);
}

function checkTogether(definition: Document): void {
  for (const field of ['key', 'name']) {
    if (!hasField(definition, field)) throw failedToParse(`The '${field}' field is a required property of an index`);
  }
  if (hasField(definition, 'clustered')) checkClustered(definition);
  if (hasField(definition, 'collation') && (numericValue(definition.v) ?? INDEX_VERSION) < INDEX_VERSION) {
    throw cannotCreateIndex("cannot create an index with the 'collation' option and v=1");
  }
  if (hasField(definition, 'weights') && indexKind(asDocument(definition.key) ?? {}) !== 'text') {
    throw cannotCreateIndex("the field 'weights' can only be specified with text indexes");
  }
  if (isSet(definition.unique) && isSet(definition.prepareUnique)) {
    throw cannotCreateIndex("cannot create an index with the 'unique' option and the 'prepareUnique' option");
  }
}

function checkClustered({ clustered, unique }: Document): void {
  if (!isSet(clustered)) throw locationError(6_492_800, "Value 'false' for field 'clustered' is invalid");
  if (!isSet(unique)) throw cannotCreateIndex("The 'unique' field is required when 'clustered' is specified");
}

/** The index on `_id` is there already, and can be no other than it is. */
function checkIdIndex(definition: Document): void {
  if (!hasField(definition, 'clustered')) {
    const wrong = fieldNames(definition).find((name) => !ID_OPTIONS.has(name));
    if (wrong !== undefined) throw invalidOption(wrong, 'an _id index');
  }
  if (valuesEqual(definition.key, ID_INDEX.key)) return;
  throw badValue("The field 'key' for an _id index must be {_id: 1}");
}

function checkOtherName(name: unknown): void {
  if (name === ID_INDEX.name) throw badValue("The index name '_id_' is reserved for the index with the key {_id: 1}");
  if (name === '*') throw badValue("The index name '*' is not valid.");
}

const MEANINGLESS = new Set(['ns', '_id', 'dropDups']);

function normalized(definition: Document): Document {
  const result: Document = {};
  for (const [option, value] of fieldEntries(definition)) {
    if (!MEANINGLESS.has(option)) setField(result, option, normalValue(option, value));
  }
  return result;
}

function normalValue(option: string, value: unknown): unknown {
  if (FLAGS.includes(option)) return isSet(value);
  if (INTEGERS.includes(option) || option === 'v') return new Int32(Math.trunc(numericValue(value) ?? 0));
  return DOUBLES.includes(option) ? new Double(numericValue(value) ?? 0) : value;
}

function invalidOption(option: string, of: string): EngineError {
  const message = `The field '${option}' is not valid for ${of} specification`;
  return new EngineError(197, 'InvalidIndexSpecificationOption', message);
}

function wrongType(option: string, value: unknown, expected: string): EngineError {
  return typeMismatch(`The field '${option}' of an index must be ${expected}, but got ${bsonTypeOf(value)}`);
}
