/** Percentiles: how they are asked for, and their values. Without a way to the expressions, so that these can use it. */
import { toDouble } from '../../../bson/arithmetic.ts';
import { type Document, Double } from '../../../bson/bson.ts';
import { asDocument, isNumeric } from '../../../bson/bson-type.ts';
import { fieldNames, hasField } from '../../../bson/fields.ts';
import { badValue, locationError, typeMismatch } from '../../engine-error.ts';
import { constantValue } from '../constant-folding.ts';
import { type Expression, typeName } from '../scope.ts';

/** What both have in common: their fields, all of them required, and the one method that the server has. */
export function parsePercentile(
  name: string,
  operand: unknown,
  fields: readonly string[],
  notObject: number,
): Document {
  const spec = asDocument(operand);
  if (spec === undefined) {
    throw locationError(notObject, `specification must be an object; found ${name} of type ${typeName(operand)}`);
  }
  const unknown = fieldNames(spec).find((field) => !fields.includes(field));
  if (unknown !== undefined) throw locationError(40_415, `BSON field '${name}.${unknown}' is an unknown field.`);
  const missing = fields.find((field) => !hasField(spec, field));
  if (missing !== undefined)
    throw locationError(40_414, `BSON field '${name}.${missing}' is missing but a required field`);
  const method: unknown = spec.method;
  if (typeof method !== 'string')
    throw typeMismatch(`BSON field '${name}.method' is the wrong type '${typeName(method)}', expected type 'string'`);
  if (method !== 'approximate')
    throw badValue(`Currently only 'approximate' can be used as percentile 'method', not '${method}'`);
  return spec;
}

/** The numbers of `p`, each between 0 and 1. */
export function parseShares(name: string, expression: Expression): readonly number[] {
  if (expression.constant !== true)
    throw locationError(7_750_300, `The ${name} 'p' field must be an array of constant values`);
  const shares = constantValue(expression);
  if (!Array.isArray(shares) || shares.length === 0)
    throw locationError(7_750_301, `The ${name} 'p' field must be a non-empty array of constant numbers`);
  return shares.map((share: unknown) => {
    if (!isNumeric(share))
      throw locationError(7_750_302, `The ${name} 'p' field must be an array of numbers, found ${typeName(share)}`);
    const number = toDouble(share);
    if (number >= 0 && number <= 1) return number;
    throw locationError(7_750_303, `The ${name} 'p' field must hold numbers from 0 to 1, found ${number}`);
  });
}

/** The value below or at which the share of the values lies, which are sorted. Null of no values. */
export function percentileOf(sorted: ArrayLike<number>, share: number): Double | null {
  if (sorted.length === 0) return null;
  const rank = share >= 1 ? sorted.length - 1 : Math.max(0, Math.ceil(sorted.length * share) - 1);
  return new Double(sorted[rank] ?? Number.NaN);
}

/** Whether a value counts: a number that is one. */
export function percentileNumber(value: unknown): number | undefined {
  const number = isNumeric(value) ? toDouble(value) : Number.NaN;
  return Number.isNaN(number) ? undefined : number;
}
