/** What `explain` shows of the issues of these files is true: an example causes its issue, and its cure does not. */
import { describe, expect, it } from 'vitest';
import { KIND_ISSUES } from '../../../src/app/issues/kind-issues.ts';
import { parseAuthProvider } from '../../../src/app/kinds/auth-provider.ts';
import { parseCollectionRule } from '../../../src/app/kinds/collection-rule.ts';
import { parseCollectionSchema } from '../../../src/app/kinds/collection-schema.ts';
import { parseHostedFile } from '../../../src/app/kinds/hosting.ts';
import type { ParseResource } from '../../../src/app/kinds/parsed-resource.ts';
import { parseServiceRule } from '../../../src/app/kinds/service-rule.ts';
import { parseText } from './parse-text.ts';

type Place = readonly [ParseResource, (text: string) => string];

const ruleKey: Place = [parseCollectionRule, (text) => `{ "database": "d", "collection": "c", ${text} }`];
const roleKey: Place = [
  parseCollectionRule,
  (text) => `{ "database": "d", "collection": "c", "roles": [{ ${text} }] }`,
];
const filterKey: Place = [
  parseCollectionRule,
  (text) => `{ "database": "d", "collection": "c", "filters": [{ ${text} }] }`,
];
const tokenKey: Place = [parseAuthProvider, (text) => `{ "name": "t", "type": "custom-token", ${text} }`];

const rows: ReadonlyArray<readonly [code: keyof typeof KIND_ISSUES, place: Place]> = [
  ['KeyNotAllowed', ruleKey],
  ['RuleOperatorNotServed', roleKey],
  ['InvalidFilterQuery', filterKey],
  ['InvalidProjection', filterKey],
  ['IllegalNamespace', [parseCollectionRule, (text) => text]],
  ['InvalidRuleText', [parseServiceRule, (text) => `{ "name": "r", ${text} }`]],
  ['UnknownBsonType', [parseCollectionSchema, (text) => text]],
  ['UnknownProviderType', [parseAuthProvider, (text) => text]],
  ['UnsignedTokens', [parseAuthProvider, (text) => text.replace('{', '{ "name": "t",')]],
  ['SigningKeyMissing', [parseAuthProvider, (text) => text.replace('{', '{ "name": "t",')]],
  ['SigningKeyTooShort', tokenKey],
  ['SigningKeyInFile', tokenKey],
  ['UnknownFileAttribute', [(file) => parseHostedFile(file, () => true), (text) => text]],
];

describe('the explanation of an issue of a kept file', () => {
  it.each(rows)('has an example that causes it, and a cure without it: %s', (code, [parse, place]) => {
    const { example, cure } = KIND_ISSUES[code].about;
    expect(parseText(parse, place(example)).found.join('\n')).toContain(` ${code}: `);
    expect(parseText(parse, place(cure)).found).toEqual([]);
  });
});
