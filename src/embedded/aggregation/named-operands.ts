/** Operators whose operand is a document of named parts. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldNames, hasField } from '../../bson/fields.ts';
import { type EngineError, failedToParse, locationError } from '../engine-error.ts';
import { typeName } from './scope.ts';

interface NamedOperands {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Where an operator has codes of its own; FailedToParse otherwise. */
  readonly codes?: {
    readonly notObject: number;
    readonly unknown: number;
    readonly missing: Readonly<Record<string, number>>;
  };
}

export function parseNamed(name: string, operand: unknown, { required, optional, codes }: NamedOperands): Document {
  const spec = asDocument(operand);
  if (spec === undefined)
    throw failure(codes?.notObject, `${name} only supports an object as its argument, found: ${typeName(operand)}`);
  const unknown = fieldNames(spec).find((key) => !required.includes(key) && !optional.includes(key));
  if (unknown !== undefined) throw failure(codes?.unknown, `Unrecognized parameter to ${name}: ${unknown}`);
  const missing = required.find((key) => !hasField(spec, key));
  if (missing !== undefined) throw failure(codes?.missing[missing], `Missing '${missing}' parameter to ${name}`);
  return spec;
}

function failure(code: number | undefined, message: string): EngineError {
  return code === undefined ? failedToParse(message) : locationError(code, message);
}
