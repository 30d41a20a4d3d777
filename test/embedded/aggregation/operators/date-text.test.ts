import { describe, expect, it } from 'vitest';
import { WideDate } from '../../../../src/bson/legacy-types.ts';
import { compileExpression } from '../../../../src/embedded/aggregation/expression.ts';
import { rootScope } from '../../../../src/embedded/aggregation/scope.ts';

const date = (text: string) => new Date(text);
const NEW_YORK = 'America/New_York';
const PARIS = 'Europe/Paris';

const root = {
  at: date('2024-02-29T23:05:09.007Z'),
  newYear: date('2016-01-01T03:00:00Z'),
  last: new WideDate((1n << 63n) - 1n),
  n: null,
  s: 'text',
};

const evaluate = (spec: unknown) => compileExpression(spec)(rootScope(root));
const failing = (spec: unknown, code: number) =>
  expect(() => evaluate(spec)).toThrow(expect.objectContaining({ code }));

describe('a date as text', () => {
  it.each<readonly [unknown, string | null]>([
    [{ date: '$at' }, '2024-02-29T23:05:09.007Z'],
    [{ date: '$at', timezone: '+00' }, '2024-02-29T23:05:09.007Z'],
    [{ date: '$at', timezone: PARIS }, '2024-03-01T00:05:09.007'],
    [{ date: '$at', format: '%d/%m/%Y %H:%M:%S.%L %j %u %w%%%z %Z' }, '29/02/2024 23:05:09.007 060 4 5%+0000 0'],
    [{ date: '$newYear', format: '%G-W%V-%u, week %U of %b %B' }, '2015-W53-5, week 00 of Jan January'],
    [{ date: '$at', format: '%z %Z', timezone: '-0430' }, '-0430 -270'],
    [{ date: '$at', format: '' }, ''],
    [{ date: '$n', onNull: 'never' }, 'never'],
    [{ date: '$x', timezone: '$n' }, null],
    [{ date: '$at', timezone: '$n' }, null],
    [{ date: '$at', format: '$n' }, null],
  ])('%j', (spec, expected) => {
    expect(evaluate({ $dateToString: spec })).toBe(expected);
  });

  it.each<readonly [unknown, number]>([
    ['$at', 18_629],
    [{ format: '%Y' }, 18_628],
    [{ date: '$at', zone: 1 }, 18_534],
    [{ date: '$s' }, 16_006],
    [{ date: '$n', format: '%Q' }, 18_536],
    [{ date: '$at', format: '%Y%' }, 18_535],
    [{ date: '$at', format: 5 }, 18_533],
    [{ date: '$last' }, 18_537],
    [{ date: date('+010000-01-01T00:00:00Z'), format: '%Y' }, 18_537],
  ])('%j fails with %i', (spec, code) => {
    failing({ $dateToString: spec }, code);
  });
});

describe('text as a date', () => {
  it.each([
    ['2017-02-08', '2017-02-08T00:00:00Z'],
    ['2017-02-08T12:10:40.7876Z', '2017-02-08T12:10:40.787Z'],
    ['2017-02-08T12:10:40+05:00', '2017-02-08T07:10:40Z'],
    ['2017-02-08 12:10', '2017-02-08T12:10:00Z'],
    [' 2017-02-08\t12:10:40 z\n', '2017-02-08T12:10:40Z'],
    ['20170208T121040', '2017-02-08T12:10:40Z'],
    ['2017/02/08', '2017-02-08T00:00:00Z'],
    ['2/8/2017', '2017-02-08T00:00:00Z'],
    ['8.2.2017', '2017-02-08T00:00:00Z'],
    ['17-02-08', '2017-02-08T00:00:00Z'],
    ['70-02-08', '1970-02-08T00:00:00Z'],
    ['2017-W06-3', '2017-02-08T00:00:00Z'],
    ['2017.039', '2017-02-08T00:00:00Z'],
    ['February 8th, 2017 11:56:02 PM', '2017-02-08T23:56:02Z'],
    ['8 feb 2017 12am', '2017-02-08T00:00:00Z'],
    ['Wed, 08 Feb 2017 12:10:40 GMT', '2017-02-08T12:10:40Z'],
    ['WED jan 31 12:05:28 +03:30 1996', '1996-01-31T08:35:28Z'],
    ['2017-02-08 12:10:40 America/New_York', '2017-02-08T17:10:40Z'],
    ['2017-07-08 12:10:40 CEST', '2017-07-08T10:10:40Z'],
    ['2017-02-08 noon', '2017-02-08T12:00:00Z'],
    ['@1500000000', '2017-07-14T02:40:00Z'],
    ['-0001-01-01T00:00:00Z', '-000001-01-01T00:00:00Z'],
    ['Thursday 2017-02-08', '2017-02-09T00:00:00Z'],
  ])('%j is %s', (dateString, expected) => {
    expect(evaluate({ $dateFromString: { dateString } })).toEqual(date(expected));
  });

  it.each([
    '',
    'not-a-date',
    '2017',
    '2017-13-01',
    '2017-02-30',
    '1900-02-29',
    '2017-02-08T24:00:00',
    '2017-02-08T12:60:00',
    '2017-02-08T12: 10:00',
    '2017 -02-08',
    '2017-02-08 2017-02-09',
    '2017-02-08 12:00 13:00',
    '2017-02-08ZZ',
    '2017-02-08 EDTX',
    'Friday',
    'tomorrow',
    '+1 day',
    '\u20002017-02-08',
    '9'.repeat(100_000),
    `2017-02-08${' .'.repeat(100_000)}x`,
  ])('is not %j', (dateString) => {
    failing({ $dateFromString: { dateString } }, 241);
  });

  it('refuses a date that counts from another by name', () => {
    failing({ $dateFromString: { dateString: '2017-02-08 +1 day', onError: 'bad' } }, 238);
  });

  it.each([
    ['06-15-2018', '%m-%d-%Y', '2018-06-15T00:00:00Z'],
    ['1-5-2018 7', '%m-%d-%Y %H', '2018-01-05T07:00:00Z'],
    ['15 JUNE 2018', '%d %B %Y', '2018-06-15T00:00:00Z'],
    ['2024-W24-6', '%G-W%V-%u', '2024-06-15T00:00:00Z'],
    ['2024', '%G', '2024-01-01T00:00:00Z'],
    ['2024 166', '%Y %j', '2024-06-15T00:00:00Z'],
    ['100% 2024-06-15', '100%% %Y-%m-%d', '2024-06-15T00:00:00Z'],
    ['2024-06-15 +0530', '%Y-%m-%d %z', '2024-06-14T18:30:00Z'],
    ['2024-06-15 -90', '%Y-%m-%d %Z', '2024-06-15T01:30:00Z'],
    ['2024-06-15 01:02:03.4', '%Y-%m-%d %H:%M:%S.%L', '2024-06-15T01:02:03.400Z'],
  ])('%j is read by %j', (dateString, format, expected) => {
    expect(evaluate({ $dateFromString: { dateString, format } })).toEqual(date(expected));
  });

  it.each<readonly [unknown, unknown]>([
    [{ dateString: '2017-02-08T12:10:40', timezone: NEW_YORK }, date('2017-02-08T17:10:40Z')],
    [{ dateString: '2021-03-14T02:30:00', timezone: NEW_YORK }, date('2021-03-14T07:30:00Z')],
    [{ dateString: '2021-11-07T01:30:00', timezone: NEW_YORK }, date('2021-11-07T05:30:00Z')],
    [{ dateString: '2021-03-28T02:30:00', timezone: PARIS }, date('2021-03-28T01:30:00Z')],
    [{ dateString: '2021-10-31T02:30:00', timezone: PARIS }, date('2021-10-31T01:30:00Z')],
    [{ dateString: '2017-02-08T12:10:40Z', timezone: 'UTC' }, date('2017-02-08T12:10:40Z')],
    [{ dateString: '$n', onNull: 'none', timezone: 'UTC' }, 'none'],
    [{ dateString: '2017-02-08', timezone: '$n' }, null],
    [{ dateString: '2017-02-08', format: '$n' }, null],
    [{ dateString: 5, onError: 'bad' }, 'bad'],
    [{ dateString: 'x', onError: '$at' }, root.at],
  ])('%j', (spec, expected) => {
    expect(evaluate({ $dateFromString: spec })).toEqual(expected);
  });

  it.each<readonly [unknown, number]>([
    ['x', 40_540],
    [{}, 40_542],
    [{ dateString: 'x', a: 1 }, 40_541],
    [{ dateString: 'x', format: 1 }, 40_684],
    [{ dateString: '$n', format: '%U' }, 18_536],
    [{ dateString: '2017-02-08', format: '%m-%d-%Y' }, 241],
    [{ dateString: '2017-02-08 ', format: '%Y-%m-%d' }, 241],
    [{ dateString: '17-02-08', format: '%Y-%m-%d' }, 241],
    [{ dateString: '2017-W54', format: '%G-W%V' }, 241],
    [{ dateString: '2017-01 02', format: '%G-%V %m' }, 241],
    [{ dateString: '2017-02-08Z', timezone: NEW_YORK }, 241],
    [{ dateString: 'x', timezone: 'Nowhere', onError: 1 }, 40_485],
  ])('%j fails with %i', (spec, code) => {
    failing({ $dateFromString: spec }, code);
  });
});
