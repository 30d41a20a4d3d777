import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Collection } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

const DOCUMENTS = 3_000;

interface Item {
  readonly _id: number;
  readonly v: number;
  readonly pad: string;
}

let directory: string;
let engine: TestEngine;
let items: Collection<Item>;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'disk-use-test-'));
  vi.stubEnv('TMPDIR', directory);
  engine = await openEngine({
    limits: { engineSortBytesMax: 20_000, engineGroupBytesMax: 20_000, engineCursorsMax: 1 },
    dataFile: join(directory, 'data.sqlite'),
  });
  items = engine.database().collection<Item>('items');
  const documents = Array.from({ length: DOCUMENTS }, (_, at) => ({
    _id: at,
    v: (at * 7_919) % DOCUMENTS,
    pad: 'p'.repeat(at % 30),
  }));
  await items.insertMany(documents);
});

afterAll(async () => {
  await engine.close();
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

/** Files in the directory beside the engine's own, and those that are open without a name where the system tells of them. */
function spillFiles(): string[] {
  const named = readdirSync(directory).filter((name) => name.includes('spill'));
  return [...named, ...openWithoutName()];
}

function openWithoutName(): string[] {
  try {
    return readdirSync('/proc/self/fd')
      .map(targetOf)
      .filter((target) => target.startsWith(join(directory, 'webhook-cli-spill')));
  } catch {
    return [];
  }
}

function targetOf(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return '';
  }
}

const inOrder = Array.from({ length: DOCUMENTS }, (_, v) => v);

describe('a command that needs more memory than it may use', () => {
  it('sorts with the disk, in find and in aggregate, and leaves no file behind', async () => {
    const found = await items.find({}, { sort: { v: 1 } }).toArray();
    expect(found.map(({ v }) => v)).toEqual(inOrder);
    expect(found.every(({ _id, pad }) => pad.length === _id % 30)).toBe(true);
    const sorted = await items.aggregate([{ $sort: { v: 1 } }], { allowDiskUse: true }).toArray();
    expect(sorted).toEqual(found);
    expect(spillFiles()).toEqual([]);
  });

  it('sorts the first documents in memory', async () => {
    const first = await items.find({}, { sort: { v: -1 }, skip: 5, limit: 20, allowDiskUse: false }).toArray();
    expect(first.map(({ v }) => v)).toEqual(inOrder.toReversed().slice(5, 25));
  });

  it('groups with the disk', async () => {
    const stages = [{ $group: { _id: '$v', n: { $sum: 1 } } }, { $group: { _id: null, groups: { $sum: '$n' } } }];
    expect(await items.aggregate(stages).toArray()).toEqual([{ _id: null, groups: DOCUMENTS }]);
    expect(spillFiles()).toEqual([]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['find', () => items.find({}, { sort: { v: 1 }, allowDiskUse: false }).toArray()],
    ['$sort', () => items.aggregate([{ $sort: { v: 1 } }], { allowDiskUse: false }).toArray()],
    ['$group', () => items.aggregate([{ $group: { _id: '$v' } }], { allowDiskUse: false }).toArray()],
    ['$sortByCount', () => items.aggregate([{ $sortByCount: '$v' }], { allowDiskUse: false }).toArray()],
    [
      '$bucketAuto',
      () => items.aggregate([{ $bucketAuto: { groupBy: '$v', buckets: 2 } }], { allowDiskUse: false }).toArray(),
    ],
    [
      '$setWindowFields',
      () =>
        items.aggregate([{ $setWindowFields: { output: { n: { $count: {} } } } }], { allowDiskUse: false }).toArray(),
    ],
  ])('is refused when the disk may not be used: %s', async (_, run) => {
    expect(await failureOf(run())).toMatchObject({ code: 292, codeName: 'QueryExceededMemoryLimitNoDiskUseAllowed' });
  });

  it('gives its file back when its cursor is closed before its end', async () => {
    const cursor = items.aggregate([{ $sort: { v: 1 } }], { batchSize: 10 });
    expect((await cursor.next())?.v).toBe(0);
    expect(spillFiles()).toHaveLength(process.platform === 'linux' ? 1 : 0);
    await cursor.close();
    expect(spillFiles()).toEqual([]);
  });

  it('gives its file back when a later stage fails, and when there are too many cursors', async () => {
    const failing = [{ $sort: { v: 1 } }, { $project: { r: { $divide: [1, { $subtract: ['$v', 5] }] } } }];
    expect((await failureOf(items.aggregate(failing).toArray())).code).toBe(2);
    const open = items.find({}, { sort: { _id: 1 }, batchSize: 2 });
    await open.next();
    expect((await failureOf(items.find({}, { sort: { v: 1 } }).toArray())).code).toBe(8);
    await open.close();
    expect(spillFiles()).toEqual([]);
  });
});
