/** The names and numbers that the query operator `$type` accepts. */
import { type BsonTypeName, bsonTypeOf, isNumeric } from '../../bson/bson-type.ts';
import { badValue, failedToParse, typeMismatch } from '../engine-error.ts';
import { wholeLong } from './long-value.ts';

const NUMBER_OF_TYPE: ReadonlyMap<BsonTypeName, number> = new Map<BsonTypeName, number>([
  ['double', 1],
  ['string', 2],
  ['object', 3],
  ['array', 4],
  ['binData', 5],
  ['undefined', 6],
  ['objectId', 7],
  ['bool', 8],
  ['date', 9],
  ['null', 10],
  ['regex', 11],
  ['dbPointer', 12],
  ['javascript', 13],
  ['symbol', 14],
  ['javascriptWithScope', 15],
  ['int', 16],
  ['timestamp', 17],
  ['long', 18],
  ['decimal', 19],
  ['minKey', -1],
  ['maxKey', 127],
]);
const TYPE_OF_NUMBER = new Map(Array.from(NUMBER_OF_TYPE, ([name, number]) => [number, name] as const));
const NUMBERS: readonly BsonTypeName[] = ['int', 'long', 'double', 'decimal'];
const TYPES_OF_ALIAS: ReadonlyMap<string, readonly BsonTypeName[]> = new Map<string, readonly BsonTypeName[]>([
  ['number', NUMBERS],
  ...Array.from(NUMBER_OF_TYPE.keys(), (name) => [name, [name]] as const),
]);

/** The types that a name stands for. */
export function typesOfAlias(name: string): readonly BsonTypeName[] {
  const types = TYPES_OF_ALIAS.get(name);
  if (types === undefined) throw badValue(`Unknown type name alias: ${name}`);
  return types;
}

export function compileTypeTest(operand: unknown): (value: unknown) => boolean {
  if (Array.isArray(operand) && operand.length === 0) throw failedToParse('$type must match at least one type');
  const wanted = new Set(typesOf(operand));
  return (value) => wanted.has(bsonTypeOf(value));
}

export function numberOfType(type: BsonTypeName): number {
  return NUMBER_OF_TYPE.get(type) ?? 0;
}

/** The types of a `$type`. */
export function typesOf(operand: unknown): readonly BsonTypeName[] {
  return (Array.isArray(operand) ? operand : [operand]).flatMap(typeNames);
}

function typeNames(operand: unknown): readonly BsonTypeName[] {
  if (typeof operand === 'string') return typesOfAlias(operand);
  if (!isNumeric(operand)) throw typeMismatch('type must be represented as a number or a string');
  const code = wholeLong(operand);
  const name = code === undefined ? undefined : TYPE_OF_NUMBER.get(Number(code));
  if (name === undefined) throw badValue(`Invalid numerical type code: ${String(operand)}`);
  return [name];
}
