import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MongoServerError } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunCommand } from '../../src/cli/command.ts';
import { runExport } from '../../src/cli/commands/export/export.ts';
import { runImport } from '../../src/cli/commands/import/import.ts';
import { withRegistry } from '../../src/cli/open-registry.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { appWithWebhooks } from '../helpers/app-directory.ts';
import { createWorkplace, freshAppId, type Workplace, withJson } from './command-line.ts';

// Real stores on a busy machine take their time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let place: Workplace;
let appId: string;

beforeEach(async () => {
  place = await createWorkplace();
  appId = freshAppId();
});
afterEach(() => place.remove());

/** Always an engine of its own, whatever the other tests run on. */
const settings = (limits: object) => ({
  registryUri: undefined,
  dataDirectory: place.dataDirectory,
  limits: { ...DEFAULT_LIMITS, ...limits },
});

/** Another program that holds the file, while `work` runs. */
async function whileHeld<Result>(statements: string, work: () => Promise<Result>): Promise<Result> {
  await mkdir(place.dataDirectory, { recursive: true });
  const holder = new DatabaseSync(join(place.dataDirectory, 'webhook-cli.sqlite'));
  holder.exec(statements);
  try {
    return await work();
  } finally {
    holder.close();
  }
}

async function importApp(changes = {}) {
  const path = await place.write(appWithWebhooks(appId, { ping: 'exports = () => 1;\n' }), 'app');
  return place.run(runImport, { path, create: true }, changes);
}

describe('a data file that another program holds', () => {
  it('while an import writes ends it with 5, and says meanwhile what it waits for', async () => {
    const held = settings({ engineBusyWaitMs: 2_500 });
    await place.run(runExport, { appId }, { settings: held });
    const finished = await whileHeld('BEGIN IMMEDIATE', () => importApp({ settings: held }));
    expect(finished).toMatchObject({ status: 5, stdout: '' });
    expect(finished.stderr).toContain('Waiting for the registry…\n');
    expect(finished.stderr).toMatch(/error: the registry at .* is busy: another process holds the data file/);
    expect(await importApp({ settings: held })).toMatchObject({ status: 0 });
  });

  it('exclusively ends a command with 5 at the start', async () => {
    const held = settings({ engineStartMs: 2_000 });
    const lock = 'PRAGMA journal_mode = WAL; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE t (a)';
    const finished = await whileHeld(lock, () => importApp({ settings: held }));
    expect(finished).toMatchObject({ status: 5, stdout: '' });
    expect(finished.stderr).toContain('another program holds the data file');
  });
});

describe('an error of the driver', () => {
  it.each([
    { answer: { code: 13, errmsg: 'not authorized on webhook_cli' }, code: 'RegistryForbidden', status: 1 },
    { answer: { code: 8000, errmsg: 'user is not allowed' }, code: 'RegistryForbidden', status: 1 },
    { answer: { code: 24, errmsg: 'held' }, code: 'RegistryBusy', status: 5 },
    { answer: { code: 91, errmsg: 'going down' }, code: 'RegistryUnreachable', status: 5 },
    { answer: { code: 2, errmsg: 'bad value' }, code: 'RegistryFailed', status: 1 },
  ])('with code $answer.code ends a command as $code', async ({ answer, code, status }) => {
    const finished = await place.run(failingWith(new MongoServerError(answer)), {}, withJson);
    const error = { code, message: expect.stringContaining(answer.errmsg) };
    expect(finished).toMatchObject({ status, json: { ok: false, error } });
  });

  it('of any other kind stays as it is', async () => {
    const failing = place.run(failingWith(new TypeError('ours')), {});
    await expect(failing).rejects.toThrow(new TypeError('ours'));
  });
});

function failingWith(error: Error): RunCommand<object> {
  return (_, context) => withRegistry(context, () => Promise.reject(error));
}
