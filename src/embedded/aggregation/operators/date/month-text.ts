/** Names of months in dates: whole or of three letters, in any case, and roman numbers. */
import { MONTH_NAMES } from './format.ts';

/** Undefined for what is no month. */
export function matchMonth(text: string): number | undefined {
  return MONTHS.get(text.toLowerCase());
}

const ROMAN = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi', 'xii'];

const MONTHS: ReadonlyMap<string, number> = new Map([
  ...MONTH_NAMES.map((name, index) => [name.toLowerCase(), index + 1] as const),
  ...MONTH_NAMES.map((name, index) => [name.slice(0, 3).toLowerCase(), index + 1] as const),
  ...ROMAN.map((name, index) => [name, index + 1] as const),
  ['sept', 9],
]);

/** The pattern of a month's name, the longer names first. */
export const MONTH_PATTERN = [...MONTHS.keys()].sort((a, b) => b.length - a.length).join('|');
