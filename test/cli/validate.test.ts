import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runValidate } from '../../src/cli/commands/validate/validate.ts';
import { appWithWebhooks, writeTree } from '../helpers/app-directory.ts';
import { createWorkplace, type Workplace, withJson } from './command-line.ts';

const orders = resolve(import.meta.dirname, '../../fixtures/apps/orders');
let workplace: Workplace;

beforeAll(async () => {
  workplace = await createWorkplace();
});
afterAll(() => workplace.remove());

describe('validate', () => {
  it('ends with 0 on an app that has only warnings, and prints each with its place and hint', async () => {
    const { status, stdout, stderr } = await workplace.run(runValidate, { path: orders });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'services/store-http/incoming_webhooks/createOrder/config.json:9:19 warning PlainSecret: ' +
        'holds its secret as plain text, and so do 3 more',
      '    hint: keep the app directory out of public places, and change a secret that was ever published',
      'services/store-http/incoming_webhooks/orderPage/config.json:9:29 warning AnyoneCanRunAsSystem: ' +
        'anyone who knows the URL can run this as the system user, past all rules',
      '    hint: set "validationMethod" to VERIFY_PAYLOAD, unless the webhook is meant to be public',
      '',
      'ignored: expected-issues.json',
      'app orders-abcde: 2 services, 5 incoming webhooks, 2 functions, 2 values, 1 rule',
      `${orders}: no errors and 2 warnings`,
      '',
    ]);
  });

  it('ends with 3 when there are errors, and still lists every issue, by file and place', async () => {
    const root = await broken('errors');
    const { status, stdout, stderr } = await workplace.run(runValidate, { directory: 'errors' });
    expect(status).toBe(3);
    const places = stdout.split('\n').filter((line) => / (error|warning) /.test(line));
    expect(places.map((line) => line.split(': ')[0])).toEqual([
      'services/api/incoming_webhooks/one/config.json:8:29 warning AnyoneCanRunAsSystem',
      'services/api/incoming_webhooks/one/source.js:1:1 error NoExports',
      'services/api/incoming_webhooks/two/config.json:8:29 warning AnyoneCanRunAsSystem',
      'services/api/incoming_webhooks/two/source.js:1:20 error SourceSyntax',
    ]);
    expect(stdout).toContain('errors: 2 errors and 2 warnings');
    expect(stderr).toContain('the app in errors has 2 errors');
    expect(root).toBe(join(workplace.directory, 'errors'));
  });

  it('prints one JSON document, with the root, the issues and a summary, whether the app is right or wrong', async () => {
    const right = await workplace.run(runValidate, { path: orders }, withJson);
    expect(right).toMatchObject({ status: 0, stderr: '' });
    expect(right.json).toMatchObject({
      ok: true,
      data: {
        root: orders,
        issues: [{ code: 'PlainSecret' }, { code: 'AnyoneCanRunAsSystem', severity: 'warning', line: 9, column: 29 }],
        summary: { errors: 0, warnings: 2, services: 2, webhooks: 5, functions: 2, values: 2 },
      },
    });
    await broken('json');
    const wrong = await workplace.run(runValidate, { path: 'json' }, withJson);
    expect(wrong.status).toBe(3);
    expect(wrong.json).toMatchObject({
      ok: false,
      error: { code: 'AppInvalid' },
      data: {
        summary: { errors: 2 },
        issues: expect.arrayContaining([expect.objectContaining({ code: 'NoExports' })]),
      },
    });
  });

  it('finds the app from a directory inside it', async () => {
    const directory = join(orders, 'services/store-http/incoming_webhooks/ping');
    const { status, stdout } = await workplace.run(runValidate, {}, { cwd: directory });
    expect(status).toBe(0);
    expect(stdout).toContain('orders-abcde');
  });

  it('ends with 7 where there is no directory, or no app in it', async () => {
    expect(await workplace.run(runValidate, { path: 'nowhere' })).toMatchObject({
      status: 7,
      stdout: '',
      stderr: expect.stringContaining('there is no directory'),
    });
    expect(await workplace.run(runValidate, {})).toMatchObject({
      status: 7,
      stderr: expect.stringContaining('could not find stitch app'),
    });
  });

  it('says what is ignored and what is only kept, and counts what not every app has', async () => {
    await workplace.write(
      {
        'stitch.json': { config_version: 20180301, app_id: 'all-abcde', name: 'all' },
        'auth_providers/anon-user.json': { name: 'anon-user', type: 'anon-user', disabled: false },
        'functions/tick/config.json': { name: 'tick', private: true },
        'functions/tick/source.js': 'exports = () => 1;',
        'triggers/tick.json': {
          name: 'tick',
          type: 'SCHEDULED',
          config: { schedule: '0 0 * * *' },
          function_name: 'tick',
        },
        'services/api/config.json': { name: 'api', type: 'http', config: {}, version: 1 },
        'services/api/rules/one.json': { name: 'one', actions: ['get'], when: {} },
        'services/api/rules/two.json': { name: 'two', actions: ['post'], when: {} },
        'hosting/files/index.html': '<p>',
        'hosting/files/about.html': '<p>',
        'graphql/config.json': { use_natural_pluralization: true },
        'README.md': 'notes',
      },
      'all',
    );
    const { status, stdout } = await workplace.run(runValidate, { path: 'all' });
    expect(status).toBe(0);
    expect(stdout.split('\n').slice(-5)).toEqual([
      'ignored: README.md',
      'kept, but not used: graphql/ (1 file), hosting/ (2 files)',
      'app all-abcde: 1 service, no incoming webhooks, 1 function, no values, 1 auth provider, 1 trigger, 2 rules',
      expect.stringMatching(/^all: no errors and \d+ warnings$/),
      '',
    ]);
    const { json } = await workplace.run(runValidate, { path: 'all' }, withJson);
    expect(json).toMatchObject({
      data: {
        ignored: ['README.md'],
        carried: [
          { folder: 'graphql', files: 1 },
          { folder: 'hosting', files: 2 },
        ],
        summary: { endpoints: 0, authProviders: 1, triggers: 1, rules: 2 },
      },
    });
  });

  it('shows names from outside escaped, on one line', async () => {
    const root = await broken('escaped');
    await writeFile(join(root, 'values-\u001b[31m'), 'ignored');
    await writeTree(root, { 'values/a.json': { name: 'a', value: 1, 'k\n\u001b[2J\u202e': 2 } });
    const { stdout } = await workplace.run(runValidate, { path: 'escaped' });
    expect([...'\u001b\u202e'].filter((character) => stdout.includes(character))).toEqual([]);
    expect(stdout).toContain('UnknownKey: does not know the key "k\\n\\u001b[2J\\u202e"');
    expect(stdout).toContain('ignored: values-\\u001b[31m');
  });
});

function broken(name: string): Promise<string> {
  const sources = { one: 'const a = 1;', two: 'exports = () => 1 +;' };
  return writeTree(join(workplace.directory, name), appWithWebhooks('shop-abcde', sources));
}
