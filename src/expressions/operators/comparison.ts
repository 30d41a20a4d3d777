/** `%gt`, `%gte`, `%lt`, `%lte`: only values of one kind compare; everything else is false, as in the query language. */
import { Binary, Decimal128, Double, Int32, Long, ObjectId } from '../../bson/bson.ts';
import { compareValues } from '../../bson/compare.ts';
import type { OperatorParser } from '../compiled.ts';

export function parseComparison(holds: (order: number) => boolean): OperatorParser {
  return (argument, pointer, parser) => {
    const operand = parser.operand(argument, pointer);
    return async (value, scope) => {
      const limit = await operand(scope);
      const candidates: readonly unknown[] = Array.isArray(value) ? value : [value];
      return candidates.some((item) => compares(item, limit) && holds(compareValues(item, limit)));
    };
  };
}

function compares(a: unknown, b: unknown): boolean {
  const kind = kindOf(a);
  return kind !== undefined && kind === kindOf(b) && !isNaNValue(a) && !isNaNValue(b);
}

function kindOf(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  if (typeof value === 'string' || typeof value === 'boolean') return typeof value;
  if (value instanceof Int32 || value instanceof Long || value instanceof Double || value instanceof Decimal128) {
    return 'number';
  }
  if (value instanceof Date) return 'date';
  if (value instanceof ObjectId) return 'objectId';
  if (value instanceof Binary) return 'binary';
  return undefined;
}

function isNaNValue(value: unknown): boolean {
  return Number.isNaN(value instanceof Double ? value.value : value);
}
