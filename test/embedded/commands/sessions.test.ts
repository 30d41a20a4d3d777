import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Binary, Long, UUID } from '../../../src/bson/bson.ts';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

const id = () => ({ id: new UUID() });

describe('sessions', () => {
  it('are started with a name of their own', async () => {
    const { id: first, timeoutMinutes } = await test.database().command({ startSession: 1 });
    const { id: second } = await test.database().command({ startSession: 1 });
    expect(timeoutMinutes).toBe(30);
    expect(first.id).toBeInstanceOf(Binary);
    expect(String(first.id)).not.toBe(String(second.id));
  });

  it.each([
    ['killSessions of one', (lsid: object) => ({ killSessions: [lsid] }), 43],
    ['killSessions of all', () => ({ killSessions: [] }), 43],
    ['killAllSessions', () => ({ killAllSessions: [] }), 43],
    ['killAllSessionsByPattern', (lsid: object) => ({ killAllSessionsByPattern: [{ lsid }] }), 43],
    ['endSessions', (lsid: object) => ({ endSessions: [lsid] }), 43],
    ['refreshSessions', (lsid: object) => ({ refreshSessions: [lsid] }), undefined],
    ['killSessions of another', () => ({ killSessions: [id()] }), undefined],
    ['killAllSessions of a user', () => ({ killAllSessions: [{ user: 'a', db: 'b' }] }), undefined],
  ])('own their cursors: after %s', async (_title, command, code) => {
    const database = test.database();
    const session = test.client.startSession();
    await database.collection('c').insertMany([{}, {}, {}]);
    const { cursor } = await database.command({ find: 'c', batchSize: 1 }, { session });
    expect(await database.command(command({ id: session.id?.id }))).toMatchObject({ ok: 1 });
    const next = database.command({ getMore: cursor.id, collection: 'c' }, { session });
    if (code === undefined) expect(await next).toMatchObject({ ok: 1 });
    else expect((await failureOf(next)).code).toBe(code);
    await session.endSession();
  });

  it.each([
    ['a session that is a number', { killSessions: [1] }, 14],
    ['a session without id', { killSessions: [{}] }, 40414],
    ['a session with an unknown field', { endSessions: [{ ...id(), a: 1 }] }, 40415],
    ['a session with an id of 8 bytes', { refreshSessions: [{ id: new Binary(Buffer.alloc(8), 4) }] }, 207],
    ['a session with an id of another kind', { killSessions: [{ id: new Binary(Buffer.alloc(16), 3) }] }, 14],
    ['sessions that are null', { killSessions: null }, 40414],
    ['a user without database', { killAllSessions: [{ user: 'a' }] }, 40414],
    ['a pattern of users', { killAllSessionsByPattern: [{ users: [] }] }, 238],
    ['a commit of a transaction', { commitTransaction: 1, txnNumber: Long.fromNumber(1), autocommit: false }, 20],
  ])('refuse %s', async (_title, command, code) => {
    expect((await failureOf(test.client.db('admin').command(command))).code).toBe(code);
  });
});
