import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Document } from '../../../src/bson/bson.ts';
import { compilePipeline } from '../../../src/embedded/aggregation/pipeline.ts';
import { ChangeStream } from '../../../src/embedded/change-streams/change-stream.ts';
import { parseChangeStream } from '../../../src/embedded/change-streams/specification.ts';
import { Store } from '../../../src/embedded/storage/store.ts';
import { DEFAULT_LIMITS } from '../../../src/limits.ts';

let directory: string;
let here: Store;
let there: Store;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'engine-stream-'));
  const limits = { ...DEFAULT_LIMITS, engineOplogBytesMax: 10_000 };
  [here, there] = [
    new Store(join(directory, 'a'), limits, () => {}),
    new Store(join(directory, 'a'), limits, () => {}),
  ];
});
afterEach(async () => {
  await here.close();
  await there.close();
  rmSync(directory, { recursive: true });
});

const collection = {
  id: 1,
  database: 'a',
  name: 'b',
  namespace: 'a.b',
  uuid: Buffer.alloc(16),
  options: {},
  indexes: [],
};
const EMPTY_DOCUMENT = Uint8Array.of(5, 0, 0, 0, 0);

function insert({ file, oplog }: Store, count: number): void {
  file.beginWrite();
  for (let n = 0; n < count; n += 1) oplog.inserted(collection, EMPTY_DOCUMENT);
  oplog.trim();
  file.run('COMMIT');
}

const scope = { database: undefined, collection: undefined };
const watched = { spec: parseChangeStream({}), scope, pipeline: undefined, splitsLarge: false };

describe('a stream whose pipeline takes long for each event', () => {
  it('lets others have their turn between two of them', () => {
    const run = (events: Iterable<Document>) => {
      const end = performance.now() + 220;
      while (performance.now() < end);
      return events;
    };
    const pipeline = { ...compilePipeline([], {}), run };
    const events = new ChangeStream(here, { ...watched, pipeline }).events();
    insert(there, 2);
    expect([events.next().value, events.next().value, events.next().value]).toEqual([
      expect.any(Uint8Array),
      undefined,
      expect.any(Uint8Array),
    ]);
  });
});

describe('a stream some of whose next entries another process removes', () => {
  it.each(['read', 'endOf', 'content'] as const)('tells that they are gone when that happens before `%s`', (method) => {
    const stream = new ChangeStream(here, watched);
    insert(there, 100);
    const original: (...of: never[]) => unknown = here.oplog[method].bind(here.oplog);
    Object.assign(here.oplog, {
      [method]: (...of: never[]) => {
        Object.assign(here.oplog, { [method]: original });
        // Some of the hundred are gone then, and the last of them is not.
        insert(there, 60);
        return original(...of);
      },
    });
    const events = stream.events();
    const readAll = () => Array.from({ length: 100 }, () => events.next());
    expect(readAll).toThrow(expect.objectContaining({ code: 286 }));
  });
});
