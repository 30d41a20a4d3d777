import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runExport } from '../../src/cli/commands/export/export.ts';
import { type ImportOptions, runImport } from '../../src/cli/commands/import/import.ts';
import { runValidate } from '../../src/cli/commands/validate/validate.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { createWorkplace, freshAppId, readTree, type Workplace, withJson } from './command-line.ts';
import { startServing } from './serving.ts';

// Real stores on a busy machine take their time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let place: Workplace;
let appId: string;
let path: string;

beforeEach(async () => {
  place = await createWorkplace();
  appId = freshAppId();
  path = await place.write(sourceControlExport, 'app');
});
afterEach(() => place.remove());

/** As the old platform kept an app in a repository: without id and name. */
const sourceControlExport = {
  'realm_config.json': { config_version: 20210101 },
  'functions/config.json': [{ name: 'mail/send', private: true }],
  'functions/mail/send.js': "exports = (name) => 'Dear ' + name;\n",
  'http_endpoints/api/config.json': { name: 'api', type: 'http' },
  'http_endpoints/api/incoming_webhooks/greet/config.json': {
    name: 'greet',
    options: { httpMethod: 'GET', validationMethod: 'NO_VALIDATION' },
    can_evaluate: { '%%request.httpMethod': 'GET' },
    respond_result: true,
    return_type: 'JSON',
  },
  'http_endpoints/api/incoming_webhooks/greet/source.js':
    "exports = ({ query }) => context.functions.execute('mail/send', query.name);\n",
};

const importApp = (options: ImportOptions) => place.run(runImport, { path, ...options }, withJson);

describe('an app whose root file has neither app_id nor name', () => {
  it('is refused by validate and by an import that is told neither', async () => {
    const refused = {
      status: 3,
      json: { ok: false, error: { code: 'AppInvalid' }, data: { issues: [{ code: 'MissingAppName' }] } },
    };
    expect(await place.run(runValidate, { path }, withJson)).toMatchObject(refused);
    expect(await importApp({ create: true })).toMatchObject(refused);
  });

  it('is imported by --app-id, served, exported as it was, and unchanged at the next import', async () => {
    expect(await importApp({ appId, create: true })).toMatchObject({ status: 0 });
    const settings = {
      registryUri: process.env.MONGODB_URI,
      dataDirectory: place.dataDirectory,
      limits: DEFAULT_LIMITS,
    };
    const serving = await startServing({ appId: [appId] }, { place, settings });
    const url = `${serving.origin}/api/client/v2.0/app/${appId}/service/api/incoming_webhook/greet?name=Ada`;
    expect(await (await fetch(url)).json()).toBe('Dear Ada');
    await serving.end();
    const output = join(place.directory, 'exported');
    expect(await place.run(runExport, { appId, output })).toMatchObject({ status: 0 });
    expect(await readTree(output)).toEqual(await readTree(path));
    expect(await importApp({ appId })).toMatchObject({ status: 0, json: { data: { identical: true } } });
  });

  it('is imported by --app-name, and gets its new id written into the root file', async () => {
    const finished = await importApp({ appName: appId.slice(0, -6), create: true });
    expect(finished).toMatchObject({ status: 0 });
    const root: unknown = JSON.parse(await readFile(join(path, 'realm_config.json'), 'utf8'));
    expect(root).toMatchObject({ app_id: expect.stringMatching(/-[a-z]{5}$/), config_version: 20210101 });
  });
});
