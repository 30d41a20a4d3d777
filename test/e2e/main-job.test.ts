import { createHmac } from 'node:crypto';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyFixtureApp } from '../helpers/app-directory.ts';
import { createHome, type Home, runProgram, type Serving, startServe } from '../helpers/program.ts';

const sample = resolve(import.meta.dirname, '../../fixtures/apps/orders');
const webhooks = '/api/client/v2.0/app/orders-abcde/service/store-http/incoming_webhook';
const order = JSON.stringify({ customer: 'Ada', items: [{ sku: 'tea-1', quantity: 2 }] });

describe('an app directory, imported into the embedded registry and served', () => {
  let home: Home;
  let serving: Serving;

  beforeAll(async () => {
    home = await createHome();
    const imported = await runProgram(home, ['import', '--path', sample, '--create', '--yes']);
    expect(imported, imported.stderr).toMatchObject({ status: 0 });
    serving = await startServe(home);
  }, 60_000);

  afterAll(async () => {
    await serving.end();
    await home.remove();
  });

  it('runs a signed request and leaves a document in the database', async () => {
    const answer = await post('createOrder', order, await sign('createOrder', order));
    expect(answer.status).toBe(201);
    const id = await insertedId(answer);
    const page = await fetch(`${serving.origin}${webhooks}/orderPage?id=${id}`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html');
    expect(await page.text()).toContain('Ada');
  });

  it('refuses an unsigned request, a wrong signature and a changed body with one answer', async () => {
    const answers = await Promise.all([
      post('createOrder', order, undefined),
      post('createOrder', order, `sha256=${'0'.repeat(64)}`),
      post('createOrder', `${order} `, await sign('createOrder', order)),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBe(401);
      expect(answer.headers.get('content-type')).toBe('application/json');
      expect(await answer.json()).toMatchObject({
        error: 'incoming webhook request validation failed',
        error_code: 'IncomingWebhookAuthFailed',
      });
    }
  });

  it('answers the documents of a cursor as canonical extended JSON to the right query secret only', async () => {
    const secret = await secretOf('listOrders');
    const url = `${serving.origin}${webhooks}/listOrders`;
    const listed = await fetch(`${url}?secret=${encodeURIComponent(secret)}`);
    expect(listed.status).toBe(200);
    const documents = (await listed.json()) as { customer: string; items: unknown[] }[];
    expect(documents.length).toBeGreaterThan(0);
    expect(documents[0]).toMatchObject({
      _id: { $oid: expect.stringMatching(/^[0-9a-f]{24}$/) },
      customer: 'Ada',
      items: [{ sku: 'tea-1', quantity: { $numberInt: '2' } }],
    });
    for (const query of ['', '?secret=wrong', `?secret=${secret}&secret=wrong`]) {
      expect((await fetch(`${url}${query}`)).status, query).toBe(401);
    }
  });

  it('names an unknown app, service or webhook, and the methods that a webhook allows', async () => {
    const base = `${serving.origin}/api/client/v2.0/app`;
    const cases = [
      [`${base}/nosuch-abcde/service/store-http/incoming_webhook/ping`, 404, 'AppNotFound'],
      [`${base}/orders-abcde/service/constructor/incoming_webhook/ping`, 404, 'ServiceNotFound'],
      [`${base}/orders-abcde/service/store-http/incoming_webhook/toString`, 404, 'IncomingWebhookNotFound'],
      [`${base}/orders-abcde/service/store-http/incoming_webhook/createOrder`, 405, 'MethodNotAllowed'],
    ] as const;
    for (const [url, status, code] of cases) {
      const answer = await fetch(url);
      expect(answer.status, url).toBe(status);
      expect(await answer.json()).toMatchObject({ error_code: code, error: expect.any(String) });
    }
    expect((await fetch(`${serving.origin}${webhooks}/createOrder`)).headers.get('allow')).toContain('POST');
  });

  it('refuses a body over the limit and goes on serving', async () => {
    const body = 'x'.repeat(4 * 1024 * 1024 + 1);
    const refused = await post('ping', body, await sign('ping', body)).then(
      (answer) => answer.status,
      (error: unknown) => String(error),
    );
    expect(refused).toBe(413);
    const small = JSON.stringify({ message: 'hello' });
    expect((await post('ping', small, await sign('ping', small))).status).toBe(200);
  });

  it('exports the bytes that were imported', async () => {
    const target = join(home.directory, 'exported');
    const exported = await runProgram(home, ['export', '--app-id', 'orders-abcde', '-o', target]);
    expect(exported, exported.stderr).toMatchObject({ status: 0 });
    const imported = await copyFixtureApp('orders', join(home.directory, 'imported'));
    expect(await readTree(target)).toEqual(await readTree(imported));
  });

  it('says that there is nothing to do when the same directory is imported again', async () => {
    const again = await runProgram(home, ['import', '--path', sample, '--yes']);
    expect(again.status).toBe(0);
    expect(again.stdout).toContain('nothing to do');
  });

  it('picks up a deployment that another process makes while it serves', async () => {
    const changed = join(home.directory, 'changed');
    await cp(sample, changed, { recursive: true });
    await writeFile(
      join(changed, 'services/store-http/incoming_webhooks/ping/source.js'),
      "exports = function () { return 'second version'; };\n",
    );
    const imported = await runProgram(home, ['import', '--path', changed, '--yes']);
    expect(imported, imported.stderr).toMatchObject({ status: 0 });
    const body = JSON.stringify({ message: 'hello' });
    const signature = await sign('ping', body);
    await expect
      .poll(async () => (await post('ping', body, signature)).text(), { timeout: 10_000, interval: 100 })
      .toBe('"second version"');
  });

  it('ends on SIGTERM with status 0, and finds its documents when it starts again', async () => {
    expect(await serving.end('SIGTERM')).toBe(0);
    serving = await startServe(home);
    const listed = await fetch(
      `${serving.origin}${webhooks}/listOrders?secret=${encodeURIComponent(await secretOf('listOrders'))}`,
    );
    expect(((await listed.json()) as unknown[]).length).toBeGreaterThan(0);
  });

  function post(webhook: string, body: string, signature: string | undefined): Promise<Response> {
    return fetch(`${serving.origin}${webhooks}/${webhook}`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        ...(signature === undefined ? {} : { 'x-hook-signature': signature }),
      },
    });
  }
});

async function insertedId(answer: Response): Promise<string> {
  return /[0-9a-f]{24}/.exec(await answer.text())?.[0] ?? 'no id in the answer';
}

async function secretOf(webhook: string): Promise<string> {
  const text = await readFile(join(sample, 'services/store-http/incoming_webhooks', webhook, 'config.json'), 'utf8');
  return (JSON.parse(text) as { options: { secret: string } }).options.secret;
}

async function sign(webhook: string, body: string): Promise<string> {
  return `sha256=${createHmac('sha256', await secretOf(webhook))
    .update(body)
    .digest('hex')}`;
}

async function readTree(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const pairs = await Promise.all(
    files.map(async (file) => [file.slice(directory.length), await readFile(file, 'base64')] as const),
  );
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}
