/** Options of commands by the types that the server's have: null counts as absent, unless the option takes any type. */

import { isZero } from '../../bson/arithmetic.ts';
import { type Document, Long } from '../../bson/bson.ts';
import { bsonTypeOf, isNullish, isNumeric } from '../../bson/bson-type.ts';
import { fieldNames, getField } from '../../bson/fields.ts';
import { badValue, EngineError, locationError, typeMismatch } from '../engine-error.ts';
import { isPlainDocument } from '../wire/codec.ts';
import { clampedWhole } from './option-numbers.ts';

export function stringOption(command: string, body: Document, option: string): string {
  const value = getField(body, option);
  if (typeof value === 'string') return value;
  throw isNullish(value) ? missingField(command, option) : wrongType(command, option, value, 'string');
}

export function optionalString(command: string, body: Document, option: string): string | undefined {
  return isNullish(getField(body, option)) ? undefined : stringOption(command, body, option);
}

/** A text out of a few. */
export function choiceOption(
  command: string,
  body: Document,
  option: string,
  choices: readonly string[],
): string | undefined {
  const value = optionalString(command, body, option);
  if (value === undefined || choices.includes(value)) return value;
  const given = value.length > 100 ? `${value.slice(0, 100)}…` : value;
  throw badValue(`Enumeration value '${given}' for field '${command}.${option}' is not one of ${choices.join(', ')}`);
}

export function documentOption(command: string, body: Document, option: string): Document | undefined {
  const value = getField(body, option);
  if (isNullish(value)) return undefined;
  if (isPlainDocument(value)) return value;
  throw wrongType(command, option, value, 'object');
}

/** For the options of `find` and the like, in which null is no document. */
export function documentNotNull(command: string, body: Document, option: string): Document | undefined {
  if (getField(body, option) === null) throw wrongType(command, option, null, 'object');
  return documentOption(command, body, option);
}

export function requiredDocument(command: string, body: Document, option: string): Document {
  const value = documentOption(command, body, option);
  if (value === undefined) throw missingField(command, option);
  return value;
}

export function arrayOption(command: string, body: Document, option: string): readonly unknown[] | undefined {
  const value = getField(body, option);
  if (isNullish(value)) return undefined;
  if (Array.isArray(value)) return value;
  throw wrongType(command, option, value, 'array');
}

export function documentsOption(command: string, body: Document, option: string): readonly Document[] | undefined {
  return arrayOption(command, body, option)?.map((value, position) => {
    if (isPlainDocument(value)) return value;
    throw wrongType(command, `${option}.${position}`, value, 'object');
  });
}

/** A boolean, or a number, of which zero is false. */
export function booleanOption(command: string, body: Document, option: string): boolean | undefined {
  const value = getField(body, option);
  if (typeof value === 'boolean') return value;
  if (isNullish(value)) return undefined;
  if (!isNumeric(value)) throw wrongType(command, option, value, 'bool');
  return !isZero(value);
}

/** A boolean and nothing else. */
export function strictBooleanOption(command: string, body: Document, option: string): boolean | undefined {
  const value = getField(body, option);
  if (typeof value === 'boolean') return value;
  if (isNullish(value)) return undefined;
  throw wrongType(command, option, value, 'bool');
}

/** A boolean and nothing else, not even null. */
export function booleanNotNull(command: string, body: Document, option: string): boolean | undefined {
  if (getField(body, option) === null) throw wrongType(command, option, null, 'bool');
  return strictBooleanOption(command, body, option);
}

/** A number, cut to a whole one within the range of a long. */
export function wholeOption(command: string, body: Document, option: string): number | undefined {
  const value = getField(body, option);
  if (isNullish(value)) return undefined;
  const whole = clampedWhole(value);
  if (whole === undefined) throw wrongType(command, option, value, 'number');
  return whole;
}

/** A number, cut to a whole one, of 0 or more. */
export function countOption(command: string, body: Document, option: string): number | undefined {
  const value = getField(body, option);
  if (isNullish(value)) return undefined;
  const count = clampedWhole(value);
  if (count === undefined) throw wrongType(command, option, value, 'long');
  if (count < 0) throw badValue(`BSON field '${command}.${option}' value must be >= 0, actual value '${count}'`);
  return count;
}

export function longOption(command: string, body: Document, option: string): Long {
  const value = getField(body, option);
  if (bsonTypeOf(value) === 'long' && value instanceof Long) return value;
  throw isNullish(value) ? missingField(command, option) : wrongType(command, option, value, 'long');
}

/** The name of a collection, in the field that names the command too. */
export function collectionNameOption(body: Document, option: string): string {
  const value = getField(body, option);
  if (typeof value === 'string') return value;
  throw new EngineError(73, 'InvalidNamespace', `collection name has invalid type ${bsonTypeOf(value)}`);
}

export function notSupportedOption(command: string, option: string): EngineError {
  return new EngineError(
    238,
    'NotImplemented',
    `option '${option}' of ${command} is not supported by the embedded engine`,
  );
}

/** Throws for a field of a document that is none of these. */
export function checkFields(place: string, document: Document, known: ReadonlySet<string>): void {
  const unknown = fieldNames(document).find((name) => !known.has(name));
  if (unknown !== undefined) throw unknownField(place, unknown);
}

export function invalidOptions(message: string): EngineError {
  return new EngineError(72, 'InvalidOptions', message);
}

export function unknownField(command: string, option: string): EngineError {
  return locationError(40_415, `BSON field '${command}.${option}' is an unknown field.`);
}

export function missingField(command: string, option: string): EngineError {
  return locationError(40_414, `BSON field '${command}.${option}' is missing but a required field`);
}

export function wrongType(command: string, option: string, value: unknown, expected: string): EngineError {
  return typeMismatch(
    `BSON field '${command}.${option}' is the wrong type '${bsonTypeOf(value)}', expected type '${expected}'`,
  );
}
