/** Options of commands: which are known, which are refused by name, and their values with the type that they must have. */
import { type Document, Long } from '../../bson/bson.ts';
import { bsonTypeOf } from '../../bson/bson-type.ts';
import { fieldCount, fieldEntries } from '../../bson/fields.ts';
import { EngineError } from '../engine-error.ts';
import { isPlainDocument } from '../wire/codec.ts';
import { numericValue } from '../wire/numbers.ts';

/** Known everywhere, and without effect on a single server that runs one command at a time and flushes every write. */
const HARMLESS = new Set([
  '$db',
  '$clusterTime',
  '$readPreference',
  'readPreference',
  'lsid',
  'readConcern',
  'writeConcern',
  'comment',
  'maxTimeMS',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
]);

const READ_CONCERNS = new Set(['local', 'majority', 'available']);

/**
 * Throws for options that the command does not have (40415), and for those that it has in MongoDB and not here (238). An
 * unsupported option that asks for nothing is let pass: false, an empty document, or the simple collation.
 */
export function checkOptions(
  command: string,
  body: Document,
  known: ReadonlySet<string>,
  unsupported: ReadonlySet<string>,
): void {
  for (const [option, value] of fieldEntries(body)) {
    if (option === command || known.has(option) || HARMLESS.has(option)) continue;
    if (!unsupported.has(option)) {
      throw new EngineError(40415, 'Location40415', `BSON field '${command}.${option}' is an unknown field.`);
    }
    if (!asksForNothing(option, value)) throw notSupported(`option '${option}' of ${command}`);
  }
  checkConcerns(body);
}

/** A refusal that names what is refused. */
export function notSupported(what: string): EngineError {
  return new EngineError(238, 'NotImplemented', `${what} is not supported by the embedded engine`);
}

function asksForNothing(option: string, value: unknown): boolean {
  if (value === false || value === null) return true;
  if (!isPlainDocument(value)) return false;
  return fieldCount(value) === 0 || (option === 'collation' && value.locale === 'simple');
}

function checkConcerns(body: Document): void {
  const { readConcern, writeConcern } = body;
  const level: unknown = isPlainDocument(readConcern) ? readConcern.level : undefined;
  if (level !== undefined && !READ_CONCERNS.has(String(level))) {
    throw new EngineError(
      72,
      'InvalidOptions',
      `read concern level '${String(level)}' is not supported on a standalone server`,
    );
  }
  const w: unknown = isPlainDocument(writeConcern) ? numericValue(writeConcern.w) : undefined;
  if (typeof w === 'number' && w > 1) {
    throw new EngineError(2, 'BadValue', "cannot use 'w' > 1 when a host is not replicated");
  }
}

export function stringOption(command: string, body: Document, option: string): string {
  const value: unknown = body[option];
  if (typeof value === 'string') return value;
  throw wrongType(command, option, value, 'string');
}

export function documentOption(command: string, body: Document, option: string): Document | undefined {
  const value: unknown = body[option];
  if (value === undefined || value === null) return undefined;
  if (isPlainDocument(value)) return value;
  throw wrongType(command, option, value, 'object');
}

export function arrayOption(command: string, body: Document, option: string): readonly unknown[] | undefined {
  const value: unknown = body[option];
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value;
  throw wrongType(command, option, value, 'array');
}

export function documentsOption(command: string, body: Document, option: string): readonly Document[] | undefined {
  return arrayOption(command, body, option)?.map((value, position) => {
    if (isPlainDocument(value)) return value;
    throw wrongType(command, `${option}.${position}`, value, 'object');
  });
}

export function booleanOption(command: string, body: Document, option: string): boolean | undefined {
  const value: unknown = body[option];
  if (value === undefined || value === null || typeof value === 'boolean') return value ?? undefined;
  const number = numericValue(value);
  if (number === undefined) throw wrongType(command, option, value, 'bool');
  return number !== 0;
}

/** A whole number of 0 or more. */
export function countOption(command: string, body: Document, option: string): number | undefined {
  const value: unknown = body[option];
  if (value === undefined || value === null) return undefined;
  const number = numericValue(value);
  if (number === undefined) throw wrongType(command, option, value, 'long');
  if (!(number >= 0)) {
    const message = `BSON field '${option}' value must be >= 0, actual value '${number}'`;
    throw new EngineError(51024, 'Location51024', message);
  }
  return Math.trunc(number);
}

export function longOption(command: string, body: Document, option: string): Long {
  const value: unknown = body[option];
  if (value instanceof Long) return value;
  const number = numericValue(value);
  if (number === undefined) throw wrongType(command, option, value, 'long');
  return Long.fromNumber(number);
}

function wrongType(command: string, option: string, value: unknown, expected: string): EngineError {
  if (value === undefined) {
    return new EngineError(40414, 'Location40414', `BSON field '${command}.${option}' is missing but a required field`);
  }
  const message = `BSON field '${command}.${option}' is the wrong type '${bsonTypeOf(value)}', expected type '${expected}'`;
  return new EngineError(14, 'TypeMismatch', message);
}
