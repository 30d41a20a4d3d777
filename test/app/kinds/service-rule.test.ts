import { describe, expect, it } from 'vitest';
import { parseRule, parseServiceRule } from '../../../src/app/kinds/service-rule.ts';
import { parseText } from './parse-text.ts';

describe('a service rule', () => {
  it.each([
    undefined,
    null,
    {},
    true,
    { '%%args.url.host': { '%in': ['api.example.com'] } },
    { host: 'api.example.com' },
    '{"%%args.url.host": "api.example.com"}',
    '{}',
    'true',
    '',
  ])('may allow its actions when %j', (when) => {
    const rule = { name: 'get', actions: ['get', 'post'], ...(when === undefined ? {} : { when }) };
    expect(parseText(parseServiceRule, rule)).toMatchObject({ resource: rule, found: [] });
  });

  it('refuses an expression with an unknown name', () => {
    expect(parseText(parseServiceRule, { name: 'get', when: { '%%root.a': 1 } }).found).toEqual([
      'error 1:34 /when/%%root.a InvalidExpression: "when" is not a valid rule expression: expansion %%root belongs to the rules of documents and has no meaning here',
    ]);
  });

  it.each([
    [
      '{\n  "%%args.url.host": { "%inn": ["a"] }\n}',
      'unknown operator %inn; did you mean "%in"? (line 2, column 24 of the text)',
    ],
    ['{ "a": }', "it is not valid JSON: unexpected token '}' (line 1, column 8 of the text)"],
    ['{ "a": 1, }', 'it has a comma before the closing "}" (line 1, column 9 of the text)'],
    [
      '{ "a": 1, "a": 2 }',
      'it has the key "a" twice in one object, first in line 1, column 3 (line 1, column 11 of the text)',
    ],
    ['["a"]', 'it must be a JSON object, got an array (line 1, column 1 of the text)'],
    ['{"a": 1', 'it ends before the JSON is complete (line 1, column 8 of the text)'],
  ])('refuses the text %j with the place inside it', (when, reason) => {
    expect(parseText(parseServiceRule, { name: 'get', when }).found).toEqual([
      `error 1:22 /when InvalidRuleText: the text in "when" is not a rule expression: ${reason}`,
    ]);
  });

  it('refuses a text that is nested without end', () => {
    const when = '{"a":'.repeat(5_000);
    const [issue, ...others] = parseText(parseServiceRule, { name: 'get', when }).found;
    expect(others).toEqual([]);
    expect(issue).toContain('InvalidRuleText: the text in "when" is not a rule expression: it is nested more than 100');
  });

  it.each([
    [{ when: {} }, 'error 1:1 /name MissingKey: the key "name" is missing'],
    [
      { name: 'x', when: 5 },
      'error 1:20 /when WrongType: "when" must be an object or a text or true or false, got the number 5',
    ],
    [{ name: 'x', actions: 'get' }, 'error 1:23 /actions WrongType: "actions" must be an array, got "get"'],
    [{ name: 'x', actions: [1] }, 'error 1:24 /actions/0 WrongType: "actions.0" must be a text, got the number 1'],
  ])('refuses %j', (rule, expected) => {
    expect(parseText(parseServiceRule, rule)).toMatchObject({ resource: undefined, found: [expected] });
  });

  it('warns of an unknown key, which is kept', () => {
    expect(parseText(parseServiceRule, { name: 'x', action: ['get'] }).found).toEqual([
      'warning 1:13 /action UnknownKey: does not know the key "action", which is kept; did you mean "actions"?',
    ]);
  });
});

describe('a file in rules/', () => {
  const collectionRule = { database: 'shop', collection: 'orders', roles: [] };
  const serviceRule = { name: 'get', actions: ['get'] };

  it.each([
    ['mongodb-atlas', collectionRule],
    ['datalake', collectionRule],
    ['http', serviceRule],
    ['aws', serviceRule],
    [undefined, collectionRule],
    [undefined, { namespace: 'shop.orders', read: {}, write: {} }],
    [undefined, serviceRule],
  ])('of a service of type %s is read as its kind', (type, content) => {
    expect(parseText((file, limits) => parseRule(file, type, limits), content).found).toEqual([]);
  });

  it('is not taken for the other kind', () => {
    const asCollection = parseText((file, limits) => parseRule(file, 'mongodb', limits), serviceRule);
    expect(asCollection.found.map((line) => line.split(' ')[3])).toEqual([
      'KeyNotAllowed:',
      'KeyNotAllowed:',
      'MissingKey:',
      'MissingKey:',
    ]);
    const asService = parseText((file, limits) => parseRule(file, 'http', limits), collectionRule);
    expect(asService.found[0]).toBe('error 1:1 /name MissingKey: the key "name" is missing');
  });
});
