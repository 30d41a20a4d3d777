/** Equality with the types of BSON: `"42"` is not 42, but int, long and double of one value are equal. */
import { valuesEqual } from '../../bson/compare.ts';
import type { Operand, OperatorParser, Predicate } from '../compiled.ts';

export const parseEq: OperatorParser = (argument, pointer, parser) => equals(parser.operand(argument, pointer));

export const parseNe: OperatorParser = (argument, pointer, parser) => {
  const equal = equals(parser.operand(argument, pointer));
  return async (value, scope) => !(await equal(value, scope));
};

export function equals(operand: Operand): Predicate {
  return async (value, scope) => matchesValue(value, await operand(scope));
}

/** A missing value equals nothing, also not null. An array matches by itself or by one of its elements, as in the query language. */
export function matchesValue(value: unknown, wanted: unknown): boolean {
  if (value === undefined || wanted === undefined) return false;
  if (valuesEqual(value, wanted)) return true;
  return Array.isArray(value) && value.some((item) => item !== undefined && valuesEqual(item, wanted));
}
