import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewOptions } from '../../src/cli/commands/new/kinds.ts';
import { runNew } from '../../src/cli/commands/new/new.ts';
import { createWorkplace, readTree, type Workplace } from './command-line.ts';
import { typedAnswers } from './typed-answers.ts';

const enter = '\n';
const down = '\u001b[B';

let place: Workplace;
beforeAll(async () => {
  place = await createWorkplace();
});
afterAll(() => place.remove());

/** Runs `new` in a directory below the workplace, with these answers typed. */
function typing(answers: readonly string[], directory: string, options: NewOptions = {}) {
  const cwd = join(place.directory, directory);
  return place.run(runNew, options, { interactive: true, assumeYes: false, stdin: typedAnswers(answers), cwd });
}

async function makeApp(name: string): Promise<string> {
  await place.run(runNew, { kind: 'app', name: 'shop', path: name });
  return name;
}

describe('new without flags', { timeout: 20_000 }, () => {
  it('outside an app makes an app, by default in the empty directory and with its name', async () => {
    await mkdir(join(place.directory, 'My Shop'));
    const made = await typing([enter, enter, enter, enter], 'My Shop');
    expect(made, made.stderr).toMatchObject({ status: 0 });
    expect(made.stderr).toContain('There is no app here');
    expect(made.stderr).toMatch(/To be written for the app My-Shop \(My-Shop-[a-z]{5}\):\n {2}\d+ bytes {2}/);
    expect(await readdir(join(place.directory, 'My Shop'))).toEqual(['My-Shop']);
  });

  it('stands in the directory when that has the very name', async () => {
    await mkdir(join(place.directory, 'stall'));
    expect(await typing([enter, enter, enter, enter], 'stall')).toMatchObject({ status: 0 });
    expect(await readdir(join(place.directory, 'stall'))).toEqual(['services', 'stitch.json']);
  });

  it('inside an app proposes a webhook first, and a name, a service and a safe validation for it', async () => {
    const app = await makeApp('a1');
    const made = await typing(
      Array.from({ length: 12 }, () => enter),
      app,
    );
    expect(made, made.stderr).toMatchObject({ status: 0 });
    expect(made.stdout).toMatch(/^Created incoming webhook webhook0 of service http, which is new\nURL: {2}http/);
    const config = await readConfig(app, 'services/http/incoming_webhooks/webhook0/config.json');
    expect(config).toMatchObject({
      options: { httpMethod: 'POST', validationMethod: 'VERIFY_PAYLOAD' },
      respond_result: true,
    });
  });

  it('offers functions, values and services too', async () => {
    const app = await makeApp('a2');
    expect(await typing([down + enter, enter, enter], app)).toMatchObject({ status: 0 });
    expect(await typing([down + enter, enter, enter], app)).toMatchObject({ status: 0 });
    expect(await typing([down + down + enter, enter, '[1, 2]\n', enter], app)).toMatchObject({ status: 0 });
    expect(await typing([down + down + down + enter, enter, enter, enter], app)).toMatchObject({ status: 0 });
    expect(Object.keys(await readTree(join(place.directory, app)))).toEqual([
      'functions/function0/config.json',
      'functions/function0/source.js',
      'functions/function1/config.json',
      'functions/function1/source.js',
      'services/http/config.json',
      'services/mongodb-atlas/config.json',
      'stitch.json',
      'values/value0.json',
    ]);
    expect(await readConfig(app, 'values/value0.json')).toMatchObject({ name: 'value0', value: [1, 2] });
  });
});

describe('an answer at a prompt', { timeout: 20_000 }, () => {
  it('of no keeps every file as it is', async () => {
    const app = await makeApp('a3');
    const before = await readTree(join(place.directory, app));
    const declined = await typing([enter, 'n\n'], app, { kind: 'function' });
    expect(declined).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('declined, nothing changed'),
    });
    expect(await readTree(join(place.directory, app))).toEqual(before);
  });

  it('is not needed for what the flags say', async () => {
    const app = await makeApp('a4');
    const options = { kind: 'service', name: 'store', type: 'http' };
    expect(await typing([enter], app, options)).toMatchObject({ status: 0 });
  });

  it('that creates a service for a mistyped name is asked for', async () => {
    const app = await makeApp('a5');
    const options = { kind: 'webhook', service: 'stor', name: 'w', method: 'GET', validation: 'NO_VALIDATION' };
    const declined = await typing(['n\n'], app, options);
    expect(declined).toMatchObject({ status: 1, stderr: expect.stringContaining('declined') });
  });

  it('chooses a template, whose secret is typed unseen', async () => {
    const app = await makeApp('a6');
    const options = {
      kind: 'webhook',
      service: 'pay',
      type: 'http',
      name: 'events',
      runAs: 'system',
      respondResult: true,
    };
    const made = await typing([down + enter, enter, 'whsec_typed\n', enter], app, options);
    expect(made, made.stderr).toMatchObject({ status: 0 });
    expect(made.stdout + made.stderr).not.toContain('whsec_typed');
    expect(await readConfig(app, 'values/stripe-signing-secret.json')).toMatchObject({ value: 'whsec_typed' });
  });
});

async function readConfig(app: string, path: string): Promise<unknown> {
  return JSON.parse(await readFile(join(place.directory, app, path), 'utf8'));
}
