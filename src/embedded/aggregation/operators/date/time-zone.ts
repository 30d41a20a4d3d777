/** Time zones: names of the tz database, and offsets from UTC. */
import { locationError } from '../../../engine-error.ts';
import { typeName } from '../../scope.ts';
import { type Moment, moved } from './moment.ts';
import { isZoneName } from './zone-name.ts';
import { findZoneOffsets, type ZoneOffsets } from './zone-offsets.ts';

export interface TimeZone {
  /** UTC itself, or an offset of zero: a date's text then ends in Z. */
  readonly isUtc: boolean;
  /** Seconds east of UTC at a moment. */
  offsetAt(moment: Moment): number;
}

export const UTC: TimeZone = { isUtc: true, offsetAt: () => 0 };

/** Throws for what is no zone. */
export function parseTimeZone(value: unknown): TimeZone {
  if (typeof value !== 'string') {
    throw locationError(40_517, `timezone must evaluate to a string, found ${typeName(value)}`);
  }
  const zone = findTimeZone(value);
  if (zone === undefined) throw locationError(40_485, `unrecognized time zone identifier: "${value}"`);
  return zone;
}

/** Undefined for a name that is no zone's. */
export function findTimeZone(name: string): TimeZone | undefined {
  if (name === 'UTC') return UTC;
  return parseOffset(name) ?? findNamedZone(name);
}

/** What the clocks of a zone show at a moment. */
export function toLocal(moment: Moment, zone: TimeZone): Moment {
  const offset = zone.offsetAt(moment);
  return offset === 0 ? moment : moved(moment, offset * 1000);
}

/**
 * The moment when the clocks of a zone show a time. A time that is left out is taken as if the clocks had not been put
 * forward yet; of a time that comes twice it is the one with the offset `near`, else the one nearer to its reading as UTC.
 */
export function fromLocal(local: Moment, zone: TimeZone, near?: number): Moment {
  if (near !== undefined && isOffsetOf(local, zone, near)) return moved(local, -near * 1000);
  const first = zone.offsetAt(local);
  if (isOffsetOf(local, zone, first)) return moved(local, -first * 1000);
  const second = zone.offsetAt(moved(local, -first * 1000));
  return moved(local, -(second < first || isOffsetOf(local, zone, second) ? second : first) * 1000);
}

const OFFSET = /^([+-])(\d\d)(?::?(\d\d))?$/;
/** Only names of zones that exist are kept, so there are not many. */
const namedZones = new Map<string, ZoneOffsets>();

/** Two digits of minutes may be more than an hour, two of hours more than a day: the server takes them. */
function parseOffset(text: string): TimeZone | undefined {
  const match = OFFSET.exec(text);
  if (match === null) return undefined;
  const [, sign, hours = 0, minutes = 0] = match;
  const seconds = (Number(hours) * 60 + Number(minutes)) * 60;
  return fixedZone(sign === '-' ? -seconds : seconds);
}

export function fixedZone(offset: number): TimeZone {
  return offset === 0 ? UTC : { isUtc: false, offsetAt: () => offset };
}

function findNamedZone(name: string): TimeZone | undefined {
  const offsets = namedZones.get(name) ?? rememberZone(name);
  return offsets === undefined ? undefined : { isUtc: false, offsetAt: (moment) => offsets.at(moment) };
}

function rememberZone(name: string): ZoneOffsets | undefined {
  const offsets = isZoneName(name) ? findZoneOffsets(name) : undefined;
  if (offsets !== undefined) namedZones.set(name, offsets);
  return offsets;
}

function isOffsetOf(local: Moment, zone: TimeZone, offset: number): boolean {
  return zone.offsetAt(moved(local, -offset * 1000)) === offset;
}
