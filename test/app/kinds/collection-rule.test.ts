import { describe, expect, it } from 'vitest';
import { parseCollectionRule, parseDefaultRule } from '../../../src/app/kinds/collection-rule.ts';
import { parseText } from './parse-text.ts';

const path = 'services/mongodb-atlas/rules/shop.orders.json';

describe('a collection rule', () => {
  it('is read with its names, roles and filters', () => {
    const rule = {
      id: '5e2f1b7c9d3a4c0001a1b2c3',
      database: 'shop',
      collection: 'orders.archive',
      roles: [
        {
          name: 'owner',
          apply_when: { owner_id: '%%user.id', '%%prevRoot': { '%exists': true } },
          insert: true,
          delete: { '%%this.locked': false },
          search: null,
          fields: { price: { read: true, fields: { net: { write: { '%%prev': 1 }, read: true } } } },
          additional_fields: { read: { '%%values.open': true }, write: false },
        },
      ],
      filters: [{ name: 'mine', apply_when: {}, query: { owner_id: '%%user.id' }, projection: { _id: 0, total: 1 } }],
      schema: {},
      relationships: {},
    };
    const { resource, found } = parseText(parseCollectionRule, rule, path);
    expect(found).toEqual([]);
    expect(resource).toEqual({ database: 'shop', collection: 'orders.archive', rule });
  });

  it('of a later layout is named by its directories', () => {
    const { resource, found } = parseText(
      parseCollectionRule,
      { roles: [] },
      'data_sources/mongodb-atlas/shop/orders/rules.json',
    );
    expect(found).toEqual([]);
    expect(resource).toMatchObject({ database: 'shop', collection: 'orders' });
  });

  it.each([
    [
      'a rule',
      { database: 'shop', collection: 'orders', rolez: [] },
      'error 1:42 /rolez KeyNotAllowed: does not know the key "rolez"; did you mean "roles"?',
    ],
    [
      'a role',
      { database: 'shop', collection: 'orders', roles: [{ aply_when: {} }] },
      'error 1:52 /roles/0/aply_when KeyNotAllowed: does not know the key "aply_when"; did you mean "apply_when"?',
    ],
    [
      'a field',
      { database: 'shop', collection: 'orders', roles: [{ fields: { a: { fields: { b: { reed: true } } } } }] },
      'error 1:82 /roles/0/fields/a/fields/b/reed KeyNotAllowed: does not know the key "reed"; did you mean "read"?',
    ],
    [
      'a filter',
      { database: 'shop', collection: 'orders', filters: [{ 'when/then': {} }] },
      'error 1:54 /filters/0/when~1then KeyNotAllowed: does not know the key "when/then"',
    ],
    [
      'a prototype',
      '{"database": "shop", "collection": "orders", "roles": [{"__proto__": {}}]}',
      'error 1:57 /roles/0/__proto__ KeyNotAllowed: does not know the key "__proto__"',
    ],
  ])('refuses an unknown key of %s', (_owner, rule, expected) => {
    expect(parseText(parseCollectionRule, rule, path)).toMatchObject({ resource: undefined, found: [expected] });
  });

  it('names the keys that a role can have', () => {
    const { hints } = parseText(parseCollectionRule, { database: 'd', collection: 'c', roles: [{ x: 1 }] }, path);
    expect(hints).toEqual([
      'the keys allowed here are: id, _id, name, apply_when, document_filters, insert, delete, search, read, write, fields, additional_fields',
    ]);
  });

  it.each([
    ['apply_when', { apply_when: { '%%usr.id': 1 } }, '/roles/0/apply_when/%%usr.id', 'roles.0.apply_when'],
    ['insert', { insert: { '%%usr.id': 1 } }, '/roles/0/insert/%%usr.id', 'roles.0.insert'],
    ['delete', { delete: { '%%usr.id': 1 } }, '/roles/0/delete/%%usr.id', 'roles.0.delete'],
    ['search', { search: { '%%usr.id': 1 } }, '/roles/0/search/%%usr.id', 'roles.0.search'],
    ['read', { read: { '%%usr.id': 1 } }, '/roles/0/read/%%usr.id', 'roles.0.read'],
    ['write', { write: { '%%usr.id': 1 } }, '/roles/0/write/%%usr.id', 'roles.0.write'],
    [
      'a nested field',
      { fields: { a: { fields: { b: { write: { '%%usr.id': 1 } } } } } },
      '/roles/0/fields/a/fields/b/write/%%usr.id',
      'roles.0.fields.a.fields.b.write',
    ],
    [
      'additional fields',
      { additional_fields: { read: { '%%usr.id': 1 } } },
      '/roles/0/additional_fields/read/%%usr.id',
      'roles.0.additional_fields.read',
    ],
    [
      'a document filter',
      { document_filters: { write: { '%%usr.id': 1 } } },
      '/roles/0/document_filters/write/%%usr.id',
      'roles.0.document_filters.write',
    ],
  ])('refuses an unknown expansion in %s', (_place, role, pointer, key) => {
    const { found } = parseText(parseCollectionRule, { database: 'd', collection: 'cc', roles: [role] }, path);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(
      `${pointer} InvalidExpression: "${key}" is not a valid rule expression: unknown expansion %%usr; did you mean "%%user"?`,
    );
  });

  it('refuses an unknown operator and names those that exist', () => {
    const rule = { database: 'd', collection: 'c', roles: [{ read: { total: { '%gtt': 1 } } }] };
    const { found, hints } = parseText(parseCollectionRule, rule, path);
    expect(found).toEqual([
      'error 1:68 /roles/0/read/total/%gtt InvalidExpression: "roles.0.read" is not a valid rule expression: unknown operator %gtt; did you mean "%gt"?',
    ]);
    expect(hints[0]).toMatch(/^correct the expression; allowed are %and, %or/);
  });

  it('refuses what belongs to the arguments of a function', () => {
    const rule = { database: 'd', collection: 'c', roles: [{ read: { '%%args.id': 1 } }] };
    expect(parseText(parseCollectionRule, rule, path).found).toEqual([
      'error 1:64 /roles/0/read/%%args.id InvalidExpression: "roles.0.read" is not a valid rule expression: expansion %%args belongs to functions and service actions and has no meaning here',
    ]);
  });

  it('keeps a rule with an operator that only this version lacks, and says so', () => {
    const rule = { database: 'd', collection: 'c', roles: [{ read: { name: { $regex: '^a' } } }] };
    const { resource, found } = parseText(parseCollectionRule, rule, path);
    expect(resource).toMatchObject({ database: 'd', collection: 'c' });
    expect(found).toEqual([
      'warning 1:69 /roles/0/read/name/$regex RuleOperatorNotServed: "roles.0.read" uses $regex, which this version cannot evaluate; the rule is kept',
    ]);
  });

  it('keeps an expression with an operator inside a value, as the old platform did, and says so', () => {
    const apply_when = { apply_when: { '%%true': { '%function': { name: 'isAdmin' } } } };
    const { resource, found } = parseText(
      parseCollectionRule,
      { database: 'd', collection: 'c', roles: [{ apply_when }] },
      path,
    );
    expect(resource).toMatchObject({ database: 'd', collection: 'c' });
    expect(found.map((line) => line.split(' ').slice(0, 4).join(' '))).toEqual([
      'warning 1:81 /roles/0/apply_when/apply_when/%%true RuleOperatorNotServed:',
      'warning 1:94 /roles/0/apply_when/apply_when/%%true/%function RuleOperatorNotServed:',
    ]);
  });

  it('refuses a permission that is neither an expression nor true or false', () => {
    const rule = { database: 'd', collection: 'c', roles: [{ read: 'yes' }] };
    expect(parseText(parseCollectionRule, rule, path).found).toEqual([
      'error 1:51 /roles/0/read WrongType: "roles.0.read" must be an object or true or false, got "yes"',
    ]);
  });

  it('needs a database and a collection where no directory names them', () => {
    expect(parseText(parseCollectionRule, { roles: [] }, path)).toMatchObject({
      resource: undefined,
      found: [
        'error 1:1 /database MissingKey: the key "database" is missing',
        'error 1:1 /collection MissingKey: the key "collection" is missing',
      ],
    });
  });

  it('warns when the file names another collection than its directory', () => {
    const directory = 'data_sources/mongodb-atlas/shop/orders/rules.json';
    const { resource, found } = parseText(parseCollectionRule, { database: 'shop', collection: 'carts' }, directory);
    expect(resource).toMatchObject({ database: 'shop', collection: 'orders' });
    expect(found).toEqual([
      'warning 1:33 /collection NamespaceDiffers: names the collection "carts" but lies in the directory "orders"; the directory counts',
    ]);
  });

  it('describes the first 50 of many faults, and counts the others', () => {
    const roles = Array.from({ length: 2_000 }, () => ({ read: { '%%usr': 1 } }));
    const { found } = parseText(parseCollectionRule, { database: 'd', collection: 'c', roles }, path);
    expect(found).toHaveLength(51);
    expect(found[50]).toContain('MoreIssues: has 1950 more issues like the ones before');
  });
});

describe('the schema inside a collection rule', () => {
  it('is checked where it stands', () => {
    const rule = { database: 'd', collection: 'c', schema: { properties: { total: { bsonType: 'integer' } } } };
    expect(parseText(parseCollectionRule, rule, path).found).toEqual([
      'warning 1:78 /schema/properties/total/bsonType UnknownBsonType: "integer" is not a BSON type',
    ]);
  });
});

describe('a default rule', () => {
  it('has roles and filters and no name', () => {
    expect(parseText(parseDefaultRule, { roles: [{ apply_when: {}, read: true }], filters: null }).found).toEqual([]);
    expect(parseText(parseDefaultRule, { database: 'd', roles: [] }).found).toEqual([
      'error 1:2 /database KeyNotAllowed: does not know the key "database"',
    ]);
  });

  it('is checked like the rule of a collection', () => {
    const rule = { roles: [{ read: { '%foo': 1 } }], filters: [{ query: { $foo: 1 } }] };
    expect(parseText(parseDefaultRule, rule).found).toEqual([
      'error 1:27 /roles/0/read/%foo InvalidExpression: "roles.0.read" is not a valid rule expression: unknown operator %foo',
      'error 1:60 /filters/0/query/$foo InvalidFilterQuery: "query" is not valid: unknown operator $foo',
    ]);
  });

  it('accepts a pointer to its JSON Schema', () => {
    expect(parseText(parseDefaultRule, { $schema: './default-rule.schema.json', roles: [] }).found).toEqual([]);
  });
});

describe('a collection rule of 2018', () => {
  const rule = {
    namespace: 'shop.orders.archive',
    filters: [{ match_expression: { owner_id: '%%user.id' }, when: { '%%true': true } }],
    fields: { owner_id: { valid: { '%or': [{ '%%prev': '%%user.id' }, { '%%prev': { '%exists': false } }] } } },
    other_fields: {},
    write: { '%or': [{ '%%prevRoot._id': '%%user.id' }, { '%%prevRoot': { '%exists': false } }] },
    read: { _id: '%%user.id' },
  };

  it('is kept as it is, and named by its namespace', () => {
    const { resource, found } = parseText(parseCollectionRule, rule, path);
    expect(found).toEqual([]);
    expect(resource).toEqual({ database: 'shop', collection: 'orders.archive', rule });
  });

  it.each([
    ['shop', 'error 1:14 /namespace IllegalNamespace: collection name "" is not legal: it is empty'],
    [
      'shop$.orders',
      'error 1:14 /namespace IllegalNamespace: database name "shop$" is not legal: it holds the character $',
    ],
    [5, 'error 1:14 /namespace WrongType: "namespace" must be a text, got the number 5'],
  ])('cannot be about %j', (namespace, expected) => {
    expect(parseText(parseCollectionRule, { namespace }, path).found).toEqual([expected]);
  });

  it('has no roles: beside them, a namespace is an unknown key', () => {
    const mixed = { namespace: 'shop.orders', database: 'shop', collection: 'orders', roles: [] };
    expect(parseText(parseCollectionRule, mixed, path).found.map((line) => line.split(' ')[3])).toEqual([
      'KeyNotAllowed:',
    ]);
  });
});

describe('a hostile collection rule', () => {
  const repeat = (amount: number, entry: (index: number) => string) =>
    Array.from({ length: amount }, (_, index) => entry(index)).join(',');

  it('with more entries than can be checked is refused before they are', () => {
    const fields = repeat(130_000, (index) => `"f${index}":1`);
    const { resource, found } = parseText(
      parseCollectionRule,
      `{"database":"d","collection":"c","roles":[{"fields":{${fields}}}]}`,
      path,
    );
    expect(resource).toBeUndefined();
    expect(found).toEqual(['error 1:1  TooManyEntries: has more than 50000 entries']);
  });

  it('may hold as much as it likes where anything may stand', () => {
    const query = repeat(60_000, (index) => `"f${index}":1`);
    const text = `{"database":"d","collection":"c","filters":[{"query":{${query}}}]}`;
    expect(parseText(parseCollectionRule, text, path).found).toEqual([]);
  });

  it.each([
    ['keys', (entries: string) => `"roles":[{${entries}}]`],
    ['operators of expressions', (entries: string) => `"roles":[{"read":{${entries}}}]`],
    ['operators of queries', (entries: string) => `"filters":[{"query":{${entries}}}]`],
  ])('with 20,000 unknown %s says what is wrong with 50 and counts the rest', (_name, write) => {
    const entries = repeat(20_000, (index) => `"$k${index}":1`);
    const { found } = parseText(parseCollectionRule, `{"database":"d","collection":"c",${write(entries)}}`, path);
    expect(found).toHaveLength(51);
    expect(found[50]).toContain('MoreIssues: has 19950 more issues like the ones before');
  });
});
