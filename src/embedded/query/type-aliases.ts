/** The names and numbers that the query operator `$type` accepts. */
import { bsonTypeOf, isNumeric } from '../../bson/bson-type.ts';
import { exactNumber } from '../../bson/compare-numbers.ts';
import { badValue, failedToParse } from '../engine-error.ts';

const NUMBER_OF_TYPE: ReadonlyMap<string, number> = new Map([
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

export function compileTypeTest(operand: unknown): (value: unknown) => boolean {
  if (Array.isArray(operand) && operand.length === 0) throw failedToParse('$type must match at least one type');
  const wanted = new Set((Array.isArray(operand) ? operand : [operand]).flatMap(typeNames));
  return (value) => wanted.has(bsonTypeOf(value));
}

function typeNames(operand: unknown): readonly string[] {
  if (operand === 'number') return ['int', 'long', 'double', 'decimal'];
  if (typeof operand === 'string') {
    if (!NUMBER_OF_TYPE.has(operand)) throw badValue(`Unknown type name alias: ${operand}`);
    return [operand];
  }
  if (!isNumeric(operand)) throw badValue('type must be represented as a number or a string');
  const name = TYPE_OF_NUMBER.get(Number(exactNumber(operand)));
  if (name === undefined) throw badValue(`Invalid numerical type code: ${String(exactNumber(operand))}`);
  return [name];
}
