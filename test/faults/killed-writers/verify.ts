/** Compares a data file with what its killed writers said of it, and its indexes with its documents. */
import { DatabaseSync } from 'node:sqlite';
import type { Db } from 'mongodb';
import { openEngine } from '../../embedded/engine.ts';
import type { Ledger } from './ledger.ts';
import { findTears, STORED_INDEXES, type StoredDocument, stateOf } from './stored-document.ts';

/** Answers the faults found; the ledger goes on from what the file holds. */
export async function verifyDataFile(dataFile: string, ledger: Ledger): Promise<string[]> {
  const { client, close } = await openEngine({ dataFile });
  const database = client.db('kill');
  const documents = await database.collection<StoredDocument>('items').find().hint({ $natural: 1 }).toArray();
  const claims = await readClaims(database);
  const counter = await database.collection('counters').findOne<{ value: number; twice: number }>();
  const faults = [
    ...documents.flatMap(findTears),
    ...findLostChanges(documents, ledger),
    ...findLostClaims(claims, ledger),
    ...findLostCounts(counter ?? { value: 0, twice: 0 }, ledger),
    ...(await findIndexFaults(database, documents)),
  ];
  await close();
  faults.push(...findFileFaults(dataFile, documents));
  ledger.adopt(new Map(documents.map((document) => [document._id, stateOf(document)])), claims, counter?.value ?? 0);
  return faults;
}

function findLostChanges(documents: readonly StoredDocument[], ledger: Ledger): string[] {
  const stored = new Map(documents.map((document) => [document._id, stateOf(document)]));
  const doubts = new Map<string, string | null>();
  for (const intent of ledger.doubts.values()) {
    if (intent.kind === 'change') for (const [id, state] of intent.changes) doubts.set(id, state);
  }
  return [...new Set([...stored.keys(), ...ledger.states.keys()])].flatMap((id) => {
    const [found, sure, doubtful] = [stored.get(id) ?? null, ledger.states.get(id) ?? null, doubts.get(id)];
    if (found === sure || found === doubtful) return [];
    return [`lost or strange document ${id}: found ${found}, acknowledged ${sure}, in doubt ${doubtful}`];
  });
}

async function readClaims(database: Db): Promise<Map<number, string>> {
  const claims = await database.collection<{ number: number; owner: string }>('claims').find().toArray();
  return new Map(claims.map(({ number, owner }) => [number, owner]));
}

function findLostClaims(claims: ReadonlyMap<number, string>, ledger: Ledger): string[] {
  return [...ledger.claims].flatMap(([number, owner]) =>
    claims.get(number) === owner ? [] : [`${number} was taken by ${owner}, and belongs to ${claims.get(number)}`],
  );
}

function findLostCounts({ value, twice }: { value: number; twice: number }, ledger: Ledger): string[] {
  const most = ledger.counted + [...ledger.doubts.values()].filter(({ kind }) => kind === 'count').length;
  const faults: string[] = [];
  if (twice !== value * 2) faults.push(`torn counter: ${value} and ${twice}`);
  if (value < ledger.counted || value > most)
    faults.push(`the counter is ${value}, not in ${ledger.counted} to ${most}`);
  return faults;
}

/** Each index walked must show the documents that a scan shows, in its order where it gives one. */
async function findIndexFaults(database: Db, documents: readonly StoredDocument[]): Promise<string[]> {
  const items = database.collection<StoredDocument>('items');
  const byId = documents.toSorted((a, b) => (a._id < b._id ? -1 : 1));
  const byKey = documents.toSorted((a, b) => a.key - b.key);
  const byOwner = byKey.toSorted(
    (a, b) => (a.owner < b.owner ? -1 : 1) * Number(a.owner !== b.owner) || b.version - a.version,
  );
  const walks = [
    { name: '_id_', found: items.find().hint('_id_').sort({ _id: 1 }), expected: byId },
    { name: 'by key', found: items.find().hint('by key').sort({ key: 1 }), expected: byKey },
    {
      name: 'by owner',
      found: items.find().hint('by owner').sort({ owner: 1, version: -1, key: 1 }),
      expected: byOwner,
    },
    {
      name: 'by tag',
      found: items
        .find({ tags: { $gte: 0 } })
        .hint('by tag')
        .sort({ key: 1 }),
      expected: byKey.filter(({ tags }) => tags.length > 0),
    },
    {
      name: 'low ones',
      found: items
        .find({ low: { $lt: 300 } })
        .hint('low ones')
        .sort({ key: 1 }),
      expected: byKey.filter(isLow),
    },
  ];
  const faults: string[] = [];
  for (const { name, found, expected } of walks) {
    const walked = await found.toArray();
    if (listIds(walked) === listIds(expected)) continue;
    faults.push(`index ${name} shows ${walked.length} documents, the scan ${expected.length}`);
  }
  return faults;
}

function listIds(documents: readonly StoredDocument[]): string {
  return documents.map(({ _id }) => _id).join(' ');
}

/** Of the partial index. */
function isLow({ low }: StoredDocument): boolean {
  return low < 300;
}

/** Reads the SQLite file beside the engine: whether it is sound, and whether each index has as many keys as it must. */
function findFileFaults(dataFile: string, documents: readonly StoredDocument[]): string[] {
  const file = new DatabaseSync(dataFile, { readOnly: true });
  try {
    const faults = file
      .prepare('PRAGMA integrity_check')
      .all()
      .map(({ integrity_check: line }) => String(line));
    const expected = new Map<string, number>([
      ['by key', documents.length],
      ['by owner', documents.length],
      // A list of none has one key too.
      ['by tag', documents.reduce((keys, { tags }) => keys + Math.max(1, tags.length), 0)],
      ['low ones', documents.filter(isLow).length],
    ]);
    const indexes = file
      .prepare(`SELECT i.id, i.name FROM indexes i JOIN collections c ON c.id = i.collection WHERE c.name = 'items'`)
      .all();
    const names = indexes.map(({ name }) => String(name)).filter((name) => name !== '_id_');
    if (names.length !== STORED_INDEXES.length) faults.push(`the file has the indexes ${names.join(', ')}`);
    for (const { id, name } of indexes) {
      const keys = Number(file.prepare(`SELECT count(*) AS keys FROM x${Number(id)}`).get()?.keys);
      const must = expected.get(String(name)) ?? keys;
      if (keys !== must) faults.push(`index ${name} has ${keys} keys, its documents have ${must}`);
    }
    return faults.filter((fault) => fault !== 'ok');
  } finally {
    file.close();
  }
}
