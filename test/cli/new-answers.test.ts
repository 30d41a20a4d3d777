import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewOptions } from '../../src/cli/commands/new/kinds.ts';
import { runNew } from '../../src/cli/commands/new/new.ts';
import { createWorkplace, type Workplace, withJson } from './command-line.ts';
import { again, typedAnswers } from './typed-answers.ts';

const path = 'shop';
const enter = '\n';
const hook = { kind: 'webhook', path, service: 'api', type: 'http', name: 'hook', method: 'POST' };
const signed = { validation: 'VERIFY_PAYLOAD', secretGenerate: true, dryRun: true };

let place: Workplace;
beforeAll(async () => {
  place = await createWorkplace();
  await place.run(runNew, { kind: 'app', name: 'shop', path });
});
afterAll(() => place.remove());

function typing(answers: readonly string[], options: NewOptions) {
  return place.run(runNew, options, { interactive: true, assumeYes: false, stdin: typedAnswers(answers) });
}

describe('a flag that has no meaning for the kind', () => {
  it.each<{ kind: string; given: NewOptions; says: string }>([
    { kind: 'function', given: { service: 'api' }, says: '`new function` does not take --service' },
    { kind: 'service', given: { template: 'stripe' }, says: 'leave it out; --template is for: webhook' },
    { kind: 'value', given: { secretStdin: true }, says: '--secret-stdin is for: webhook' },
    { kind: 'value', given: { respondResult: false }, says: '--respond-result is for: webhook' },
    { kind: 'webhook', given: { value: '1' }, says: '--value is for: value' },
    { kind: 'webhook', given: { configVersion: '20210101' }, says: '--config-version is for: app' },
    { kind: 'app', given: { type: 'http' }, says: '--type is for: webhook, service' },
  ])('is refused: $given for a new $kind', async ({ kind, given, says }) => {
    const refused = await place.run(runNew, { kind, path, name: 'x', ...given });
    expect(refused).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(says) });
    expect(await readdir(join(place.directory, path))).toEqual(['services', 'stitch.json']);
  });
});

describe('a new webhook', () => {
  it.each([
    { title: 'that runs as its caller', flags: { runAs: 'application', ...signed }, why: 'runs as the user who calls' },
    { title: 'that runs as a fixed user', flags: { userId: 'u', ...signed }, why: 'runs as a fixed user' },
    {
      title: 'of a github service',
      flags: { type: 'github', secretGenerate: true, dryRun: true },
      why: 'belongs to a service of type github',
    },
    {
      title: 'of a twilio service',
      flags: { type: 'twilio', dryRun: true },
      why: 'belongs to a service of type twilio',
    },
  ])('$title comes with the reason why there is no call to try', async ({ flags, why }) => {
    const made = await place.run(runNew, { ...hook, ...flags });
    expect(made.stdout).not.toContain('curl');
    expect(made.stdout).toContain(`Note: calls to it are refused by this version: it ${why}\n`);
  });

  it('has its warnings in the JSON document too', async () => {
    const made = await place.run(runNew, { ...hook, validation: 'NO_VALIDATION', dryRun: true }, withJson);
    expect(made.json).toMatchObject({
      ok: true,
      data: { issues: [{ code: 'AnyoneCanRunAsSystem', file: 'services/api/incoming_webhooks/hook/config.json' }] },
    });
  });

  it('is not given a secret that nothing checks', async () => {
    const refused = await place.run(runNew, { ...hook, type: 'twilio', secretGenerate: true });
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toContain('--secret-generate gives a secret that nothing would check: twilio signs with');
  });
});

describe('a directory for a new app', { timeout: 20_000 }, () => {
  it('is asked for again when it cannot be one', async () => {
    const made = await typing([`shop/inner\n${again}\u0015outer\n`, enter, enter], { kind: 'app', name: 'outer' });
    expect(made, made.stderr).toMatchObject({ status: 0 });
    expect(await readdir(join(place.directory, 'outer'))).toEqual(['services', 'stitch.json']);
  });
});

describe('a name that is taken', { timeout: 20_000 }, () => {
  it('is refused with the flag that it came by, and where it is taken', async () => {
    const made = await place.run(runNew, { ...hook, service: 'taken', ...signed, dryRun: false });
    expect(made).toMatchObject({ status: 0 });
    const refused = await place.run(runNew, { ...hook, service: 'taken', ...signed });
    expect(refused).toMatchObject({ status: 6, stdout: '' });
    expect(refused.stderr).toBe(
      'error: there is in service "taken" an incoming webhook "hook" already\nhint: nothing was changed; choose another --name\n',
    );
  });

  it('is asked for again at a prompt, which keeps the other answers', async () => {
    const service = { kind: 'service', path, type: 'http' };
    expect(await place.run(runNew, { ...service, name: 'one' })).toMatchObject({ status: 0 });
    // The prompt keeps what was typed: the next letter makes another name of it.
    expect(await typing([`one\n${again}2\n`, enter], service)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Created service one2 of type http'),
    });
  });
});
