/** Checks of the fields of a stage's specification, with the errors that the server has for them. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldNames, getField } from '../../bson/fields.ts';
import { type EngineError, locationError, typeMismatch } from '../engine-error.ts';
import { typeName } from './scope.ts';

/** Throws TypeMismatch for what is no document, and 40415 for a field that the stage does not have. */
export function stageDocument(stage: string, spec: unknown, known: ReadonlySet<string>): Document {
  const document = asDocument(spec);
  if (document === undefined) {
    throw typeMismatch(`${stage} must be an object, but is of type '${typeName(spec)}'`);
  }
  for (const name of fieldNames(document)) if (!known.has(name)) throw unknownStageField(`${stage}.${name}`);
  return document;
}

/** A boolean and nothing else, not even null. */
export function flagField(stage: string, document: Document, name: string): boolean | undefined {
  const value = getField(document, name);
  if (value === undefined || typeof value === 'boolean') return value;
  throw wrongStageType(`${stage}.${name}`, value, 'bool');
}

export function unknownStageField(path: string): EngineError {
  return locationError(40_415, `BSON field '${path}' is an unknown field.`);
}

export function missingStageField(path: string): EngineError {
  return locationError(40_414, `BSON field '${path}' is missing but a required field`);
}

export function wrongStageType(path: string, value: unknown, expected: string): EngineError {
  return typeMismatch(`BSON field '${path}' is the wrong type '${typeName(value)}', expected type '${expected}'`);
}
