import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ImportOptions, runImport } from '../../src/cli/commands/import/import.ts';
import { appWithWebhooks } from '../helpers/app-directory.ts';
import { createWorkplace, freshAppId, type Workplace } from './command-line.ts';

// Real stores on a busy machine take their time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let place: Workplace;
let appId: string;

beforeEach(async () => {
  place = await createWorkplace();
  appId = freshAppId();
  await place.write(appWithWebhooks(appId, { ping: 'exports = () => 1;\n' }), 'app');
});
afterEach(() => place.remove());

/** As on a terminal: a key is typed whenever a question is asked. */
async function importTyping(answers: readonly string[], options: ImportOptions = {}) {
  const stdin = new PassThrough();
  const path = join(place.directory, 'app');
  const timer = setInterval(() => {
    // The prompt listens for keys only while it is open.
    const answer = stdin.listenerCount('keypress') > 0 ? left.shift() : undefined;
    if (answer !== undefined) stdin.write(`${answer}\n`);
  }, 20);
  const left = [...answers];
  const finished = await place.run(runImport, { path, ...options }, { stdin, interactive: true, assumeYes: false });
  clearInterval(timer);
  return { ...finished, unused: left };
}

describe('import on a terminal', () => {
  it('asks whether to create the app, then to confirm the plan', async () => {
    expect(await importTyping(['y', 'y'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`Successfully imported '${appId}' as deployment 1`),
      unused: [],
    });
  });

  it('creates nothing when that is declined', async () => {
    expect(await importTyping(['n'])).toMatchObject({ status: 1, stdout: '', unused: [] });
    expect(await place.run(runImport, { path: 'app' })).toMatchObject({ status: 7 });
  });

  it('deploys nothing when the plan is declined', async () => {
    const finished = await importTyping(['n'], { create: true });
    expect(finished).toMatchObject({ status: 1, stdout: '', unused: [] });
    expect(finished.stderr).toContain('declined, nothing changed');
    expect(await place.run(runImport, { path: 'app' })).toMatchObject({ status: 7 });
  });
});
