import { describe, expect, it } from 'vitest';
import { parseCollectionRule } from '../../../src/app/kinds/collection-rule.ts';
import { parseCollectionSchema } from '../../../src/app/kinds/collection-schema.ts';
import { parseCustomUserData } from '../../../src/app/kinds/custom-user-data.ts';
import { parseText } from './parse-text.ts';

const rule = 'services/mongodb-atlas/rules/r.json';

describe('the name of a database', () => {
  it.each(['shop', 'my-shop_2', '%(%%environment.values.database)', 'd'.repeat(63)])('may be %s', (database) => {
    expect(parseText(parseCollectionRule, { database, collection: 'orders' }, rule).found).toEqual([]);
  });

  it.each([
    ['', 'it is empty'],
    ['a$b', 'it holds the character $'],
    ['a.b', 'it holds the character .'],
    ['a/b', 'it holds the character /'],
    ['a b', 'it holds a space'],
    ['a\0b', 'it holds a NUL character'],
    ['é'.repeat(32), 'it has 64 bytes; 63 are allowed'],
  ])('cannot be %j', (database, reason) => {
    expect(parseText(parseCollectionRule, { database, collection: 'orders' }, rule).found).toEqual([
      `error 1:13 /database IllegalNamespace: database name "${database}" is not legal: ${reason}`,
    ]);
  });
});

describe('the name of a collection', () => {
  it.each(['orders', 'orders.archive', 'my orders', 'systems', '%(%%environment.values.collection)'])(
    'may be %s',
    (collection) => {
      expect(parseText(parseCollectionRule, { database: 'shop', collection }, rule).found).toEqual([]);
    },
  );

  it.each([
    ['', 'it is empty'],
    ['$cmd', 'it holds the character $'],
    ['a\0b', 'it holds a NUL character'],
    ['system.users', 'names that start with "system." belong to the server'],
    ['.a', 'it starts or ends with a dot'],
    ['a.', 'it starts or ends with a dot'],
    ['a..b', 'it holds two dots in a row'],
    ['c'.repeat(256), 'it has 256 bytes; 255 are allowed'],
  ])('cannot be %j', (collection, reason) => {
    const shown = collection.length > 200 ? `${collection.slice(0, 200)}…` : collection;
    expect(parseText(parseCollectionRule, { database: 'shop', collection }, rule).found).toEqual([
      `error 1:33 /collection IllegalNamespace: collection name "${shown}" is not legal: ${reason}`,
    ]);
  });
});

describe('a directory that names a collection', () => {
  it.each([
    ['rules.json', parseCollectionRule],
    ['schema.json', parseCollectionSchema],
  ] as const)('is checked where %s lies in it', (file, parse) => {
    expect(parseText<unknown>(parse, {}, `data_sources/atlas/sh op/system.x/${file}`).found).toEqual([
      'error 1:1  IllegalNamespace: database name "sh op" is not legal: it holds a space',
      'error 1:1  IllegalNamespace: collection name "system.x" is not legal: names that start with "system." belong to the server',
    ]);
  });
});

describe('custom user data', () => {
  it('is checked when it is switched on', () => {
    const names = { database_name: '', collection_name: 'us$ers' };
    expect(parseText(parseCustomUserData, { enabled: false, ...names }).found).toEqual([]);
    expect(parseText(parseCustomUserData, { enabled: true, ...names }).found).toEqual([
      'error 1:33 /database_name IllegalNamespace: database name "" is not legal: it is empty',
      'error 1:54 /collection_name IllegalNamespace: collection name "us$ers" is not legal: it holds the character $',
    ]);
  });
});
