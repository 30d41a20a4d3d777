import { describe, expect, it } from 'vitest';
import { Decimal128, Double, Long, ObjectId, Timestamp } from '../../../../src/bson/bson.ts';
import { WideDate } from '../../../../src/bson/legacy-types.ts';
import { compileExpression } from '../../../../src/embedded/aggregation/expression.ts';
import { rootScope } from '../../../../src/embedded/aggregation/scope.ts';

const date = (text: string) => new Date(text);
const double = (value: number) => new Double(value);
const NEW_YORK = 'America/New_York';
const PARIS = 'Europe/Paris';

const root = {
  at: date('2024-02-29T23:05:09.007Z'),
  newYear: date('2016-01-01T03:00:00Z'),
  early: date('1969-12-31T23:59:59.999Z'),
  last: new WideDate((1n << 63n) - 1n),
  first: new WideDate(-(1n << 63n)),
  n: null,
  s: 'text',
  zone: NEW_YORK,
};

const evaluate = (spec: unknown) => compileExpression(spec)(rootScope(root));
const failing = (spec: unknown, code: number) =>
  expect(() => evaluate(spec)).toThrow(expect.objectContaining({ code }));

describe('a part of a date', () => {
  it.each<readonly [unknown, unknown]>([
    [{ $year: '$at' }, 2024],
    [{ $month: ['$at'] }, 2],
    [{ $dayOfMonth: '$at' }, 29],
    [{ $dayOfWeek: '$at' }, 5],
    [{ $dayOfYear: '$at' }, 60],
    [{ $week: '$at' }, 8],
    [{ $week: date('2022-01-01') }, 0],
    [{ $week: date('2023-01-01') }, 1],
    [{ $isoWeek: '$at' }, 9],
    [{ $isoWeek: '$newYear' }, 53],
    [{ $isoWeekYear: '$newYear' }, Long.fromNumber(2015)],
    [{ $isoWeekYear: date('2018-12-31') }, Long.fromNumber(2019)],
    [{ $isoDayOfWeek: date('2024-06-16') }, 7],
    [{ $hour: '$at' }, 23],
    [{ $minute: '$at' }, 5],
    [{ $second: '$early' }, 59],
    [{ $millisecond: '$early' }, 999],
    [{ $year: { date: '$newYear', timezone: NEW_YORK } }, 2015],
    [{ $year: { date: '$newYear', timezone: '$zone' } }, 2015],
    [{ $hour: { date: '$newYear', timezone: '+0530' } }, 8],
    [{ $hour: { date: '$newYear', timezone: '-05:70' } }, 20],
    [{ $dayOfYear: { date: '$newYear', timezone: '-99' } }, 362],
    [{ $year: '$last' }, 292_278_994],
    [{ $dayOfYear: '$last' }, 229],
    [{ $dayOfWeek: '$last' }, 1],
    [{ $millisecond: '$last' }, 807],
    [{ $year: '$first' }, -292_275_055],
    [{ $isoWeek: '$first' }, 19],
    [{ $hour: { date: '$last', timezone: PARIS } }, 9],
    [{ $year: new Timestamp({ t: 0xffff_ffff, i: 1 }) }, 2106],
    [{ $year: new ObjectId('ffffffff0000000000000000') }, 1969],
    [{ $year: '$n' }, null],
    [{ $year: { date: '$at', timezone: '$n' } }, null],
    [{ $year: { date: '$n', timezone: 1 } }, 40_517],
    [{ $year: '$s' }, 16_006],
    [{ $year: Long.fromNumber(0) }, 16_006],
    [{ $year: [] }, 40_536],
    [{ $year: { a: '$at' } }, 40_535],
    [{ $year: { timezone: 'UTC' } }, 40_539],
    [{ $year: { date: '$at', timezone: 5 } }, 40_517],
  ])('is %j', (spec, expected) => {
    if (typeof expected === 'number' && expected > 10_000 && expected < 100_000) failing(spec, expected);
    else expect(evaluate(spec)).toEqual(expected);
  });
});

describe('a time zone', () => {
  const clock = (at: string, timezone: string) =>
    evaluate({ $dateToString: { date: date(at), timezone, format: '%Y-%m-%d %H:%M:%S %z' } });

  it.each([
    ['2021-03-14T06:59:59.999Z', NEW_YORK, '2021-03-14 01:59:59 -0500'],
    ['2021-03-14T07:00:00Z', NEW_YORK, '2021-03-14 03:00:00 -0400'],
    ['2021-11-07T05:59:59Z', NEW_YORK, '2021-11-07 01:59:59 -0400'],
    ['2021-11-07T06:00:00Z', NEW_YORK, '2021-11-07 01:00:00 -0500'],
    ['2400-07-01T00:00:00Z', NEW_YORK, '2400-06-30 20:00:00 -0400'],
    ['1850-01-01T00:00:00Z', NEW_YORK, '1849-12-31 19:03:58 -0456'],
    ['2011-12-30T09:59:59Z', 'Pacific/Apia', '2011-12-29 23:59:59 -1000'],
    ['2011-12-30T10:00:00Z', 'Pacific/Apia', '2011-12-31 00:00:00 +1400'],
    ['2024-01-01T00:00:00Z', 'Asia/Kolkata', '2024-01-01 05:30:00 +0530'],
    ['2024-01-01T00:00:00Z', 'Etc/GMT+5', '2023-12-31 19:00:00 -0500'],
    ['2024-07-01T00:00:00Z', 'EST', '2024-06-30 19:00:00 -0500'],
    ['2024-01-01T00:00:00Z', 'America/Argentina/ComodRivadavia', '2023-12-31 21:00:00 -0300'],
    ['2024-01-01T00:00:00Z', 'America/Port-au-Prince', '2023-12-31 19:00:00 -0500'],
  ])('shows %s in %s as %s', (at, timezone, expected) => {
    expect(clock(at, timezone)).toBe(expected);
  });

  it.each([
    '',
    'Z',
    'EDT',
    'PST',
    'america/new_york',
    'AMERICA/NEW_YORK',
    'Utc',
    '+5',
    '+100:00',
    '+05:3',
    'Etc/Unknown',
  ])('is not %j', (timezone) => {
    failing({ $year: { date: '$at', timezone } }, 40_485);
  });
});

describe('a date and its parts', () => {
  it.each<readonly [unknown, unknown]>([
    [
      { $dateToParts: { date: '$newYear', timezone: NEW_YORK } },
      { year: 2015, month: 12, day: 31, hour: 22, minute: 0, second: 0, millisecond: 0 },
    ],
    [
      { $dateToParts: { date: '$newYear', iso8601: true } },
      { isoWeekYear: 2015, isoWeek: 53, isoDayOfWeek: 5, hour: 3, minute: 0, second: 0, millisecond: 0 },
    ],
    [{ $dateToParts: { date: '$at', iso8601: '$n' } }, null],
    [{ $dateFromParts: { year: 2017 } }, date('2017-01-01')],
    [{ $dateFromParts: { year: double(2017), month: Decimal128.fromString('14'), day: 0 } }, date('2018-01-31')],
    [{ $dateFromParts: { year: 2017, hour: -1, minute: 61, second: -1 } }, date('2017-01-01T00:00:59Z')],
    [{ $dateFromParts: { year: 1970, second: Long.fromNumber(4e9) } }, date('2096-10-02T07:06:40Z')],
    [{ $dateFromParts: { isoWeekYear: 2020, isoWeek: 53, isoDayOfWeek: 8 } }, date('2021-01-04')],
    [{ $dateFromParts: { year: 2021, month: 3, day: 14, hour: 2, timezone: NEW_YORK } }, date('2021-03-14T07:00:00Z')],
    [{ $dateFromParts: { year: 2017, month: '$n' } }, null],
    [{ $dateFromParts: { year: '$n', timezone: '$zone' } }, null],
  ])('%j', (spec, expected) => {
    expect(evaluate(spec)).toEqual(expected);
  });

  it.each<readonly [unknown, number]>([
    [{ $dateToParts: '$at' }, 40_524],
    [{ $dateToParts: { date: '$at', iso8601: 1 } }, 40_521],
    [{ $dateToParts: { date: '$s' } }, 16_006],
    [{ $dateFromParts: 'x' }, 40_519],
    [{ $dateFromParts: { month: 1 } }, 40_516],
    [{ $dateFromParts: { year: 1, isoWeek: 1 } }, 40_489],
    [{ $dateFromParts: { isoWeekYear: 1, day: 1 } }, 40_525],
    [{ $dateFromParts: { year: 0 } }, 40_523],
    [{ $dateFromParts: { isoWeekYear: 10_000 } }, 31_095],
    [{ $dateFromParts: { year: 2017.5 } }, 40_515],
    [{ $dateFromParts: { year: 2017, month: '2' } }, 40_515],
    [{ $dateFromParts: { year: 2017, hour: 40_000 } }, 31_034],
    [{ $dateFromParts: { year: 2017, millisecond: Long.MAX_VALUE } }, 31_034],
  ])('%j fails with %i', (spec, code) => {
    failing(spec, code);
  });
});

describe('dates and units', () => {
  it.each<readonly [string, unknown, string]>([
    ['2020-01-31T10:00:00Z', { unit: 'month', amount: 1 }, '2020-02-29T10:00:00Z'],
    ['2020-02-29T10:00:00Z', { unit: 'year', amount: -1 }, '2019-02-28T10:00:00Z'],
    ['2021-01-31T10:00:00Z', { unit: 'quarter', amount: Long.fromNumber(1) }, '2021-04-30T10:00:00Z'],
    ['2021-03-13T15:00:00Z', { unit: 'day', amount: 1, timezone: NEW_YORK }, '2021-03-14T14:00:00Z'],
    ['2021-03-13T15:00:00Z', { unit: 'hour', amount: 24, timezone: NEW_YORK }, '2021-03-14T15:00:00Z'],
    ['2021-03-13T07:30:00Z', { unit: 'day', amount: 1, timezone: NEW_YORK }, '2021-03-14T07:30:00Z'],
    ['2021-10-30T00:30:00Z', { unit: 'day', amount: 1, timezone: PARIS }, '2021-10-31T00:30:00Z'],
    ['2000-01-01T00:00:00Z', { unit: 'week', amount: double(-2) }, '1999-12-18T00:00:00Z'],
    ['2000-01-01T00:00:00Z', { unit: 'millisecond', amount: Long.fromNumber(1e12) }, '2031-09-09T01:46:40Z'],
  ])('adds to %s: %j', (startDate, spec, expected) => {
    expect(evaluate({ $dateAdd: { startDate: date(startDate), ...(spec as object) } })).toEqual(date(expected));
  });

  it.each<readonly [unknown, unknown]>([
    [{ $dateSubtract: { startDate: date('2020-03-31'), unit: 'month', amount: 1 } }, date('2020-02-29')],
    [
      { $dateSubtract: { startDate: new Timestamp({ t: 10, i: 1 }), unit: 'second', amount: 11 } },
      date(new Date(-1000).toISOString()),
    ],
    [{ $dateAdd: { startDate: '$last', unit: 'day', amount: -1 } }, new WideDate((1n << 63n) - 1n - 86_400_000n)],
    [{ $dateAdd: { startDate: '$n', unit: 'day', amount: 'x' } }, null],
    [{ $dateAdd: { startDate: '$s', unit: 'day', amount: null } }, null],
    [{ $dateDiff: { startDate: '$first', endDate: '$last', unit: 'year' } }, Long.fromNumber(584_554_049)],
    [{ $dateDiff: { startDate: '$n', endDate: '$s', unit: 'year' } }, null],
    [{ $dateDiff: { startDate: '$at', endDate: '$at', unit: 'day', startOfWeek: 'x' } }, Long.fromNumber(0)],
    [{ $dateTrunc: { date: '$at', unit: 'day', startOfWeek: null } }, null],
    [{ $dateTrunc: { date: date('2024-02-29T12:00:00Z'), unit: 'day', startOfWeek: null } }, date('2024-02-29')],
  ])('%j', (spec, expected) => {
    expect(evaluate(spec)).toEqual(expected);
  });

  it.each<readonly [string, string, unknown, number]>([
    ['2010-01-01', '2011-06-30', { unit: 'year' }, 1],
    ['2021-04-01', '2021-01-01', { unit: 'quarter' }, -1],
    ['2010-03-01', '2010-04-30', { unit: 'month' }, 1],
    ['2021-01-01', '2021-01-31', { unit: 'week' }, 5],
    ['2021-01-01', '2021-01-31', { unit: 'week', startOfWeek: 'Monday' }, 4],
    ['1969-12-28', '1969-12-27', { unit: 'week', startOfWeek: 'sun' }, -1],
    ['2021-01-01T23:59:59Z', '2021-01-02T00:00:01Z', { unit: 'day' }, 1],
    ['2021-12-31T23:00:00Z', '2022-01-01T01:00:00Z', { unit: 'year', timezone: '+02:00' }, 0],
    ['2021-03-14T06:00:00Z', '2021-03-14T08:00:00Z', { unit: 'hour', timezone: NEW_YORK }, 2],
    ['2021-11-07T05:00:00Z', '2021-11-07T07:00:00Z', { unit: 'hour', timezone: NEW_YORK }, 2],
    ['2021-01-01T00:15:00Z', '2021-01-01T00:45:00Z', { unit: 'hour', timezone: '+05:30' }, 1],
    ['2021-01-01T00:00:00.999Z', '2021-01-01T00:00:01Z', { unit: 'second' }, 1],
    ['1969-12-31T23:59:59.999Z', '1970-01-01T00:00:00Z', { unit: 'millisecond' }, 1],
  ])('from %s to %s are %j', (startDate, endDate, spec, expected) => {
    const difference = { $dateDiff: { startDate: date(startDate), endDate: date(endDate), ...(spec as object) } };
    expect(evaluate(difference)).toEqual(Long.fromNumber(expected));
  });

  it.each<readonly [string, unknown, string]>([
    ['2021-03-20T11:30:05Z', { unit: 'month' }, '2021-03-01T00:00:00Z'],
    ['2021-03-20T11:30:05Z', { unit: 'quarter', binSize: 3 }, '2021-01-01T00:00:00Z'],
    ['1999-12-31T23:59:59Z', { unit: 'year', binSize: 5 }, '1995-01-01T00:00:00Z'],
    ['2021-03-20T11:30:05Z', { unit: 'hour', binSize: double(7) }, '2021-03-20T07:00:00Z'],
    ['1999-12-31T23:59:59Z', { unit: 'minute', binSize: 7 }, '1999-12-31T23:53:00Z'],
    ['2021-06-15T12:00:00Z', { unit: 'hour', timezone: '+05:45' }, '2021-06-15T11:15:00Z'],
    ['2021-11-07T06:30:00Z', { unit: 'day', timezone: NEW_YORK }, '2021-11-07T04:00:00Z'],
    ['2021-11-07T06:30:00Z', { unit: 'hour', timezone: NEW_YORK }, '2021-11-07T06:00:00Z'],
    ['2021-03-20T11:30:05Z', { unit: 'week' }, '2021-03-14T00:00:00Z'],
    [
      '2021-03-20T11:30:05Z',
      { unit: 'week', binSize: 2, timezone: 'America/Los_Angeles', startOfWeek: 'MON' },
      '2021-03-15T07:00:00Z',
    ],
  ])('truncates %s by %j', (at, spec, expected) => {
    expect(evaluate({ $dateTrunc: { date: date(at), ...(spec as object) } })).toEqual(date(expected));
  });

  it.each<readonly [unknown, number]>([
    [{ $dateAdd: 'x' }, 5_166_400],
    [{ $dateAdd: { startDate: '$at', unit: 'day', amount: 1, a: 1 } }, 5_166_401],
    [{ $dateAdd: { startDate: '$at', unit: 'day' } }, 5_166_402],
    [{ $dateAdd: { startDate: '$s', unit: 'day', amount: 1 } }, 5_166_403],
    [{ $dateAdd: { startDate: '$at', unit: 'day', amount: 1.5 } }, 5_166_405],
    [{ $dateAdd: { startDate: '$at', unit: 'day', amount: new Timestamp({ t: 1, i: 1 }) } }, 5_166_405],
    [{ $dateAdd: { startDate: '$last', unit: 'millisecond', amount: 1 } }, 5_166_406],
    [{ $dateAdd: { startDate: '$at', unit: 'year', amount: 300_000_000 } }, 5_166_406],
    [{ $dateAdd: { startDate: '$at', unit: 'month', amount: Long.fromNumber(3e10) } }, 5_976_500],
    [{ $dateSubtract: { startDate: '$at', unit: 'millisecond', amount: Long.MIN_VALUE } }, 6_045_000],
    [{ $dateAdd: { startDate: '$at', unit: 'days', amount: 1 } }, 9],
    [{ $dateAdd: { startDate: '$n', unit: 5, amount: 1 } }, 5_439_013],
    [{ $dateDiff: {} }, 5_166_303],
    [{ $dateDiff: { startDate: '$at', endDate: '$s', unit: 'day' } }, 5_166_307],
    [{ $dateDiff: { startDate: '$first', endDate: '$last', unit: 'millisecond' } }, 5_166_308],
    [{ $dateDiff: { startDate: '$at', endDate: '$at', unit: 'week', startOfWeek: 'day' } }, 5_439_016],
    [{ $dateTrunc: { date: '$at', unit: 'week', startOfWeek: 1 } }, 5_439_015],
    [{ $dateTrunc: { date: '$at', unit: 'day', binSize: 0 } }, 5_439_018],
    [{ $dateTrunc: { date: '$at', unit: 'day', binSize: '1' } }, 5_439_017],
    [{ $dateTrunc: { date: '$at', unit: 'hour', binSize: Long.MAX_VALUE } }, 5_439_002],
    [{ $dateTrunc: { date: '$at', unit: 'year', binSize: Long.fromNumber(100_000_000_001) } }, 5_439_006],
    [{ $dateTrunc: { date: '$first', unit: 'year' } }, 5_439_001],
  ])('%j fails with %i', (spec, code) => {
    failing(spec, code);
  });
});
