/** A value with its type, for rows where `2`, `2.0` and `2E0` are different answers. */
import { Double } from '../../../../src/bson/bson.ts';
import { bsonTypeOf } from '../../../../src/bson/bson-type.ts';
import { WideDate } from '../../../../src/bson/legacy-types.ts';

export function shown(value: unknown): string {
  return `${bsonTypeOf(value)} ${textOf(value)}`;
}

function textOf(value: unknown): string {
  if (value instanceof WideDate) return String(value.millis);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Double) return Object.is(value.value, -0) ? '-0' : String(value.value);
  return Array.isArray(value) ? `[${value.map(shown).join(', ')}]` : String(value);
}
