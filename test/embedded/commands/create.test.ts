import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Binary, Decimal128, type Document, Double, Int32, Long } from '../../../src/bson/bson.ts';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

const TIMES = { timeField: 'at' };
const CLUSTERED = { key: { _id: 1 }, unique: true };
const ENCRYPTED = { fields: [{ path: 'a', keyId: new Binary(new Uint8Array(16), 4) }] };

describe('create', () => {
  it.each<[string, Document, Document]>([
    ['no options', {}, {}],
    ['options that are null', { validator: null, capped: null, collation: null, idIndex: null, viewOn: null }, {}],
    ['options that ask for nothing', { capped: 0, storageEngine: {}, indexOptionDefaults: {}, validator: {} }, {}],
    ['the collation by bytes', { collation: { locale: 'simple' } }, {}],
    [
      'the collation by bytes with options for others',
      { collation: { locale: 'simple', strength: 1, caseFirst: 'upper' } },
      {},
    ],
    ['the index on _id as it is', { idIndex: { key: { _id: new Long(1) }, name: 'x', v: new Double(2) } }, {}],
    ['no images for change streams', { changeStreamPreAndPostImages: { enabled: false } }, {}],
    [
      'options in any order, which are listed in that of the server',
      {
        validationAction: 'warn',
        validationLevel: 'moderate',
        validator: { a: { $gt: 1 } },
        storageEngine: { wiredTiger: { configString: '' } },
        changeStreamPreAndPostImages: { enabled: true },
      },
      {
        changeStreamPreAndPostImages: { enabled: true },
        storageEngine: { wiredTiger: { configString: '' } },
        validator: { a: { $gt: 1 } },
        validationLevel: 'moderate',
        validationAction: 'warn',
      },
    ],
    ['a level without a validator', { validationLevel: 'off' }, { validationLevel: 'off' }],
  ])('takes %s', async (_, sent, options) => {
    const database = test.database();
    await database.command({ create: 'c', ...sent });
    const [listed] = await database.listCollections().toArray();
    expect(listed).toMatchObject({ name: 'c', type: 'collection', info: { readOnly: false } });
    expect(JSON.stringify(listed && 'options' in listed ? listed.options : undefined)).toBe(JSON.stringify(options));
  });

  it.each<[string, Document, number]>([
    ['an unknown option', { validators: {} }, 40_415],
    ['a capped collection without a size', { capped: true }, 72],
    ['a size without capped', { size: 4096 }, 72],
    ['a size without capped that is true', { capped: false, size: 4096 }, 72],
    ['a count without capped', { max: 5 }, 72],
    ['a size of 0', { capped: true, size: 0.9 }, 2],
    ['a size that a decimal rounds to 0', { capped: true, size: Decimal128.fromString('0.5') }, 2],
    ['a size of NaN', { capped: true, size: Number.NaN }, 2],
    ['a size beyond the largest', { capped: true, size: Long.fromString('1125899906842625') }, 2],
    ['a size of text', { capped: true, size: '4096' }, 14],
    ['a size of a boolean', { capped: true, size: true }, 14],
    ['a count beyond an int', { capped: true, size: 1, max: 2 ** 31 }, 2],
    ['capped of text', { capped: 'yes', size: 1 }, 14],
    ['a capped collection', { capped: Number.NaN, size: 4096, max: -1 }, 238],
    ['a validator of text', { validator: 'a' }, 14],
    ['a validator with an unknown operator', { validator: { a: { $bad: 1 } } }, 2],
    ['a validator with a script', { validator: { $or: [{ a: 1 }, { $where: 'true' }] } }, 2],
    ['a validator with a search', { validator: { $text: { $search: 'a' } } }, 2],
    ['a validator with a place', { validator: { a: { $not: { $near: [0, 0] } } } }, 5_626_500],
    [
      'a validator with a place in an element',
      { validator: { a: { $elemMatch: { b: { $nearSphere: [0] } } } } },
      5_626_500,
    ],
    ['a validator with an area', { validator: { a: { $geoWithin: {} } } }, 238],
    ['a validator with an unknown expression', { validator: { $expr: { $bad: 1 } } }, 168],
    ['a level of another case', { validationLevel: 'Strict' }, 2],
    ['a level of a number', { validationLevel: 1 }, 14],
    ['an unknown action', { validationAction: 'x'.repeat(1_000_000) }, 2],
    ['a collation without a locale', { collation: {} }, 40_414],
    ['a collation of an unknown locale', { collation: { locale: 'invalid_locale_xyz' } }, 2],
    ['a collation of an unknown strength', { collation: { locale: 'en', strength: 6 } }, 2],
    [
      'a collation with a case first that is not compared',
      { collation: { locale: 'en', strength: 2, caseFirst: 'upper' } },
      2,
    ],
    ['a collation of another version', { collation: { locale: 'en', version: '58.1' } }, 161],
    ['a collation with a number for a boolean', { collation: { locale: 'en', caseLevel: 1 } }, 14],
    ['a collation with a null that may not be', { collation: { locale: 'en', backwards: null } }, 14],
    ['a collation with an unknown field', { collation: { locale: 'en', Strength: 1 } }, 40_415],
    ['a collation', { collation: { locale: 'de@collation=phonebook' } }, 238],
    ['a time series without a field', { timeseries: {} }, 40_414],
    ['a time series with a path for a field', { timeseries: { timeField: 'a.b' } }, 72],
    ['a time series with one field for both', { timeseries: { timeField: 'a', metaField: 'a' } }, 72],
    ['a time series of an unknown granularity', { timeseries: { ...TIMES, granularity: 'days' } }, 2],
    ['a time series with half of its buckets', { timeseries: { ...TIMES, bucketMaxSpanSeconds: 300 } }, 72],
    [
      'a time series with a span of another granularity',
      { timeseries: { ...TIMES, granularity: 'hours', bucketMaxSpanSeconds: 1 } },
      72,
    ],
    ['a time series with a validator', { timeseries: TIMES, validator: { a: 1 } }, 72],
    ['a time series that is capped', { timeseries: TIMES, capped: true, size: 1 }, 72],
    ['a time series with a time from the future', { timeseries: TIMES, expireAfterSeconds: 9_999_999_999 }, 72],
    ['a time series', { timeseries: { ...TIMES, granularity: 'hours', bucketMaxSpanSeconds: 2_592_000 } }, 238],
    ['an expiry of an ordinary collection', { expireAfterSeconds: 5 }, 72],
    ['an expiry of a boolean', { timeseries: TIMES, expireAfterSeconds: true }, 14],
    ['a clustered index of null', { clusteredIndex: null }, 14],
    ['a clustered index that is true', { clusteredIndex: true }, 5_979_703],
    ['a clustered index without unique', { clusteredIndex: { key: { _id: 1 } } }, 40_414],
    ['a clustered index that is not unique', { clusteredIndex: { key: { _id: 1 }, unique: false } }, 5_979_700],
    ['a clustered index of another version', { clusteredIndex: { ...CLUSTERED, v: 1 } }, 5_979_704],
    ['a clustered index of another field', { clusteredIndex: { ...CLUSTERED, key: { a: 1 } } }, 197],
    ['a clustered index of a capped collection', { clusteredIndex: false, capped: true, size: 1 }, 6_049_200],
    ['a clustered index with a count', { clusteredIndex: CLUSTERED, max: 1 }, 6_049_204],
    ['a clustered index of a view', { clusteredIndex: CLUSTERED, viewOn: 'a' }, 6_026_500],
    ['a clustered index', { clusteredIndex: { ...CLUSTERED, v: 2.9, name: '' } }, 238],
    ['an index on _id without a name', { idIndex: { key: { _id: 1 } } }, 9],
    ['an index on _id of two fields', { idIndex: { key: { _id: 1, a: 1 }, name: 'i' } }, 2],
    ['an index on _id that is descending', { idIndex: { key: { _id: -1 }, name: 'i' } }, 2],
    ['an index on _id without a version', { idIndex: { key: { _id: 1 }, name: 'i', v: 3 } }, 67],
    ['an index on _id with half a version', { idIndex: { key: { _id: 1 }, name: 'i', v: 1.5 } }, 2],
    ['an index on _id with an option', { idIndex: { key: { _id: 1 }, name: 'i', unique: true } }, 197],
    ['an index on _id with a collation', { idIndex: { key: { _id: 1 }, name: 'i', collation: { locale: 'en' } } }, 2],
    ['no index on _id', { autoIndexId: false }, 238],
    ['an unknown storage engine', { storageEngine: { mmap: {} } }, 72],
    ['a storage engine of text', { storageEngine: { wiredTiger: 'x' } }, 2],
    ['an unknown setting', { storageEngine: { wiredTiger: { x: 1 } } }, 72],
    ['an unknown configuration', { storageEngine: { wiredTiger: { configString: 'a=b' } } }, 2],
    ['a configuration with a null byte', { storageEngine: { wiredTiger: { configString: 'a\0' } } }, 9],
    ['a configuration', { indexOptionDefaults: { storageEngine: { wiredTiger: { configString: 'type=lsm' } } } }, 238],
    ['an unknown default of indexes', { indexOptionDefaults: { x: 1 } }, 40_415],
    ['images without a choice', { changeStreamPreAndPostImages: {} }, 40_414],
    ['images of a number', { changeStreamPreAndPostImages: { enabled: 1 } }, 14],
    ['encrypted fields without fields', { encryptedFields: {} }, 40_414],
    ['an encrypted _id', { encryptedFields: { fields: [{ ...ENCRYPTED.fields[0], path: '_id.a' }] } }, 6_316_403],
    ['an encrypted null', { encryptedFields: { fields: [{ ...ENCRYPTED.fields[0], bsonType: 'null' }] } }, 6_338_406],
    [
      'a field that is encrypted twice',
      { encryptedFields: { fields: [...ENCRYPTED.fields, ...ENCRYPTED.fields] } },
      6_338_402,
    ],
    ['encrypted fields of a view', { encryptedFields: ENCRYPTED, viewOn: 'a' }, 6_346_401],
    ['encrypted fields', { encryptedFields: ENCRYPTED }, 238],
  ])('refuses %s', async (_, sent, code) => {
    const database = test.database();
    expect(await failureOf(database.command({ create: 'c', ...sent }))).toMatchObject({ code });
    expect(await database.listCollections().toArray()).toEqual([]);
  });

  it.each<[string, unknown, number]>([
    ['a number', new Int32(5), 73],
    ['null', null, 73],
    ['no text', '', 73],
    ['a leading dot', '.a', 73],
    ['a dollar sign', 'a$b', 73],
    ['a null byte', 'a\0b', 73],
    ['a collection that no server has', 'system.other', 73],
    ['buckets without a time series', 'system.buckets.a', 20],
    ["a server's own collection", 'system.views', 238],
  ])('refuses %s for a name', async (_, name, code) => {
    expect(await failureOf(test.database().command({ create: name }))).toMatchObject({ code });
  });

  it.each<[string, Document, Document]>([
    ['nothing and a level', {}, { validationLevel: 'strict' }],
    ['a validator and none', { validator: { a: 1 } }, {}],
    ['two validators', { validator: { a: 1 } }, { validator: { a: 2 } }],
    ['a collection and a view', {}, { viewOn: 'a' }],
    ['a view and a collection', { viewOn: 'a' }, {}],
    ['views of two collections', { viewOn: 'a' }, { viewOn: 'b' }],
  ])('refuses to create again with other options: %s', async (_, first, second) => {
    const database = test.database();
    await database.command({ create: 'c', ...first });
    await database.command({ create: 'c', ...first });
    expect(await failureOf(database.command({ create: 'c', ...second }))).toMatchObject({ code: 48 });
  });

  it.each(['admin', 'config', 'local'])('allows no validator in the database %s', async (name) => {
    const failure = await failureOf(test.client.db(name).command({ create: 'c', validator: { a: 1 } }));
    expect(failure).toMatchObject({ code: 72 });
  });
});
