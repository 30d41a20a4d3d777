import { execFileSync, spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runNew } from '../../src/cli/commands/new/new.ts';
import { runValidate } from '../../src/cli/commands/validate/validate.ts';
import { createWorkplace, type Workplace, withJson } from './command-line.ts';

let workplace: Workplace;
let count = 0;

beforeAll(async () => {
  workplace = await createWorkplace();
});
afterAll(() => workplace.remove());

describe('new app', () => {
  it('makes a directory that validates, and says what to do next', async () => {
    const made = await workplace.run(runNew, { kind: 'app', name: 'shop' });
    expect(made).toMatchObject({ status: 0, stderr: '' });
    expect(made.stdout).toMatch(
      /^Created app shop \(shop-[a-z]{5}\):\n {2}\d+ bytes {2}shop\/stitch\.json\n {2}\d+ bytes {2}shop\/services\/mongodb-atlas\/config\.json\nNext: webhook-cli new webhook --path shop\n$/,
    );
    expect(await workplace.run(runValidate, { path: 'shop' })).toMatchObject({ status: 0 });
  });

  it('goes where --path says, and never into a directory that has something in it', async () => {
    expect(await workplace.run(runNew, { kind: 'app', name: 'x', path: 'a/b' })).toMatchObject({ status: 0 });
    expect(await readdir(join(workplace.directory, 'a/b'))).toEqual(['services', 'stitch.json']);
    const again = await workplace.run(runNew, { kind: 'app', name: 'x', path: 'a' });
    expect(again).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('is not empty') });
    expect(again.stderr).toContain('choose another directory; `export` takes --overwrite');
  });

  it('refuses a file where the directory is to be, and leaves it', async () => {
    await writeFile(join(workplace.directory, 'taken'), 'mine');
    const refused = await workplace.run(runNew, { kind: 'app', name: 'x', path: 'taken' });
    expect(refused).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('is not a directory') });
    expect(await readFile(join(workplace.directory, 'taken'), 'utf8')).toBe('mine');
  });

  it('says why a name cannot begin with a dash', async () => {
    const refused = await workplace.run(runNew, { kind: 'app', name: '-x' });
    expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining('it cannot begin with "-"') });
  });

  it.each(['', 'a b', ' sp ', 'a/b', '..', 'ä', 'x'.repeat(65)])('refuses the name %j', async (name) => {
    const refused = await workplace.run(runNew, { kind: 'app', name });
    expect(refused).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('--name') });
  });
});

describe('new webhook', () => {
  it('is written into the service, with its URL path and the next command', async () => {
    const root = await newApp();
    const made = await workplace.run(runNew, { ...webhook(root), secretGenerate: true, type: 'http' });
    expect(made).toMatchObject({ status: 0, stderr: '' });
    expect(made.stdout).toMatch(
      /URL: {2}http:\/\/127\.0\.0\.1:9090\/api\/client\/v2\.0\/app\/app\d+-[a-z]{5}\/service\/api\/incoming_webhook\/hook\n/,
    );
    expect(made.stdout).toContain(`Next: webhook-cli import --create --path ${root}`);
    const config = await readConfig(root);
    expect(Object.keys(config)).toEqual([
      'id',
      'name',
      'run_as_authed_user',
      'run_as_user_id',
      'run_as_user_id_script_source',
      'options',
      'respond_result',
    ]);
    expect(config).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      options: { httpMethod: 'POST', validationMethod: 'VERIFY_PAYLOAD', secret: expect.stringMatching(/^[\w-]{32}$/) },
      respond_result: true,
    });
    expect(made.stdout).not.toContain(String(config.options.secret));
    expect(await workplace.run(runValidate, { path: root, ignore: ['PlainSecret'] })).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('no errors and no warnings'),
    });
  });

  it('takes --path at its word: a folder of the app does not stand for the app', async () => {
    const root = await newApp();
    await mkdir(join(workplace.directory, root, 'functions'));
    const refused = await workplace.run(runNew, { kind: 'function', name: 'f', path: `${root}/functions` });
    expect(refused).toMatchObject({ status: 7, stderr: expect.stringContaining(`did you mean ${root}?`) });
    expect(await readdir(join(workplace.directory, root, 'functions'))).toEqual([]);
  });

  it('prints one JSON document without the secret', async () => {
    const root = await newApp();
    const made = await workplace.run(runNew, { ...webhook(root), secretGenerate: true, type: 'http' }, withJson);
    expect(made.json).toMatchObject({
      ok: true,
      data: {
        kind: 'webhook',
        name: 'hook',
        root: join(workplace.directory, root),
        dryRun: false,
        url: expect.stringContaining('/service/api/incoming_webhook/hook'),
        curl: expect.stringContaining('X-Hook-Signature: sha256='),
        files: [
          { path: 'services/api/config.json', action: 'create', bytes: expect.any(Number) },
          { path: 'services/api/incoming_webhooks/hook/config.json', action: 'create', bytes: expect.any(Number) },
          { path: 'services/api/incoming_webhooks/hook/source.js', action: 'create', bytes: expect.any(Number) },
        ],
      },
    });
    expect(made.stdout).not.toContain((await readConfig(root)).options.secret);
  });

  it.each([
    {
      title: 'standard input, without the last line break',
      flags: { secretStdin: true },
      secret: 'from-standard-input',
    },
    { title: 'a file', flags: { secretFile: 'secret.txt' }, secret: 'from-a-file-of-mine' },
    { title: 'a pipe', flags: { secretFile: 'pipe' }, secret: 'from-a-pipe' },
    { title: 'the environment', flags: { secretEnv: 'HOOK_SECRET' }, secret: 'from-the-environment' },
  ])('takes its secret from $title', async ({ flags, secret }) => {
    const root = await newApp();
    await writeFile(join(workplace.directory, 'secret.txt'), 'from-a-file-of-mine\n');
    if (flags.secretFile === 'pipe') fillPipe(join(workplace.directory, 'pipe'), 'from-a-pipe');
    const changes = {
      stdin: Readable.from(['from-standard', '-input\r\n']),
      env: { HOOK_SECRET: 'from-the-environment' },
    };
    expect(await workplace.run(runNew, { ...webhook(root), ...flags, type: 'http' }, changes)).toMatchObject({
      status: 0,
    });
    expect((await readConfig(root)).options.secret).toBe(secret);
  });

  it.each([
    {
      title: 'two sources of a secret',
      flags: { secretStdin: true, secretGenerate: true },
      says: '--secret-stdin, --secret-generate',
    },
    { title: 'an empty secret', flags: { secretEnv: 'NOT_SET' }, says: 'NOT_SET' },
    { title: 'a secret file without end', flags: { secretFile: '/dev/zero' }, says: 'neither a file nor a pipe' },
    { title: 'a secret file that is too big', flags: { secretFile: 'big.txt' }, says: 'more than 65536 bytes' },
    { title: 'a secret that is no text', flags: { secretFile: 'binary.txt' }, says: 'it is not UTF-8' },
    { title: 'a secret from standard input that is no text', flags: { secretStdin: true }, says: 'it is not UTF-8' },
    { title: 'a secret file that is not there', flags: { secretFile: 'nowhere' }, says: 'ENOENT' },
    {
      title: 'a secret that nothing checks',
      flags: { validation: 'NO_VALIDATION', secretGenerate: true },
      says: '--secret-generate',
    },
    { title: 'an unknown method', flags: { method: 'TRACE' }, says: 'GET, POST, PUT, PATCH, DELETE, HEAD, ANY' },
    { title: 'a mistyped validation', flags: { validation: 'VERIFY_PAYLAOD' }, says: 'did you mean "VERIFY_PAYLOAD"?' },
    {
      title: 'an unknown run-as mode',
      flags: { secretGenerate: true, runAs: 'root' },
      says: 'system, user-id, script, application',
    },
    {
      title: 'a user for another mode',
      flags: { secretGenerate: true, runAs: 'script', userId: 'u' },
      says: '--user-id',
    },
    {
      title: 'a type for a service that has another',
      flags: { service: 'mongodb-atlas', type: 'http' },
      says: 'mongodb-atlas',
    },
    { title: 'an unknown kind', flags: { kind: 'webook' }, says: 'did you mean "webhook"?' },
  ])('refuses $title and writes nothing', async ({ flags, says }) => {
    const root = await newApp();
    await writeFile(join(workplace.directory, 'big.txt'), 'x'.repeat(65_537));
    await writeFile(join(workplace.directory, 'binary.txt'), Uint8Array.of(0x61, 0xff));
    const stdin = Readable.from([Uint8Array.of(0xc3)]);
    const refused = await workplace.run(runNew, { ...webhook(root), type: 'http', ...flags }, { stdin });
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toContain(says);
    expect(await readdir(join(workplace.directory, root, 'services'))).toEqual(['mongodb-atlas']);
  });

  it.each([
    { missing: 'kind', flag: 'webhook, function, value, service, app' },
    { missing: 'service', flag: '--service' },
    { missing: 'name', flag: '--name' },
    { missing: 'method', flag: '--method' },
    { missing: 'validation', flag: '--validation' },
    { missing: 'secretGenerate', flag: '--secret-generate' },
  ])('without a terminal and without $missing ends with 4 and names $flag', async ({ missing, flag }) => {
    const root = await newApp();
    const answers = { ...webhook(root), type: 'http', secretGenerate: true };
    const given = Object.fromEntries(Object.entries(answers).filter(([name]) => name !== missing));
    const ended = await workplace.run(runNew, given);
    expect(ended).toMatchObject({ status: 4, stdout: '' });
    expect(ended.stderr).toContain(flag);
    expect(await readdir(join(workplace.directory, root, 'services'))).toEqual(['mongodb-atlas']);
  });

  it('does not make a service for a mistyped name', async () => {
    const root = await newApp();
    await workplace.run(runNew, { kind: 'service', path: root, name: 'store', type: 'http' });
    const ended = await workplace.run(runNew, { ...webhook(root), service: 'stroe', secretGenerate: true });
    expect(ended).toMatchObject({ status: 7, stderr: expect.stringContaining('did you mean "store"?') });
  });

  it('never replaces what is there', async () => {
    const root = await newApp();
    await workplace.run(runNew, { ...webhook(root), type: 'http', secretGenerate: true });
    const before = await readConfig(root);
    const again = await workplace.run(runNew, { ...webhook(root), secretGenerate: true });
    expect(again).toMatchObject({ status: 6, stderr: expect.stringContaining('already') });
    expect(await readConfig(root)).toEqual(before);
    await mkdir(join(workplace.directory, root, 'services/api/incoming_webhooks/other'));
    await writeFile(join(workplace.directory, root, 'services/api/incoming_webhooks/other/source.js'), 'mine');
    const half = await workplace.run(runNew, { ...webhook(root), name: 'other', secretGenerate: true });
    expect(half).toMatchObject({ status: 1, stderr: expect.stringContaining('exists already') });
  });

  it('warns of what the answers bring, and not of what was there before', async () => {
    const root = await newApp();
    await writeFile(join(workplace.directory, root, 'services/broken.json'), '{');
    await mkdir(join(workplace.directory, root, 'values'));
    await writeFile(join(workplace.directory, root, 'values/broken.json'), '{');
    const made = await workplace.run(runNew, { ...webhook(root), type: 'http', validation: 'NO_VALIDATION' });
    expect(made.status).toBe(0);
    expect(made.stderr).toContain('AnyoneCanRunAsSystem');
    expect(made.stderr).not.toContain('UnfinishedJson');
  });
});

describe('new service and new function', () => {
  it('are written, and refused when the name is taken', async () => {
    const root = await newApp();
    const service = { kind: 'service', path: root, name: 'texts', type: 'twilio' };
    expect(await workplace.run(runNew, service)).toMatchObject({ status: 0 });
    expect(await workplace.run(runNew, service)).toMatchObject({ status: 6 });
    const appFunction = { kind: 'function', path: root, name: 'total' };
    expect(await workplace.run(runNew, appFunction)).toMatchObject({ status: 0 });
    expect(await workplace.run(runNew, appFunction)).toMatchObject({ status: 6 });
    expect(await workplace.run(runValidate, { path: root })).toMatchObject({ status: 0 });
  });

  it('need an app to go into', async () => {
    expect(await workplace.run(runNew, { kind: 'function', name: 'total' })).toMatchObject({ status: 7 });
    await mkdir(join(workplace.directory, 'ruined'));
    await writeFile(join(workplace.directory, 'ruined/stitch.json'), '{');
    expect(await workplace.run(runNew, { kind: 'function', name: 'total', path: 'ruined' })).toMatchObject({
      status: 3,
    });
  });
});

/** As a shell does for `<(printf …)`. */
function fillPipe(path: string, text: string): void {
  execFileSync('mkfifo', [path]);
  spawn('sh', ['-c', 'printf %s "$1" > "$2"', 'sh', text, path], { stdio: 'ignore' });
}

/** Makes an app of its own and answers its directory, relative to the working directory. */
async function newApp(): Promise<string> {
  const name = `app${++count}`;
  await workplace.run(runNew, { kind: 'app', name });
  return name;
}

function webhook(path: string) {
  return { kind: 'webhook', path, service: 'api', name: 'hook', method: 'post', validation: 'verify_payload' };
}

async function readConfig(root: string) {
  const path = join(workplace.directory, root, 'services/api/incoming_webhooks/hook/config.json');
  return JSON.parse(await readFile(path, 'utf8')) as { id: string; options: { secret: string } };
}
