import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../engine.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'engine-kill-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Starts the writer, kills it some time after its first acknowledged write, returns what it said was written. */
async function writeUntilKilled(dataFile: string, first: number, afterMs: number): Promise<number[]> {
  const script = join(import.meta.dirname, 'acknowledged-writer.ts');
  const child = spawn(process.execPath, [script, dataFile, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: directory },
  });
  let text = '';
  const started = Promise.withResolvers<void>();
  child.stdout.on('data', (piece) => {
    text += piece;
    started.resolve();
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  await Promise.race([started.promise, ended]);
  await delay(afterMs);
  child.kill('SIGKILL');
  await ended;
  return text.split('\n').slice(0, -1).map(Number);
}

describe('a process killed in the middle of writes', () => {
  it('has lost none of those that were acknowledged, and left no half of one', async () => {
    const dataFile = join(directory, 'data.sqlite');
    const acknowledged: number[] = [];
    for (const afterMs of [0, 20, 45, 90]) {
      acknowledged.push(...(await writeUntilKilled(dataFile, acknowledged.length * 10, afterMs)));
      const test = await openEngine({ dataFile });
      const collection = test.client.db('kill').collection('items');
      const stored = await collection.find({}, { projection: { n: 1 } }).toArray();
      const indexed = await collection
        .find({ n: { $gte: 0 } })
        .sort({ n: 1 })
        .toArray();
      await test.close();
      const numbers = new Set(stored.map(({ n }) => n));
      expect(acknowledged.filter((n) => !numbers.has(n))).toEqual([]);
      expect(indexed).toHaveLength(stored.length);
    }
    expect(acknowledged.length).toBeGreaterThan(4);
  }, 60_000);
});
