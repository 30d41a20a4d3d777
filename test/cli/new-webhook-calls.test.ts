import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runImport } from '../../src/cli/commands/import/import.ts';
import { runNew } from '../../src/cli/commands/new/new.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { createWorkplace, type Workplace, withJson } from './command-line.ts';
import { type Serving, startServing } from './serving.ts';

const shell = promisify(execFile);
const layouts = ['20180301', '20200603', '20210101'] as const;
const signingSecret = 'whsec_of-the-sender';

let place: Workplace;
beforeAll(async () => {
  place = await createWorkplace();
});
afterAll(() => place.remove());

describe.each(layouts)('webhooks made in a new app of config version %s', { timeout: 60_000 }, (configVersion) => {
  const made = new Map<string, { readonly url: string; readonly curl: string }>();
  let serving: Serving;

  async function make(name: string, flags: Readonly<Record<string, unknown>>): Promise<void> {
    const stdin = Readable.from([signingSecret]);
    const answers = { kind: 'webhook', path: `app-${configVersion}`, service: 'api', type: 'http', name, ...flags };
    const { json, stdout } = await place.run(runNew, answers, { ...withJson, stdin });
    expect(json, stdout).toMatchObject({ ok: true });
    made.set(name, (json as { data: { url: string; curl: string } }).data);
  }

  beforeAll(async () => {
    const path = `app-${configVersion}`;
    await place.run(runNew, { kind: 'app', name: 'shop', path, configVersion });
    await make('signed', { method: 'POST', validation: 'VERIFY_PAYLOAD', secretGenerate: true });
    await make('query', { method: 'GET', validation: 'SECRET_AS_QUERY_PARAM', secretGenerate: true });
    await make('open', { method: 'ANY', validation: 'NO_VALIDATION' });
    await make('head', { method: 'HEAD', validation: 'VERIFY_PAYLOAD', secretGenerate: true });
    await make('empty', { method: 'PUT', validation: 'NO_VALIDATION', respondResult: false });
    await make('stripe', { template: 'stripe', secretStdin: true });
    await make('slack', { template: 'slack', secretStdin: true });
    const imported = await place.run(runImport, { path, create: true });
    expect(imported, imported.stderr).toMatchObject({ status: 0 });
    const uri = process.env.MONGODB_URI;
    const registryUri = uri === '' ? undefined : uri;
    const settings = { registryUri, dataDirectory: place.dataDirectory, limits: DEFAULT_LIMITS };
    serving = await startServing({}, { place, settings });
  }, 60_000);
  afterAll(() => serving.end());

  const here = (text: string) => text.replaceAll('http://127.0.0.1:9090', serving.origin);
  const curlOf = (name: string) => made.get(name)?.curl ?? '';

  /** Pastes the command into a shell. */
  async function paste(name: string, change = (command: string) => command): Promise<{ status: number; body: string }> {
    const command = `${change(here(curlOf(name)))} -s -w '\\n%{http_code}'`;
    const { stdout } = await shell('sh', ['-c', command]);
    const at = stdout.lastIndexOf('\n');
    return { status: Number(stdout.slice(at + 1)), body: stdout.slice(0, at) };
  }

  async function post(name: string, headers: Record<string, string>, body: string) {
    const answer = await fetch(here(made.get(name)?.url ?? ''), { method: 'POST', headers, body });
    return { status: answer.status, body: await answer.text() };
  }

  it.each([
    { name: 'signed', status: 200, body: '{"hello":"world"}' },
    { name: 'query', status: 200, body: '{"hello":"world"}' },
    { name: 'open', status: 200, body: '{"hello":"world"}' },
    { name: 'empty', status: 204, body: '' },
    { name: 'stripe', status: 200, body: '{"received":true}' },
    { name: 'slack', status: 200, body: '{"response_type":"ephemeral","text":"Hello ada, you said: world"}' },
  ])('answer the printed curl for $name', async ({ name, status, body }) => {
    expect(await paste(name)).toEqual({ status, body });
  });

  it('answer the printed curl for a HEAD webhook', async () => {
    expect((await paste('head')).status).toBe(200);
  });

  it.each([
    { name: 'signed', change: (command: string) => command.replace('"world"', '"World"') },
    { name: 'query', change: (command: string) => command.replace('secret=', 'secret=x') },
    { name: 'stripe', change: (command: string) => command.replace('evt_example', 'evt_other') },
    { name: 'stripe', change: (command: string) => command.replace(/v1=./, 'v1=x') },
    { name: 'slack', change: (command: string) => command.replace('text=world', 'text=word') },
    { name: 'slack', change: (command: string) => command.replace(/v0=./, 'v0=x') },
  ])('refuse the printed curl for $name when it is changed', async ({ name, change }) => {
    expect((await paste(name, change)).status).toBe(401);
  });

  it.each(['stripe', 'slack'])('refuse a request to %s without a signature before the source runs', async (name) => {
    expect(await post(name, {}, '{}')).toMatchObject({
      status: 403,
      body: expect.stringContaining('NoMatchingRuleFound'),
    });
  });

  it.each([
    { title: 'no time', header: () => `v1=${hmac('.{}')}` },
    { title: 'a time that is none', header: () => `t=1e9,v1=${hmac('1e9.{}')}` },
    { title: 'an old time', header: () => signStripe(-301) },
    { title: 'a time to come', header: () => signStripe(302) },
    { title: 'an empty signature', header: () => `t=${seconds()},v1=` },
    { title: 'a signature of another scheme', header: () => signStripe(0).replace('v1', 'v0') },
    { title: 'another secret', header: () => `t=${seconds()},v1=${hmac(`${seconds()}.{}`, 'other')}` },
    { title: 'nothing', header: () => ' ' },
  ])('refuse an event of Stripe that is signed with $title', async ({ header }) => {
    expect((await post('stripe', { 'Stripe-Signature': header() }, '{}')).status).toBeOneOf([401, 403]);
  });

  it('accept an event of Stripe that has a second signature for a new secret', async () => {
    const header = signStripe(-200).replace('v1', `v1=${'0'.repeat(64)},v1`);
    expect(await post('stripe', { 'Stripe-Signature': header }, '{}')).toMatchObject({ status: 200 });
  });

  it.each([
    { title: 'an old time', time: -301 },
    { title: 'a time to come', time: 302 },
  ])('refuse a command of Slack with $title', async ({ time }) => {
    expect((await post('slack', signSlack('command=x', time), 'command=x')).status).toBe(401);
  });

  it('answer the challenge by which Slack checks an address', async () => {
    const body = '{"type":"url_verification","challenge":"abc"}';
    const headers = { ...signSlack(body, 0), 'Content-Type': 'application/json' };
    expect(await post('slack', headers, body)).toEqual({ status: 200, body: '{"challenge":"abc"}' });
  });

  it('keep the signing secrets in values, and each secret out of what is printed', async () => {
    const root = join(place.directory, `app-${configVersion}`);
    const value = JSON.parse(await readFile(join(root, 'values/stripe-signing-secret.json'), 'utf8'));
    expect(value).toMatchObject({ name: 'stripe-signing-secret', value: signingSecret });
    expect([curlOf('stripe'), curlOf('slack')].join('')).not.toContain(signingSecret);
    expect(curlOf('query')).toContain('?secret=');
  });
});

describe('a webhook of Stripe', { timeout: 60_000 }, () => {
  it('refuses everything while its secret is empty, even what is signed with an empty one', async () => {
    await place.run(runNew, { kind: 'app', name: 'bare', path: 'bare' });
    const answers = { kind: 'webhook', path: 'bare', service: 'api', type: 'http', name: 'stripe', template: 'stripe' };
    const { json } = await place.run(runNew, { ...answers, secretGenerate: true }, withJson);
    const file = join(place.directory, 'bare/values/stripe-signing-secret.json');
    await writeFile(file, '{"name": "stripe-signing-secret", "value": ""}');
    await place.run(runImport, { path: 'bare', create: true });
    const uri = process.env.MONGODB_URI;
    const settings = {
      registryUri: uri === '' ? undefined : uri,
      dataDirectory: place.dataDirectory,
      limits: DEFAULT_LIMITS,
    };
    const serving = await startServing({}, { place, settings });
    const { url } = (json as { data: { url: string } }).data;
    const answer = await fetch(url.replace('http://127.0.0.1:9090', serving.origin), {
      method: 'POST',
      headers: { 'Stripe-Signature': `t=${seconds()},v1=${hmac(`${seconds()}.{}`, '')}` },
      body: '{}',
    });
    expect(answer.status).toBe(401);
    await serving.end();
  });
});

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}

function hmac(text: string, secret = signingSecret): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

function signStripe(offset: number): string {
  const time = seconds() + offset;
  return `t=${time},v1=${hmac(`${time}.{}`)}`;
}

function signSlack(body: string, offset: number): Record<string, string> {
  const time = seconds() + offset;
  return { 'X-Slack-Request-Timestamp': `${time}`, 'X-Slack-Signature': `v0=${hmac(`v0:${time}:${body}`)}` };
}
