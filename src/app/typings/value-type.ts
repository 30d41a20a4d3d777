/** The type that a function sees a value as: extended JSON read, as `context.values.get` gives it. */
import type { JsonObject, JsonValue } from '../app.ts';
import { printPropertyName } from './names.ts';

/** Deeper or wider values are `any`: an editor has no use for more. */
const DEPTH_MAX = 6;
const MEMBERS_MAX = 50;

export function printValueType(value: JsonValue, depth = 0): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  if (depth >= DEPTH_MAX) return 'any';
  if (Array.isArray(value)) return printArrayType(value, depth);
  return findBsonType(value) ?? printObjectType(value, depth);
}

function printArrayType(items: readonly JsonValue[], depth: number): string {
  if (items.length === 0 || items.length > MEMBERS_MAX) return 'any[]';
  const types = new Set(items.map((item) => printValueType(item, depth + 1)));
  if (types.has('any')) return 'any[]';
  const all = [...types].sort().join(' | ');
  return types.size === 1 ? `${all}[]` : `(${all})[]`;
}

function printObjectType(value: JsonObject, depth: number): string {
  const members = Object.entries(value);
  if (members.length > MEMBERS_MAX) return '{ [key: string]: any }';
  if (members.length === 0) return '{}';
  return `{ ${members.map(([key, member]) => `${printPropertyName(key)}: ${printValueType(member, depth + 1)}`).join('; ')} }`;
}

const BSON_TYPES: ReadonlyMap<string, string> = new Map([
  ['$oid', 'BSON.ObjectId'],
  ['$numberInt', 'number'],
  ['$numberDouble', 'number'],
  // A Long that takes part in arithmetic, which no type says of an object.
  ['$numberLong', 'any'],
  ['$numberDecimal', 'BSON.Decimal128'],
  ['$date', 'Date'],
  ['$binary', 'BSON.Binary'],
  ['$timestamp', 'BSON.Timestamp'],
  ['$uuid', 'BSON.UUID'],
  ['$regularExpression', 'BSON.BSONRegExp'],
  ['$code', 'BSON.Code'],
  ['$minKey', 'BSON.MinKey'],
  ['$maxKey', 'BSON.MaxKey'],
  ['$symbol', 'string'],
  ['$undefined', 'undefined'],
]);

/** A `$` key that is not one of these is an operator, and its object stays one. */
function findBsonType(value: JsonObject): string | undefined {
  const [key, ...others] = Object.keys(value);
  return key === undefined || others.length > 0 ? undefined : BSON_TYPES.get(key);
}
