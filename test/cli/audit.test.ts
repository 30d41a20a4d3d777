import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AuditOptions, runAudit } from '../../src/cli/commands/audit/audit.ts';
import { appWithWebhooks } from '../helpers/app-directory.ts';
import { createWorkplace, type Workplace, withJson } from './command-line.ts';

let place: Workplace;
beforeEach(async () => {
  place = await createWorkplace();
});
afterEach(() => place.remove());

const fixture = (name: string) => resolve(import.meta.dirname, '../../fixtures/apps', name);
const publicUrl = 'https://hooks.example.com';
const audit = (options: Partial<AuditOptions>, changes = {}) => place.run(runAudit, { publicUrl, ...options }, changes);

describe('audit', () => {
  it('prints what runs, what runs differently, what does not, the secrets and the URLs, each once', async () => {
    const { status, stdout } = await audit({ directory: fixture('clinic') });
    expect(status).toBe(0);
    const heads = [...stdout.matchAll(/^[A-Z][a-zR][^\n(]*/gm)].map(([head]) => head.trim());
    expect(heads).toEqual([
      'Runs as it did',
      'Runs differently',
      'Does not run',
      'Secrets to supply',
      'URLs that senders call, and the new ones',
    ]);
    const path = '/api/client/v2.0/app/clinic-qkzvw/service/front%20desk/incoming_webhook/waiting_room';
    expect(stdout).toContain(
      [
        '  GET incoming webhook front desk/waiting_room',
        `      https://webhooks.mongodb-stitch.com${path}`,
        `      https://webhooks.mongodb-realm.com${path}`,
        '      https://data.mongodb-api.com/app/clinic-qkzvw/endpoint/front%20desk/waiting_room',
        `    → ${publicUrl}${path}`,
      ].join('\n'),
    );
    expect(stdout).toContain('functions/remind/source.js:4:16  requires the module "phone-format"');
  });

  it('gives the same as one JSON document', async () => {
    const { json } = await audit({ directory: fixture('clinic') }, withJson);
    expect(json).toMatchObject({
      ok: true,
      data: {
        clientAppId: 'clinic-qkzvw',
        layout: 'A',
        configVersion: 20180302,
        errors: [],
        secrets: [{ name: '__night sms_auth_token' }, { name: '__reminder sms_auth_token' }],
      },
    });
  });

  it('reports what it can of an app with errors, and fails', async () => {
    const path = await place.write(
      appWithWebhooks('x-abcde', { good: 'exports = () => 1;', bad: 'exports = (' }),
      'app',
    );
    const { status, stdout, stderr } = await audit({ path });
    expect(status).toBe(3);
    expect(stdout).toContain('To be corrected before an import (1)');
    expect(stdout).toContain('incoming webhook api/good');
    expect(stderr).toContain('error: the app in app has 1 error');
  });

  it('looks at every source, however many there are', async () => {
    const source = `exports = () => context.http.get({});${' '.repeat(900_000)}`;
    const path = await place.write(appWithWebhooks('x-abcde', { first: source, second: source, third: source }), 'app');
    const { stdout } = await audit({ path });
    expect(stdout).toContain('incoming_webhooks/first/source.js:1:30  context.http.get is not offered');
    expect(stdout).toContain('incoming_webhooks/third/source.js:1:30  context.http.get is not offered');
    expect(stdout).not.toContain('were not looked at');
  });

  it('makes the new URLs with the id that is given', async () => {
    const { stdout } = await audit({ directory: fixture('orders'), appId: 'moved-abcde' });
    expect(stdout).toContain(`${publicUrl}/api/client/v2.0/app/moved-abcde/service/store-http/incoming_webhook/ping`);
  });

  it.each(['text', 'JSON'])('takes an export without an id and a name as it is, as %s', async (form) => {
    const { status, stdout, json } = await audit({ directory: fixture('feedback') }, form === 'JSON' ? withJson : {});
    expect(status).toBe(0);
    const path = `${publicUrl}/api/client/v2.0/app/APP_ID/service/inbox/incoming_webhook/receive`;
    expect(stdout).toContain(path);
    if (form === 'JSON') expect(json).toMatchObject({ data: { clientAppId: null, errors: [] } });
    else expect(stdout).toContain('  APP_ID: the id that the app had; give it with --app-id\n');
  });

  it.each([
    ['an id that no URL can have', { directory: fixture('orders'), appId: 'a/../b' }, 2, 'UnusableAnswer'],
    ['an empty id', { directory: fixture('orders'), appId: '' }, 2, 'UnusableAnswer'],
    ['an origin with a password', { directory: fixture('orders'), publicUrl: 'https://a:b@x' }, 2, 'WrongUsage'],
    ['an origin with an empty query', { directory: fixture('orders'), publicUrl: 'https://x/?' }, 2, 'WrongUsage'],
    ['a directory that is not there', { path: 'nowhere' }, 7, 'NoSuchDirectory'],
    ['an origin that is none', { directory: fixture('orders'), publicUrl: 'ftp://x' }, 2, 'WrongUsage'],
  ])('refuses %s', async (_, options, status, code) => {
    expect(await audit(options, withJson)).toMatchObject({ status, json: { ok: false, error: { code } } });
  });

  it('refuses an app whose root file cannot be used', async () => {
    const path = await place.write({ 'stitch.json': { name: 'x' } }, 'app');
    expect(await audit({ path }, withJson)).toMatchObject({
      status: 3,
      json: { error: { code: 'AppInvalid' }, data: { issues: [{ code: 'MissingConfigVersion' }] } },
    });
  });
});
