/** A process to be killed: writes in several lanes at once, and says each write before it and after its acknowledgement. */
import type { Collection } from 'mongodb';
import { openEngine } from '../../embedded/engine.ts';
import { createRandom, type Random } from '../random.ts';
import { type Change, type Intent, type Report, say } from './report.ts';
import { makeDocument, STORED_INDEXES, type StoredDocument, stateOf } from './stored-document.ts';

const LANES = 8;
const DUPLICATE_KEY = 11000;

const [dataFile = '', name = '', seedText = '0'] = process.argv.slice(2);
const { client, close } = await openEngine({ dataFile });
const database = client.db('kill');
const items: Collection<StoredDocument> = database.collection<StoredDocument>('items');
const counters = database.collection<{ _id: string; value: number; twice: number }>('counters');
const claims = database.collection<{ number: number; owner: string }>('claims');
await items.createIndexes(STORED_INDEXES.map((index) => ({ ...index })));
await claims.createIndex({ number: 1 }, { unique: true });

let stopping = false;
process.stdin.once('end', () => {
  stopping = true;
});
process.stdin.resume();
await Promise.all(Array.from({ length: LANES }, (_, index) => runLane(index)));
await close();
process.stdin.destroy();

async function runLane(index: number): Promise<void> {
  const lane = `${name}.${index}`;
  const random = createRandom(Number(seedText) * LANES + index);
  const write = createOperations(lane, index, random);
  while (!stopping) {
    try {
      await write();
    } catch (error) {
      say({ lane, kind: 'failed', message: String(error) });
      return;
    }
  }
}

/** Answers a function that does the next write of a lane. The lane alone writes its documents, so it knows what they hold. */
function createOperations(lane: string, laneIndex: number, random: Random): () => Promise<void> {
  const own = new Map<string, StoredDocument>();
  let made = 0;
  const nextKey = () => Number(seedText) * 1_000_000 + made++ * LANES + laneIndex;
  const make = () => makeDocument(lane, nextKey(), 1, random);
  const pick = () => random.pickAny([...own.values()]) ?? make();
  const perform = async (documents: readonly StoredDocument[], gone: boolean, work: () => Promise<unknown>) => {
    const changes = documents.map((document): Change => [document._id, gone ? null : stateOf(document)]);
    await tell(lane, { kind: 'change', changes }, async () => {
      await work();
      return { lane, kind: 'acknowledged' };
    });
    for (const document of documents) {
      if (gone) own.delete(document._id);
      else own.set(document._id, document);
    }
  };
  const operations: readonly [() => Promise<void>, ...(() => Promise<void>)[]] = [
    () => insertOne(),
    () => insertMany(),
    () => changeOne((before, after) => items.updateOne({ _id: after._id }, updateTo(before, after), { upsert: true })),
    () => changeOne((_, after) => items.replaceOne({ _id: after._id }, after, { upsert: true })),
    () => changeAll(),
    () => removeOne(),
    () => count(lane),
    () => claim(lane, random),
  ];
  return () => random.pick(operations)();

  function insertOne(): Promise<void> {
    const document = make();
    return perform([document], false, () => items.insertOne(document));
  }

  function insertMany(): Promise<void> {
    const documents = Array.from({ length: 1 + random.below(10) }, make);
    return perform(documents, false, () => items.insertMany(documents, { ordered: random.oneIn(2) }));
  }

  function changeOne(work: (before: StoredDocument, after: StoredDocument) => Promise<unknown>): Promise<void> {
    const before = pick();
    const { generation } = before;
    const after = { ...makeDocument(lane, before.key, before.version + 1, random), generation };
    return perform([after], false, () => work(before, after));
  }

  function changeAll(): Promise<void> {
    const documents = [...own.values()].map((document) => ({ ...document, generation: document.generation + 1 }));
    return perform(documents, false, () => items.updateMany({ owner: lane }, { $inc: { generation: 1 } }));
  }

  function removeOne(): Promise<void> {
    const document = pick();
    return perform([document], true, () =>
      items.deleteOne({ owner: lane, version: document.version, key: document.key }),
    );
  }
}

/** Operators of several kinds that make one document of another, or of none. */
function updateTo(before: StoredDocument, after: StoredDocument) {
  const { owner, key, version, low, high, tags, text, sum, generation } = after;
  if (before.version !== 1) return { $set: { owner, key, version, low, high, tags, text, sum, generation } };
  return [
    { $set: { owner, key, version, low, tags, text, sum, generation } },
    { $set: { high: { $subtract: [1000, '$low'] } } },
  ];
}

async function count(lane: string): Promise<void> {
  await tell(lane, { kind: 'count' }, async () => {
    const options = { upsert: true, returnDocument: 'after' } as const;
    const counter = await counters.findOneAndUpdate({ _id: 'shared' }, { $inc: { value: 1, twice: 2 } }, options);
    return { lane, kind: 'counted', value: counter?.value ?? Number.NaN };
  });
}

async function claim(lane: string, random: Random): Promise<void> {
  const number = Number(seedText.slice(0, -1)) * 1000 + random.below(1000);
  await tell(lane, { kind: 'claim', number }, async () => {
    const won = await claims.insertOne({ number, owner: lane }).then(
      () => true,
      (error: { code?: unknown }) => {
        if (error.code === DUPLICATE_KEY) return false;
        throw error;
      },
    );
    return { lane, kind: 'claimed', won };
  });
}

async function tell(lane: string, intent: Intent, work: () => Promise<Report>): Promise<void> {
  say({ lane, ...intent });
  say(await work());
}
