/** Intervals of an index as `explain` prints them. */
import { isNumeric } from '../../bson/bson-type.ts';
import { bracketOfType, EMPTY_ARRAY } from '../../bson/compare.ts';
import { exactNumber } from '../../bson/compare-numbers.ts';
import type { Cut, Interval, Intervals } from '../query/interval.ts';
import { printValue } from './duplicate-key.ts';

/** In the order of a walk in that direction. */
export function intervalTexts(intervals: Intervals, direction: 1 | -1): string[] {
  const texts = intervals.map((interval) => intervalText(interval, direction));
  return direction === 1 ? texts : texts.reverse();
}

function intervalText({ lower, upper }: Interval, direction: 1 | -1): string {
  const least = endText(lower, 'lower');
  const greatest = endText(upper, 'upper');
  const [first, last] = direction === 1 ? [least, greatest] : [greatest, least];
  return `${first.inclusive ? '[' : '('}${first.text}, ${last.text}${last.inclusive ? ']' : ')'}`;
}

interface End {
  readonly text: string;
  readonly inclusive: boolean;
}

function endText({ key, after, value }: Cut, side: 'lower' | 'upper'): End {
  if (value === undefined) return bracketEnd(key[0] ?? 0, side);
  return { text: valueText(value), inclusive: side === 'lower' ? !after : after };
}

/** The least value of a type, and its greatest or what comes after all of them. */
function bracketEnd(bracket: number, side: 'lower' | 'upper'): End {
  const [least = 'MinKey', greatest = 'MaxKey', isOpen = ''] = BRACKET_ENDS.get(bracket) ?? [];
  return side === 'lower' ? { text: least, inclusive: true } : { text: greatest, inclusive: isOpen === '' };
}

const OPEN = 'open';

const BRACKET_ENDS: ReadonlyMap<number, readonly string[]> = new Map([
  [bracketOfType('undefined'), ['undefined', 'undefined']],
  [bracketOfType('null'), ['null', 'null']],
  [bracketOfType('int'), ['nan', 'inf.0']],
  [bracketOfType('string'), ['""', '{}', OPEN]],
  [bracketOfType('object'), ['{}', '[]', OPEN]],
  [bracketOfType('binData'), ['BinData(0, )', "ObjectId('000000000000000000000000')", OPEN]],
  [bracketOfType('objectId'), ["ObjectId('000000000000000000000000')", "ObjectId('ffffffffffffffffffffffff')"]],
  [bracketOfType('bool'), ['false', 'true']],
  [bracketOfType('date'), ['new Date(-9223372036854775808)', 'new Date(9223372036854775807)']],
  [bracketOfType('timestamp'), ['Timestamp(0, 0)', 'Timestamp(4294967295, 4294967295)']],
  [bracketOfType('regex'), ['/(?:)/', 'DBRef(, 000000000000000000000000)', OPEN]],
]);

function valueText(value: unknown): string {
  if (value === EMPTY_ARRAY) return 'undefined';
  const number = isNumeric(value) ? exactNumber(value) : undefined;
  if (typeof number === 'number' && Number.isNaN(number)) return 'nan';
  if (number === Number.POSITIVE_INFINITY) return 'inf.0';
  if (number === Number.NEGATIVE_INFINITY) return '-inf.0';
  return printValue(value);
}
