import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runNew } from '../../src/cli/commands/new/new.ts';
import { runValidate } from '../../src/cli/commands/validate/validate.ts';
import { zipBytes } from '../archives/zip-bytes.ts';
import { createWorkplace, readTree, type Workplace, withJson } from './command-line.ts';

const secret = { validation: 'VERIFY_PAYLOAD', secretGenerate: true };

let place: Workplace;
beforeAll(async () => {
  place = await createWorkplace();
});
afterAll(() => place.remove());

let count = 0;
let path: string;
beforeEach(() => {
  path = `app${++count}`;
});

const newApp = (configVersion: string) => place.run(runNew, { kind: 'app', name: 'shop', path, configVersion });
const read = (file: string) => readFile(join(place.directory, path, file), 'utf8');
const files = async () => Object.keys(await readTree(join(place.directory, path)));
const write = async (file: string, text: string) => writeFile(join(place.directory, path, file), text);

describe('in an app of config version 20210101, new', () => {
  beforeEach(() => newApp('20210101'));

  it('puts each service into the folder of its type, and webhooks into their service', async () => {
    await place.run(runNew, { kind: 'service', path, name: 'data', type: 'mongodb-atlas' });
    await place.run(runNew, { kind: 'service', path, name: 'sms', type: 'twilio' });
    const hook = { kind: 'webhook', path, name: 'hook', secretGenerate: true };
    await place.run(runNew, { ...hook, service: 'store', type: 'http', method: 'POST', validation: 'VERIFY_PAYLOAD' });
    await place.run(runNew, { ...hook, service: 'repo', type: 'github' });
    expect(await files()).toEqual([
      'data_sources/data/config.json',
      'data_sources/mongodb-atlas/config.json',
      'http_endpoints/store/config.json',
      'http_endpoints/store/incoming_webhooks/hook/config.json',
      'http_endpoints/store/incoming_webhooks/hook/source.js',
      'realm_config.json',
      'services/repo/config.json',
      'services/repo/incoming_webhooks/hook/config.json',
      'services/repo/incoming_webhooks/hook/source.js',
      'services/sms/config.json',
    ]);
    expect(await place.run(runValidate, { path })).toMatchObject({ status: 0 });
  });

  it('adds functions to their list and keeps every other byte of it', async () => {
    await mkdir(join(place.directory, path, 'functions'));
    const mine = '[\n\t{"private": true,   "name":"mine"}\n]\n\n';
    await write('functions/config.json', mine);
    await write('functions/mine.js', 'exports = () => 1;');
    const made = await place.run(runNew, { kind: 'function', path, name: 'mail/send' });
    expect(made, made.stderr).toMatchObject({ status: 0 });
    expect(made.stdout).toContain('functions/config.json (changed)\n');
    const list = await read('functions/config.json');
    expect(list.startsWith('[\n\t{"private": true,   "name":"mine"},\n\t{\n\t\t"id": "')).toBe(true);
    expect(list.endsWith('\n\t}\n]\n\n')).toBe(true);
    expect(await read('functions/mail/send.js')).toContain('exports =');
    expect(await place.run(runValidate, { path })).toMatchObject({ status: 0 });
    expect(await place.run(runNew, { kind: 'function', path, name: 'mine' })).toMatchObject({ status: 6 });
  });

  it.each(['mail/', '/send', 'a//b', '../x', 'a/b.js', `a/${'b'.repeat(64)}`])(
    'refuses the function %j',
    async (name) => {
      const refused = await place.run(runNew, { kind: 'function', path, name });
      expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining('--name') });
    },
  );

  it('refuses to add to a list that is none, and leaves it', async () => {
    await mkdir(join(place.directory, path, 'functions'));
    await write('functions/config.json', '{"name": "mine"}');
    const refused = await place.run(runNew, { kind: 'function', path, name: 'total' });
    expect(refused).toMatchObject({
      status: 3,
      stdout: '',
      stderr: expect.stringContaining('functions/config.json is no list'),
    });
    expect(await read('functions/config.json')).toBe('{"name": "mine"}');
    expect(await files()).not.toContain('functions/total.js');
  });

  it('refuses a function whose source is there already, and leaves the list', async () => {
    await mkdir(join(place.directory, path, 'functions'));
    await write('functions/config.json', '[]');
    await write('functions/total.js', 'exports = () => 1;');
    const refused = await place.run(runNew, { kind: 'function', path, name: 'total' });
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining('functions/total.js exists already') });
    expect(await read('functions/config.json')).toBe('[]');
  });
});

describe('in an app of config version 20200603, new', () => {
  it('writes what the oldest layout has, below another root file', async () => {
    await newApp('20200603');
    const made = await place.run(runNew, {
      kind: 'webhook',
      path,
      service: 's',
      type: 'http',
      name: 'w',
      method: 'PUT',
      ...secret,
    });
    expect(made, made.stderr).toMatchObject({ status: 0 });
    expect(await files()).toEqual([
      'config.json',
      'services/mongodb-atlas/config.json',
      'services/s/config.json',
      'services/s/incoming_webhooks/w/config.json',
      'services/s/incoming_webhooks/w/source.js',
    ]);
    expect(await place.run(runValidate, { path })).toMatchObject({ status: 0 });
  });
});

describe('in an app of config version 20230101, new', () => {
  beforeEach(async () => {
    await mkdir(join(place.directory, path));
    await write('root_config.json', '{"app_id": "shop-abcde", "config_version": 20230101, "name": "shop"}');
  });

  it.each([
    {
      options: { kind: 'webhook', service: 's', type: 'http', name: 'w', method: 'GET', ...secret },
      what: 'incoming webhooks',
    },
    { options: { kind: 'service', name: 's', type: 'http' }, what: 'a service of type http' },
    { options: { kind: 'service', name: 's', type: 'github' }, what: 'a service of type github' },
  ])('refuses $what by name', async ({ options, what }) => {
    const refused = await place.run(runNew, { path, ...options });
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toContain(
      `the layout of root_config.json (config version 20230101) has no place for ${what}`,
    );
  });

  it('makes functions, values and linked data', async () => {
    expect(await place.run(runNew, { kind: 'function', path, name: 'f' })).toMatchObject({ status: 0 });
    expect(await place.run(runNew, { kind: 'value', path, name: 'v', value: '1' })).toMatchObject({ status: 0 });
    const service = { kind: 'service', path, name: 'mongodb-atlas', type: 'mongodb-atlas' };
    expect(await place.run(runNew, service)).toMatchObject({ status: 0 });
    expect(await files()).toEqual([
      'data_sources/mongodb-atlas/config.json',
      'functions/config.json',
      'functions/f.js',
      'root_config.json',
      'values/v.json',
    ]);
  });
});

describe('new app', () => {
  it.each(['20180302', '20230101', 'x'])('refuses the config version %s', async (configVersion) => {
    const refused = await newApp(configVersion);
    expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining('20180301, 20200603, 20210101') });
  });

  it.each(['inner', 'services', '.', 'a/b/c'])('refuses the directory %s of another app', async (inside) => {
    await newApp('20180301');
    const refused = await place.run(runNew, { kind: 'app', name: 'x', path: `${path}/${inside}` });
    expect(refused).toMatchObject({ status: 6, stderr: expect.stringContaining(`belongs to the app in ${path},`) });
  });
});

describe('new value', () => {
  beforeEach(() => newApp('20180301'));

  it.each<{ text: string; value: unknown }>([
    { text: 'Hello you', value: 'Hello you' },
    { text: '"42"', value: '42' },
    { text: '42', value: 42 },
    { text: '{"a": [true, null]}', value: { a: [true, null] } },
    { text: '', value: '' },
    { text: '1,"x":2', value: '1,"x":2' },
    { text: '{"__proto__": 1}', value: JSON.parse('{"__proto__": 1}') },
  ])('takes $text', async ({ text, value }) => {
    expect(await place.run(runNew, { kind: 'value', path, name: 'v', value: text })).toMatchObject({ status: 0 });
    expect(JSON.parse(await read('values/v.json'))).toMatchObject({ name: 'v', value, private: false });
  });

  it.each([
    { text: '{"a": 1', says: 'not valid JSON' },
    { text: '[1, 2', says: 'not valid JSON' },
    { text: '9007199254740993', says: '9007199254740993' },
    { text: '{"a": 1, "a": 2}', says: '"a"' },
  ])('refuses $text', async ({ text, says }) => {
    const refused = await place.run(runNew, { kind: 'value', path, name: 'v', value: text });
    expect(refused).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(says) });
    expect(refused.stderr).toContain('--value');
  });

  it('refuses extended JSON that no function could read, as the app would be invalid', async () => {
    const refused = await place.run(runNew, { kind: 'value', path, name: 'v', value: '{"$oid": "x"}' });
    expect(refused).toMatchObject({ status: 3, stdout: '', stderr: expect.stringContaining('InvalidExtendedJson') });
    expect(refused.stderr).toContain(
      `with the new files the app in ${path} would have 1 error\nhint: nothing was written`,
    );
    expect(await files()).toEqual(['services/mongodb-atlas/config.json', 'stitch.json']);
  });

  it('refuses a name that the app has, and one that another system takes for it', async () => {
    await place.run(runNew, { kind: 'value', path, name: 'v', value: '1' });
    expect(await place.run(runNew, { kind: 'value', path, name: 'v', value: '1' })).toMatchObject({ status: 6 });
    const twin = await place.run(runNew, { kind: 'value', path, name: 'V', value: '1' });
    expect(twin.stderr).toContain('CaseTwins');
  });

  it('without a value and a terminal ends with 4 and names the flag', async () => {
    const ended = await place.run(runNew, { kind: 'value', path, name: 'v' });
    expect(ended).toMatchObject({ status: 4, stderr: expect.stringContaining('--value') });
  });
});

describe('new --template', () => {
  const hook = { kind: 'webhook', name: 'w', service: 's', type: 'http' };
  beforeEach(() => newApp('20180301'));

  it.each([
    { title: 'an unknown one', flags: { template: 'strype' }, says: 'did you mean "stripe"?' },
    { title: 'one for another type', flags: { template: 'github' }, says: 'services of type github' },
    { title: 'another method', flags: { template: 'stripe', method: 'GET' }, says: 'calls it with POST' },
    {
      title: 'another validation',
      flags: { template: 'slack', validation: 'VERIFY_PAYLOAD' },
      says: 'the source checks it',
    },
  ])('refuses $title and writes nothing', async ({ flags, says }) => {
    const refused = await place.run(runNew, { ...hook, path, secretGenerate: true, ...flags });
    expect(refused).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(says) });
    expect(await files()).toEqual(['services/mongodb-atlas/config.json', 'stitch.json']);
  });

  it('without a secret and a terminal ends with 4 and names the flags', async () => {
    const ended = await place.run(runNew, { ...hook, path, template: 'stripe' });
    expect(ended).toMatchObject({ status: 4, stderr: expect.stringContaining('--secret-stdin') });
  });

  it('gives the next webhook of the same sender a value of its own', async () => {
    await place.run(runNew, { ...hook, path, template: 'stripe', secretGenerate: true });
    await place.run(runNew, { ...hook, path, name: 'w2', template: 'stripe', secretGenerate: true });
    expect(await files()).toContain('values/stripe-signing-secret-2.json');
    expect(await read('services/s/incoming_webhooks/w2/source.js')).toContain('"stripe-signing-secret-2"');
    expect(await place.run(runValidate, { path })).toMatchObject({
      stdout: expect.stringContaining('no errors and no warnings'),
    });
  });
});

describe('new --dry-run', () => {
  it('shows the files and writes none', async () => {
    const options = { kind: 'app', name: 'shop', path, dryRun: true };
    const shown = await place.run(runNew, options);
    expect(shown).toMatchObject({ status: 0, stderr: '' });
    expect(shown.stdout).toMatch(/^Would create app shop \(shop-[a-z]{5}\):\n {2}162 bytes {2}app\d+\/stitch\.json\n/);
    await expect(files()).rejects.toMatchObject({ code: 'ENOENT' });
    expect((await place.run(runNew, options, withJson)).json).toMatchObject({
      ok: true,
      data: { dryRun: true, kind: 'app' },
    });
  });

  it('fails where writing would', async () => {
    await newApp('20180301');
    await mkdir(join(place.directory, path, 'values'));
    await write('values/v.json', 'mine');
    const value = { kind: 'value', path, name: 'v', value: '1', dryRun: true };
    expect(await place.run(runNew, value)).toMatchObject({ status: 1, stdout: '' });
    expect(await place.run(runNew, { kind: 'app', name: 'x', path, dryRun: true })).toMatchObject({ status: 6 });
  });
});

describe('new into an archive', () => {
  it.each(['app.zip', 'App.ZIP'])('is refused: %s', async (archive) => {
    const refused = await place.run(runNew, { kind: 'function', path: archive, name: 'f' });
    expect(refused).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining(`${archive} is an archive`),
    });
  });

  it('is refused whatever the archive is called', async () => {
    const root = '{"config_version":20180301,"app_id":"a-abcde","name":"a"}';
    await writeFile(join(place.directory, 'backup.bin'), zipBytes([{ name: 'stitch.json', content: root }]));
    expect(await place.run(runNew, { kind: 'function', path: 'backup.bin', name: 'f' })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('backup.bin is an archive'),
    });
  });
});
