import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore, type Store } from './store.ts';

const KILLS = 6;
const clientAppId = 'killed-abcde';
let store: Store;

beforeAll(async () => {
  store = await openStore();
  await store.registry.prepare();
  await store.registry.createApp({ clientAppId, name: 'killed', location: 'US-VA', deploymentModel: 'GLOBAL' });
}, 30_000);
afterAll(() => store.remove());

/** Lets a process deploy until it has said a few numbers, kills it somewhere in the next one, and answers the last number. */
async function deployUntilKilled(acknowledged: number, delayMs: number): Promise<number> {
  const script = join(import.meta.dirname, 'deploying-child.ts');
  const child = spawn(process.execPath, [script, store.dataDirectory, store.db.databaseName, clientAppId], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    if (printed.split('\n').length === acknowledged + 1) setTimeout(() => child.kill('SIGKILL'), delayMs);
  });
  const [, signal] = await new Promise<unknown[]>((resolve) => child.on('close', (...end) => resolve(end)));
  expect(signal).toBe('SIGKILL');
  return Number(printed.split('\n').at(-2));
}

describe('a process that is killed while it deploys', () => {
  it('leaves the last acknowledged version live, or the one after it, and never a mix', async () => {
    for (let kill = 0; kill < KILLS; kill++) {
      const acknowledged = await deployUntilKilled(1 + (kill % 2), Math.random() * 40);
      const app = await store.registry.findApp(clientAppId);
      expect(app?.live?.number).toBeGreaterThanOrEqual(acknowledged);
      expect(app?.live?.number).toBeLessThanOrEqual(acknowledged + 1);
      if (app === undefined) throw new Error('the app is gone');
      const files = await store.registry.readFiles(app);
      const texts = [...files].map(([path, bytes]) =>
        Buffer.from(bytes)
          .toString()
          .replace(`, file ${path.slice(5)}`, ''),
      );
      expect(files.size).toBe(60);
      expect([...new Set(texts)]).toEqual([expect.stringMatching(/^version of \d+ after revision \d+$/)]);
    }
  }, 60_000);
});
