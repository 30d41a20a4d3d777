/** The options of `$changeStream`. */
import { type Document, Timestamp } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf, isNullish } from '../../bson/bson-type.ts';
import { fieldNames, getField } from '../../bson/fields.ts';
import { badValue, type EngineError, locationError, notImplemented, typeMismatch } from '../engine-error.ts';

export type ImageMode = 'whenAvailable' | 'required';

export interface ChangeStreamSpec {
  readonly fullDocument: 'default' | 'updateLookup' | ImageMode;
  readonly fullDocumentBeforeChange: 'off' | ImageMode;
  readonly resumeAfter: Document | undefined;
  readonly startAfter: Document | undefined;
  readonly startAtOperationTime: Timestamp | undefined;
  readonly showExpandedEvents: boolean;
  readonly allChangesForCluster: boolean;
}

const STAGE = '$changeStream';
const OPTIONS = new Set([
  'fullDocument',
  'fullDocumentBeforeChange',
  'resumeAfter',
  'startAfter',
  'startAtOperationTime',
  'showExpandedEvents',
  'allChangesForCluster',
]);
/** Options of the server's own parts. */
const INTERNAL_OPTIONS = new Set([
  'showMigrationEvents',
  'showSystemEvents',
  'allowToRunOnConfigDB',
  'showRawUpdateDescription',
]);

export function parseChangeStream(operand: unknown): ChangeStreamSpec {
  const spec = asDocument(operand);
  if (spec === undefined) {
    throw locationError(6_188_500, `${STAGE} must take a nested object but found: ${bsonTypeOf(operand)}`);
  }
  for (const name of fieldNames(spec)) checkOption(spec, name);
  const parsed = {
    fullDocument: choice(spec, 'fullDocument', ['default', 'updateLookup', 'whenAvailable', 'required'] as const),
    fullDocumentBeforeChange: choice(spec, 'fullDocumentBeforeChange', ['off', 'whenAvailable', 'required'] as const),
    resumeAfter: token(spec, 'resumeAfter'),
    startAfter: token(spec, 'startAfter'),
    startAtOperationTime: time(spec, 'startAtOperationTime'),
    showExpandedEvents: flag(spec, 'showExpandedEvents'),
    allChangesForCluster: flag(spec, 'allChangesForCluster'),
  };
  checkOneStart(parsed);
  return parsed;
}

function checkOption(spec: Document, name: string): void {
  if (OPTIONS.has(name)) return;
  if (INTERNAL_OPTIONS.has(name) && (getField(spec, name) === false || isNullish(getField(spec, name)))) return;
  if (INTERNAL_OPTIONS.has(name)) throw notImplemented(`option '${name}' of ${STAGE}`);
  throw locationError(40_415, `BSON field '${STAGE}.${name}' is an unknown field.`);
}

function checkOneStart({ resumeAfter, startAfter, startAtOperationTime }: ChangeStreamSpec): void {
  if (resumeAfter !== undefined && startAfter !== undefined) {
    throw locationError(50_865, `Do not specify both 'resumeAfter' and 'startAfter' in a ${STAGE} stage`);
  }
  if (startAtOperationTime !== undefined && (resumeAfter ?? startAfter) !== undefined) {
    throw locationError(40_674, 'Only one type of resume option is allowed, but multiple were found.');
  }
}

/** The first one is what an absent option means. */
function choice<T extends string>(spec: Document, name: string, values: readonly [T, ...T[]]): T {
  const value = getField(spec, name);
  if (isNullish(value)) return values[0];
  if (typeof value !== 'string') throw wrongType(name, value, 'string');
  const known = values.find((other) => other === value);
  if (known !== undefined) return known;
  throw badValue(
    `Enumeration value '${value}' for field '${STAGE}.${name}' is not a valid value: ${values.join(', ')}`,
  );
}

function token(spec: Document, name: string): Document | undefined {
  const value = getField(spec, name);
  if (isNullish(value)) return undefined;
  const document = asDocument(value);
  if (document === undefined) throw wrongType(name, value, 'object');
  return document;
}

function time(spec: Document, name: string): Timestamp | undefined {
  const value = getField(spec, name);
  if (isNullish(value)) return undefined;
  if (bsonTypeOf(value) !== 'timestamp' || !(value instanceof Timestamp)) throw wrongType(name, value, 'timestamp');
  return value;
}

function flag(spec: Document, name: string): boolean {
  const value = getField(spec, name);
  if (value === undefined) return false;
  if (typeof value !== 'boolean') throw wrongType(name, value, 'bool');
  return value;
}

function wrongType(name: string, value: unknown, expected: string): EngineError {
  return typeMismatch(
    `BSON field '${STAGE}.${name}' is the wrong type '${bsonTypeOf(value)}', expected type '${expected}'`,
  );
}
