import { describe, expect, it } from 'vitest';
import { parseDefaultRule } from '../../../src/app/kinds/collection-rule.ts';
import { parseText } from './parse-text.ts';

/** What is wrong with one filter, without line and column. */
function check(filter: object): string[] {
  return parseText(parseDefaultRule, { filters: [filter] }).found.map((line) => line.replace(/ \d+:\d+ /, ' '));
}

describe('the query of a filter', () => {
  it.each([
    { owner_id: '%%user.id' },
    { 'address.city': { $in: ['%%user.custom_data.city', 'Oslo'] } },
    { $or: [{ public: true }, { $and: [{ owner: '%%user.id' }, { '%%values.open': true }] }] },
    { tags: { $elemMatch: { name: 'a', weight: { $gt: 1 } } } },
    { name: { $regex: '^a', $options: 'i' } },
    { at: { $gte: { $date: { $numberLong: '0' } } }, _id: { $oid: '5e2f1b7c9d3a4c0001a1b2c3' } },
    { _id: { '%stringToOid': '%%user.id' } },
    { $expr: { $gt: ['$spent', '$budget'] } },
    { meta: { xoid: { nested: [1, { deep: null }] } } },
    { '%or': [{ a: 1 }] },
    { place: { $geoWithin: { $centerSphere: [[10.7, 59.9], 0.01] } } },
    {},
  ])('may be %j', (query) => {
    expect(check({ query })).toEqual([]);
  });

  it.each([
    [{ a: { $eqq: 1 } }, '/filters/0/query/a/$eqq', 'unknown operator $eqq; did you mean "$eq"?'],
    [{ $orr: [] }, '/filters/0/query/$orr', 'unknown operator $orr; did you mean "$or"?'],
    [{ $or: {} }, '/filters/0/query/$or', '$or takes an array, got an object'],
    [{ $or: [1] }, '/filters/0/query/$or/0', '$or takes queries, got a number'],
    [{ $nor: [{ a: { $x: 1 } }] }, '/filters/0/query/$nor/0/a/$x', 'unknown operator $x'],
    [{ a: '%%usr.id' }, '/filters/0/query/a', 'unknown expansion %%usr; did you mean "%%user"?'],
    [{ a: { $in: ['%%usr'] } }, '/filters/0/query/a/$in/0', 'unknown expansion %%usr; did you mean "%%user"?'],
    [
      { a: '%%root.b' },
      '/filters/0/query/a',
      'expansion %%root belongs to the rules of documents and has no meaning here',
    ],
    [{ meta: { xoid: { $bad: 1 } } }, '/filters/0/query/meta/xoid/$bad', 'unknown operator $bad'],
  ])('cannot be %j', (query, pointer, reason) => {
    expect(check({ query })).toEqual([`error ${pointer} InvalidFilterQuery: "query" is not valid: ${reason}`]);
  });

  it('must be an object', () => {
    expect(check({ query: [] })).toEqual([
      'error /filters/0/query WrongType: "filters.0.query" must be an object, got an array',
    ]);
  });
});

describe('the condition of a filter', () => {
  it('may look at the user and the request', () => {
    expect(check({ apply_when: { '%%user.type': 'normal', '%%request.httpMethod': 'GET' } })).toEqual([]);
  });

  it.each(['%%root.owner', '%%prevRoot', 'owner'])('cannot look at documents: %s', (key) => {
    const [issue] = check({ apply_when: { [key]: 1 } });
    expect(issue).toContain(`/filters/0/apply_when/${key} InvalidExpression: "filters.0.apply_when" is not a valid`);
    expect(issue).toMatch(/belongs to the rules of documents and has no meaning here$/);
  });
});

describe('the projection of a filter', () => {
  it.each([{ a: 1, b: true }, { a: 0, b: false, _id: 1 }, { _id: 0, a: 1 }, { a: { $slice: 2 }, b: 1 }, {}])(
    'may be %j',
    (projection) => {
      expect(check({ projection })).toEqual([]);
    },
  );

  it.each([
    [{ a: 1, b: 0 }, 'b', 'it takes "a" and leaves "b" out'],
    [{ a: 0, b: 1 }, 'b', 'it takes "b" and leaves "a" out'],
    [{ a: 'yes' }, 'a', '"a" must be 1, 0, true or false, got a text'],
    [{ a: null }, 'a', '"a" must be 1, 0, true or false, got null'],
  ])('cannot be %j', (projection, key, reason) => {
    expect(check({ projection })).toEqual([
      `error /filters/0/projection/${key} InvalidProjection: "projection" cannot be used: ${reason}`,
    ]);
  });
});
