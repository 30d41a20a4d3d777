import { DatabaseSync } from 'node:sqlite';
import { Long } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
  await test.client
    .db('d')
    .collection<{ _id: number }>('c')
    .insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }]);
});
afterAll(() => test.close());

const admin = (command: object) => test.client.db('admin').command(command);
const operations = (spec: object) =>
  test.client
    .db('admin')
    .aggregate([{ $currentOp: spec }])
    .toArray();

describe('currentOp', () => {
  it('shows itself', async () => {
    expect((await admin({ currentOp: 1, comment: 'mine' })).inprog).toMatchObject([
      {
        type: 'op',
        active: true,
        opid: expect.any(Number),
        op: 'command',
        ns: 'admin.$cmd',
        command: { currentOp: 1, comment: 'mine' },
        secs_running: 0,
      },
    ]);
  });

  it('takes conditions on the operations', async () => {
    expect((await admin({ currentOp: 1, op: 'insert' })).inprog).toEqual([]);
    expect((await admin({ currentOp: 1, 'command.currentOp': { $exists: true } })).inprog).toHaveLength(1);
  });

  it('shows idle connections and cursors where they are asked for', async () => {
    const { cursor } = await test.client.db('d').command({ find: 'c', batchSize: 1 });
    const found = await operations({ idleConnections: true, idleCursors: true });
    expect(found.find(({ type }) => type === 'idleCursor')).toMatchObject({ ns: 'd.c', cursor: { nDocsReturned: 1 } });
    expect(found.some(({ active }) => active === false)).toBe(true);
    expect(await operations({ idleCursors: true, idleConnections: false })).toHaveLength(2);
    await test.client.db('d').command({ killCursors: 'c', cursors: [Long.fromValue(cursor.id)] });
    expect(await operations({ idleCursors: true })).toHaveLength(1);
  });

  it('cuts a long command where that is asked for', async () => {
    const long = { currentOp: 1, $truncateOps: true, $comment: 'x'.repeat(2_000), comment: 'kept' };
    const [operation] = (await admin(long)).inprog;
    expect(operation.command).toEqual({ $truncated: expect.any(String), comment: 'kept' });
    expect(operation.command.$truncated).toHaveLength(1_000);
  });

  it.each([
    ['a specification that is no document', null, 14],
    ['a number for a boolean', { allUsers: 1 }, 14],
    ['null for a boolean', { idleCursors: null }, 14],
    ['an unknown field', { AllUsers: true }, 40_415],
    ['all nodes of a cluster', { targetAllNodes: true }, 9],
  ])('refuses %s', async (_, spec, code) => {
    const command = { aggregate: 1, pipeline: [{ $currentOp: spec }], cursor: {} };
    expect(await failureOf(admin(command))).toMatchObject({ code });
  });

  it('is to be asked of the database admin, and of no collection', async () => {
    const command = { aggregate: 1, pipeline: [{ $currentOp: {} }], cursor: {} };
    expect(await failureOf(test.client.db('d').command(command))).toMatchObject({ code: 73 });
    expect(await failureOf(admin({ ...command, aggregate: 'c' }))).toMatchObject({ code: 73 });
    expect(await failureOf(test.client.db('d').command({ currentOp: 1 }))).toMatchObject({ code: 13 });
  });
});

describe('killOp', () => {
  it('ends a write that waits for its turn', async () => {
    const other = new DatabaseSync(test.dataFile);
    other.exec('BEGIN IMMEDIATE');
    const insert = failureOf(test.client.db('d').collection<{ _id: number }>('c').insertOne({ _id: 9 }));
    const waiting = await waitingInsert();
    expect(waiting).toMatchObject({ ns: 'd.c', command: { insert: 'c' } });
    expect(await admin({ killOp: 1, op: waiting.opid })).toMatchObject({ info: 'attempting to kill op', ok: 1 });
    other.exec('ROLLBACK');
    other.close();
    expect(await insert).toMatchObject({ code: 11_601 });
    expect(await test.client.db('d').collection<{ _id: number }>('c').countDocuments({ _id: 9 })).toBe(0);
  });

  const LOOKS_MAX = 1_000;

  /** Whoever holds the file's lock, reads go on. */
  async function waitingInsert() {
    for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
      const [found] = (await admin({ currentOp: 1, op: 'insert' })).inprog;
      if (found !== undefined) return found;
    }
    throw new Error('no insert came to wait');
  }

  it.each([
    ['an operation that is not there', { op: 1_999_999_999 }, undefined],
    ['no operation', {}, 4],
    ['text', { op: '1' }, 14],
    ['a part of one', { op: 1.5 }, 2],
    ['more than an int', { op: Long.fromNumber(2 ** 31) }, 26_823],
  ])('answers for %s', async (_, options, code) => {
    const command = admin({ killOp: 1, ...options });
    if (code === undefined) expect(await command).toMatchObject({ ok: 1 });
    else expect(await failureOf(command)).toMatchObject({ code });
  });
});
