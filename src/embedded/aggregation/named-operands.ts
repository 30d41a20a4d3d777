/** Operators whose operand is a document of named parts. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldNames, hasField } from '../../bson/fields.ts';
import { failedToParse } from '../engine-error.ts';
import { typeName } from './scope.ts';

interface NamedOperands {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

export function parseNamed(name: string, operand: unknown, { required, optional }: NamedOperands): Document {
  const spec = asDocument(operand);
  if (spec === undefined)
    throw failedToParse(`${name} only supports an object as its argument, found: ${typeName(operand)}`);
  const unknown = fieldNames(spec).find((key) => !required.includes(key) && !optional.includes(key));
  if (unknown !== undefined) throw failedToParse(`Unrecognized parameter to ${name}: ${unknown}`);
  const missing = required.find((key) => !hasField(spec, key));
  if (missing !== undefined) throw failedToParse(`Missing '${missing}' parameter to ${name}`);
  return spec;
}
