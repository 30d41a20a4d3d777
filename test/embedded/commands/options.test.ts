import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decimal128, Long, Timestamp } from '../../../src/bson/bson.ts';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

const READ = { find: 'c' };
const WRITE = { insert: 'c', documents: [{}] };

describe('an option of every command', () => {
  it.each([
    ['a time limit of text', { ...READ, maxTimeMS: '1' }, 14, 'maxTimeMS'],
    ['a time limit of half a millisecond', { ...READ, maxTimeMS: 0.5 }, 9, 'maxTimeMS'],
    ['a time limit of NaN', { ...READ, maxTimeMS: Decimal128.fromString('NaN') }, 9, 'maxTimeMS'],
    ['a time limit of a timestamp', { ...READ, maxTimeMS: new Timestamp({ t: 1, i: 1 }) }, 14, 'maxTimeMS'],
    ['a negative time limit', { ...READ, maxTimeMS: -1 }, 2, 'maxTimeMS'],
    ['a time limit beyond an int', { ...READ, maxTimeMS: 2 ** 31 }, 2, 'maxTimeMS'],
    ['a read concern of text', { ...READ, readConcern: 'local' }, 14, 'readConcern'],
    ['a read concern of another level', { ...READ, readConcern: { level: 'strong' } }, 2, 'strong'],
    ['a read concern with a number for a level', { ...READ, readConcern: { level: 1 } }, 14, 'level'],
    ['an unknown field of a read concern', { ...READ, readConcern: { Level: 'local' } }, 40415, 'Level'],
    [
      'a time to read after',
      { ...READ, readConcern: { afterClusterTime: new Timestamp({ t: 1, i: 1 }) } },
      20,
      'after',
    ],
    [
      'a time to read at without snapshot',
      { ...READ, readConcern: { atClusterTime: new Timestamp({ t: 1, i: 1 }) } },
      72,
      'at',
    ],
    ['a time to read after that is null', { ...READ, readConcern: { afterClusterTime: null } }, 14, 'afterClusterTime'],
    [
      'a time to read after that is no time',
      { ...READ, readConcern: { afterClusterTime: new Timestamp({ t: 0, i: 0 }) } },
      72,
      'null timestamp',
    ],
    [
      'a time to read at without seconds',
      { ...READ, readConcern: { level: 'snapshot', atClusterTime: new Timestamp({ t: 0, i: 1 }) } },
      72,
      'null timestamp',
    ],
    [
      'a linearizable read that writes',
      { aggregate: 'c', pipeline: [{ $out: 'd' }], cursor: {}, readConcern: { level: 'linearizable' } },
      72,
      'linearizable',
    ],
    [
      'a plan in the strict stable API',
      { aggregate: 'c', pipeline: [], explain: true, apiVersion: '1', apiStrict: true },
      323,
      'explain',
    ],
    ['an unknown provenance', { ...READ, readConcern: { provenance: 'me' } }, 2, 'provenance'],
    [
      'a level of a command that reads no documents',
      { endSessions: [], readConcern: { level: 'majority' } },
      72,
      'majority',
    ],
    ['a snapshot for a count', { count: 'c', readConcern: { level: 'snapshot' } }, 72, 'snapshot'],
    ['a write concern of a read', { ...READ, writeConcern: {} }, 72, 'writeConcern'],
    ['a write concern of text', { ...WRITE, writeConcern: 'majority' }, 14, 'writeConcern'],
    ['an unknown field of a write concern', { ...WRITE, writeConcern: { W: 1 } }, 40415, 'W'],
    ['a write concern of -1', { ...WRITE, writeConcern: { w: -1 } }, 9, 'w has to be'],
    ['a write concern of NaN', { ...WRITE, writeConcern: { w: Number.NaN } }, 9, 'w has to be'],
    ['a write concern of a boolean', { ...WRITE, writeConcern: { w: true } }, 9, 'w has to be'],
    ['a write concern of a mode', { ...WRITE, writeConcern: { w: 'Majority' } }, 2, 'Majority'],
    ['a write concern of no tags', { ...WRITE, writeConcern: { w: {} } }, 9, 'tag'],
    ['a write concern with a j of text', { ...WRITE, writeConcern: { j: 'yes' } }, 14, 'writeConcern.j'],
    ['a long wtimeout', { ...WRITE, writeConcern: { wtimeout: 2 ** 31 } }, 9, 'wtimeout'],
    ['another version of the API', { ...READ, apiVersion: '2' }, 322, 'API version'],
    ['strictness without a version of the API', { ...READ, apiStrict: true }, 4_886_600, 'apiStrict'],
    ['what is not in the API', { distinct: 'c', key: 'a', apiVersion: '1', apiStrict: true }, 323, 'distinct'],
    ['an unknown read preference', { ...READ, $readPreference: { mode: 'fastest' } }, 9, 'fastest'],
    ['a collation that is no document', { ...READ, collation: 'de' }, 14, 'collation'],
    ['a null for a filter', { ...READ, filter: null }, 14, 'filter'],
    ['a number for a strict boolean', { ...READ, singleBatch: 1 }, 14, 'singleBatch'],
    ['a number for `ordered`', { ...WRITE, ordered: 1 }, 14, 'ordered'],
    ['a text for a lenient boolean', { ...WRITE, bypassDocumentValidation: 'yes' }, 14, 'bypassDocumentValidation'],
    ['a hint that is a number', { ...READ, hint: 1 }, 9, 'Hint'],
    ['a hint of $natural and more', { ...READ, hint: { $natural: 1, a: 1 } }, 2, '$natural'],
    ['a hint of $natural: 0', { ...READ, hint: { $natural: 0 } }, 2, '$natural'],
    ['a count with a limit of null', { count: 'c', limit: null }, 2, 'limit'],
    ['a count with a limit of a half', { count: 'c', limit: 0.5 }, 9, 'limit'],
    ['a distinct without key', { distinct: 'c' }, 40414, 'distinct.key'],
    ['a distinct of a zero character', { distinct: 'c', key: 'a\0' }, 31_032, 'null byte'],
    ['a delete without filter', { delete: 'c', deletes: [{ limit: 0 }] }, 40414, 'q'],
    ['a delete without limit', { delete: 'c', deletes: [{ q: {} }] }, 40414, 'limit'],
    ['an update without filter', { update: 'c', updates: [{ u: {} }] }, 40414, 'q'],
  ])('refuses %s', async (_title, command, code, word) => {
    const failure = await failureOf(test.database().command(command));
    expect({ code: failure.code, message: failure.message }).toEqual({ code, message: expect.stringContaining(word) });
  });

  it.each([
    ['a time limit of null', { ...READ, maxTimeMS: null }],
    ['a whole time limit of any type', { ...READ, maxTimeMS: Decimal128.fromString('1E+2') }],
    ['a read concern without level', { ...READ, readConcern: { level: null } }],
    ['a read concern of the majority', { ...READ, readConcern: { level: 'majority', provenance: 'clientSupplied' } }],
    [
      'a write concern of the majority',
      { ...WRITE, writeConcern: { w: 'majority', j: 1, wtimeout: Long.fromNumber(5) } },
    ],
    ['a write concern of tags', { ...WRITE, writeConcern: { w: { dc: 1 } } }],
    ['the API', { ...READ, apiVersion: '1', apiStrict: true, apiDeprecationErrors: false }],
    ['a comment of any type', { ...READ, comment: { a: [1] } }],
    ['a batch size of NaN, which is 0', { ...READ, batchSize: Number.NaN }],
    ['a skip that is almost 0', { ...READ, skip: -0.5 }],
  ])('takes %s', async (_title, command) => {
    expect(await test.database().command(command)).toMatchObject({ ok: 1 });
  });

  it('rounds a decimal to the even neighbour and cuts a double', async () => {
    const database = test.database();
    await database.collection('c').insertMany(Array.from({ length: 9 }, () => ({})));
    const count = async (skip: unknown) => (await database.command({ count: 'c', skip })).n;
    expect(await count(Decimal128.fromString('2.5'))).toBe(7);
    expect(await count(Decimal128.fromString('3.5'))).toBe(5);
    expect(await count(3.9)).toBe(6);
  });
});
