/** Time zones as they stand in dates: offsets, abbreviations and names, in any case. */
import { findTimeZone, fixedZone, type TimeZone, UTC } from './time-zone.ts';
import { usualName } from './zone-name.ts';

/** Undefined for what is no zone. */
export function parseZoneText(text: string): TimeZone | undefined {
  const offset = OFFSET.exec(text);
  if (offset !== null) return parseOffset(offset[1] === '-' ? -1 : 1, offset[2] ?? '');
  const hours = ABBREVIATIONS.get(text.toLowerCase());
  if (hours !== undefined) return fixedZone(hours * 3600);
  return text === '' ? undefined : findTimeZone(usualName(text));
}

const OFFSET = /^(?:GMT)?([+-])([\d:]+)$/i;

/** Hours; hours and minutes with or without a colon; seconds behind them. */
function parseOffset(sign: 1 | -1, digits: string): TimeZone | undefined {
  const match = OFFSET_FORMS.map((form) => form.exec(digits)).find((found) => found !== null);
  if (match === undefined) return undefined;
  const [, hours = 0, minutes = 0, seconds = 0] = match;
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return size === 0 ? UTC : fixedZone(sign * size);
}

const OFFSET_FORMS = [
  /^(\d\d?)$/,
  /^(\d\d?)(\d\d)$/,
  /^(\d\d?):(\d\d?)$/,
  /^(\d\d)(\d\d)(\d\d)$/,
  /^(\d\d):(\d\d):(\d\d)$/,
];

/** Hours east of UTC. A letter is a zone of the military, J is none. */
const ABBREVIATIONS: ReadonlyMap<string, number> = new Map([
  ...Object.entries({
    utc: 0,
    gmt: 0,
    wet: 0,
    west: 1,
    bst: 1,
    cet: 1,
    cest: 2,
    met: 1,
    mest: 2,
    eet: 2,
    eest: 3,
    msk: 3,
  }),
  ...Object.entries({
    est: -5,
    edt: -4,
    cst: -6,
    cdt: -5,
    mst: -7,
    mdt: -6,
    pst: -8,
    pdt: -7,
    akst: -9,
    akdt: -8,
    hst: -10,
  }),
  ...Object.entries({ ast: -4, adt: -3, nst: -3.5, ndt: -2.5, jst: 9, kst: 9 }),
  ...[...'abcdefghiklm'].map((letter, index) => [letter, index + 1] as const),
  ...[...'nopqrstuvwxy'].map((letter, index) => [letter, -index - 1] as const),
  ['z', 0],
]);
