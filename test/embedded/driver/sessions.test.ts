/** The driver's sessions and its answer to transactions, which a standalone server does not have. */
import type { ClientSession, CommandStartedEvent, MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { driver, failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
let client: MongoClient;
let started: CommandStartedEvent[];
beforeAll(async () => {
  test = await openEngine();
});
beforeEach(() => {
  client = new driver.MongoClient(test.engine.uri, { monitorCommands: true });
  started = [];
  client.on('commandStarted', (event: CommandStartedEvent) => started.push(event));
});
afterEach(() => client.close());
afterAll(() => test.close());

const items = () => client.db('sessions').collection<{ _id: number }>('items');
const sessionOf = ({ command }: CommandStartedEvent) => command.lsid?.id?.toString('hex');

describe('a session of the driver', () => {
  it('is implicit for an operation, and used again for the next', async () => {
    await items().insertOne({ _id: 1 });
    await items().findOne();
    const [insert, find] = started.map(sessionOf);
    expect(insert).toMatch(/^[0-9a-f-]{32,36}$/);
    expect(find).toBe(insert);
  });

  it('is the same for all batches of a cursor', async () => {
    await items().deleteMany({});
    await items().insertMany([1, 2, 3, 4].map((_id) => ({ _id })));
    started = [];
    await items().find({}, { batchSize: 2 }).toArray();
    expect(started.map(({ commandName }) => commandName)).toEqual(['find', 'getMore', 'getMore']);
    expect(new Set(started.map(sessionOf)).size).toBe(1);
  });

  it('is sent with each operation it is given to, and refused once it has ended', async () => {
    const session = client.startSession({ causalConsistency: true });
    await items().updateOne({ _id: 50 }, { $set: { a: 1 } }, { session, upsert: true });
    expect(await items().findOne({ _id: 50 }, { session })).toMatchObject({ _id: 50 });
    expect(new Set(started.map(sessionOf)).size).toBe(1);
    await session.endSession();
    expect((await failureOf(items().findOne({}, { session }))).message).toMatch(/expired sessions/);
  });

  it('is ended at the server with the client', async () => {
    await items().findOne();
    await client.close();
    expect(started.at(-1)?.commandName).toBe('endSessions');
  });

  it('is ended by leaving the block that uses it', async () => {
    {
      await using session = client.startSession();
      await items().findOne({}, { session });
    }
    await items().findOne();
    expect(new Set(started.map(sessionOf)).size).toBe(1);
  });

  it('is not sent with a write that is not acknowledged', async () => {
    await items().insertOne({ _id: 70 }, { writeConcern: { w: 0 } });
    expect(await items().countDocuments({ _id: 70 })).toBe(1);
    expect(started[0]?.command.lsid).toBeUndefined();
  });
});

/** The driver has words of its own for the refusal of a write, and keeps the server's error in them. */
async function refusalOf(work: Promise<unknown>): Promise<unknown> {
  const error: unknown = await work.catch((reason: unknown) => reason);
  if (!(error instanceof driver.MongoServerError)) throw error;
  return error.code ?? error.originalError?.code;
}

describe('a transaction of the driver', () => {
  it('is refused with code 20 at its first operation, and writes nothing', async () => {
    const session = client.startSession();
    let calls = 0;
    const work = session.withTransaction(async () => {
      calls += 1;
      await items().insertOne({ _id: 99 }, { session });
    });
    expect({ code: await refusalOf(work), calls }).toEqual({ code: 20, calls: 1 });
    expect(await items().countDocuments({ _id: 99 })).toBe(0);
    await session.endSession();
  });

  it.each([
    ['read', (session: ClientSession) => items().findOne({}, { session })],
    ['pipeline', (session: ClientSession) => items().aggregate([], { session }).toArray()],
    ['delete', (session: ClientSession) => items().deleteMany({}, { session })],
  ])('is refused with code 20 at a %s', async (_title, work) => {
    const session = client.startSession();
    session.startTransaction();
    expect(await refusalOf(work(session))).toBe(20);
    await session.abortTransaction();
    await session.endSession();
    expect(await items().countDocuments({})).toBeGreaterThan(0);
  });
});
