import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runImport } from '../../src/cli/commands/import/import.ts';
import { runWebhooksList, type WebhooksListOptions } from '../../src/cli/commands/webhooks/list.ts';
import { appWithWebhooks } from '../helpers/app-directory.ts';
import { createWorkplace, freshAppId, type Workplace, withJson } from './command-line.ts';

let place: Workplace;
beforeEach(async () => {
  place = await createWorkplace();
});
afterEach(() => place.remove());

const fixture = (name: string) => resolve(import.meta.dirname, '../../fixtures/apps', name);
const publicUrl = 'https://hooks.example.com';
const list = (options: Partial<WebhooksListOptions>, changes = {}) =>
  place.run(runWebhooksList, { publicUrl, ...options }, changes);

describe('webhooks list', () => {
  it('aligns service, name, method, validation, user and URL of a directory, in order of names', async () => {
    const { status, stdout, stderr } = await list({ directory: fixture('orders') });
    const base = `${publicUrl}/api/client/v2.0/app/orders-abcde/service/store-http/incoming_webhook`;
    expect({ status, stdout: stdout.split('\n') }).toEqual({
      status: 0,
      stdout: [
        'SERVICE     WEBHOOK      METHOD  VALIDATION             RUN AS  URL',
        `store-http  createOrder  POST    VERIFY_PAYLOAD         system  ${base}/createOrder`,
        `store-http  listOrders   GET     SECRET_AS_QUERY_PARAM  system  ${base}/listOrders`,
        `store-http  orderPage    GET     NO_VALIDATION          system  ${base}/orderPage`,
        `store-http  ping         POST    VERIFY_PAYLOAD         system  ${base}/ping`,
        `store-http  quote        POST    VERIFY_PAYLOAD         system  ${base}/quote`,
        '',
      ],
    });
    expect(stderr).toBe('orders-abcde: 5 incoming webhooks\n');
  });

  it('says of a webhook that this version does not serve why', async () => {
    const { json } = await list({ directory: fixture('clinic') }, withJson);
    const webhooks = (json as { data: { webhooks: { service: string; notServed?: string }[] } }).data.webhooks;
    const reasons = new Map(webhooks.map(({ service, notServed }) => [service, notServed]));
    expect([...reasons.values()]).toContain('belongs to a service of type github');
    expect([...reasons.values()]).toContain('belongs to a service of type twilio');
    expect([...reasons.values()]).toContain(undefined);
  });

  it('lists the same of a deployed app', async () => {
    const appId = freshAppId();
    const path = await place.write(appWithWebhooks(appId, { ping: 'exports = () => 1;\n' }), 'app');
    await place.run(runImport, { path, create: true });
    const [local, deployed] = [await list({ path }, withJson), await list({ appId }, withJson)];
    expect(local).toMatchObject({ status: 0, json: { data: { clientAppId: appId, webhooks: [{ name: 'ping' }] } } });
    expect(deployed.json).toEqual(local.json);
  });

  it('stands a placeholder for the id that an app gets with its first import', async () => {
    const tree = { ...appWithWebhooks('x-abcde', { ping: 'exports = () => 1;\n' }) };
    const root = { config_version: 20180301, name: 'x' };
    const path = await place.write({ ...tree, 'stitch.json': root }, 'app');
    expect((await list({ path })).stdout).toContain('/app/APP_ID/service/api/incoming_webhook/ping');
  });

  it('lists the webhooks of an export that has neither an id nor a name', async () => {
    const { status, stdout } = await list({ directory: fixture('feedback') });
    expect(status).toBe(0);
    expect(stdout).toContain('/app/APP_ID/service/inbox/incoming_webhook/receive');
  });

  it('shows the issues of an app with errors instead of a list that lacks some', async () => {
    const path = await place.write({ ...appWithWebhooks('x-abcde', { ping: 'exports = (' }) }, 'app');
    const { status, stdout, stderr } = await list({ path });
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toContain('SourceSyntax');
  });

  it.each([
    ['an unknown app', { appId: 'nowhere-abcde' }, 7, 'UnknownApp'],
    ['a directory and an app id', { appId: 'x-abcde', path: '.' }, 2, 'OptionsContradict'],
    ['an origin that is none', { directory: fixture('orders'), publicUrl: 'hooks.example.com' }, 2, 'WrongUsage'],
    ['a directory that is not there', { path: join('no', 'where') }, 7, 'NoSuchDirectory'],
  ])('refuses %s', async (_, options, status, code) => {
    expect(await list(options, withJson)).toMatchObject({ status, json: { ok: false, error: { code } } });
  });
});
