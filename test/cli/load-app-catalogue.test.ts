/** What directories can be wrong by, one by one, with the whole message and place that a person gets to see. */
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, open, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Issue } from '../../src/app/issue.ts';
import { loadApp } from '../../src/cli/app/load-app.ts';
import { readBytes } from '../../src/disk/read-file.ts';
import { writeDirectory } from '../../src/disk/write-directory.ts';
import { DEFAULT_LIMITS, type Limits } from '../../src/limits.ts';
import { type Tree, writeTree } from '../helpers/app-directory.ts';
import { createWorkplace, type Workplace } from './command-line.ts';

let workplace: Workplace;
let count = 0;
beforeAll(async () => {
  workplace = await createWorkplace();
});
afterAll(() => workplace.remove());

const rootFile = { config_version: 20180301, app_id: 'shop-abcde', name: 'shop' };

describe('the path of an app', () => {
  it('must exist', async () => {
    await expect(load('nowhere')).rejects.toMatchObject({
      code: 'NoSuchDirectory',
      exitCode: 7,
      message: 'there is no directory nowhere',
    });
  });

  it('is taken at its word: a folder of an app does not stand for the app', async () => {
    const name = await write({ 'functions/f/config.json': { name: 'f' }, 'functions/f/source.js': '' });
    await expect(load(`${name}/functions`)).rejects.toMatchObject({
      code: 'NoAppDirectory',
      exitCode: 7,
      message: `${name}/functions is no app directory: it has no stitch.json, config.json, realm_config.json or root_config.json`,
      hint: expect.stringContaining(`did you mean ${name}?`),
    });
    const root = join(workplace.directory, name);
    expect(await loadApp({ cwd: join(root, 'functions/f'), limits: DEFAULT_LIMITS })).toMatchObject({ root });
  });

  it('must be a directory or an archive', async () => {
    await writeFile(join(workplace.directory, 'notes.txt'), 'some text');
    await expect(load('notes.txt')).rejects.toMatchObject({
      code: 'NotADirectory',
      exitCode: 2,
      message: 'expected an app directory or .zip, got the file notes.txt',
    });
  });

  it('must not be a pipe, which is never opened', async () => {
    execFileSync('mkfifo', [join(workplace.directory, 'pipe.zip')]);
    await expect(load('pipe.zip')).rejects.toMatchObject({ code: 'NotADirectory' });
  });
});

describe('the root of an app', () => {
  it('has one root file', async () => {
    expect(await issuesOf({ 'realm_config.json': { config_version: 20210101, name: 'shop' } })).toEqual([
      'error stitch.json AmbiguousRootFile: is one of several root files: stitch.json, realm_config.json',
    ]);
    const [issue] = (await loadTree({ 'config.json': { config_version: 20200603 } })).issues;
    expect(issue?.hint).toContain('--manifest FILE');
  });
});

describe('a file of an app', () => {
  it('that may not be read is named, and the others are still checked', async () => {
    const name = await write({ 'values/a.json': '{}', 'values/b.json': '' });
    await chmod(join(workplace.directory, name, 'values/a.json'), 0o000);
    const { issues } = await asOrdinaryUser(() => load(name));
    expect(issues.filter(({ code }) => code !== 'MissingKey').map(show)).toEqual([
      'error values/a.json UnreadableFile: cannot be read: permission denied',
      'error values/b.json EmptyFile: is empty',
    ]);
  });

  it('is no directory', async () => {
    const tree = { 'services/store/config.json/x': '', 'services/store/rules/a.json': { name: 'a' } };
    expect((await issuesOf(tree)).filter((issue) => issue.includes('config.json'))).toEqual([
      'error services/store/config.json ExpectedFile: "config.json" is a directory where a file is expected',
    ]);
  });

  it('is no link that leaves the app, none inside, and no loop', async () => {
    const name = await write({ 'values/a.json': { name: 'a', value: 1 } });
    const at = (path: string) => join(workplace.directory, name, path);
    await symlink('/etc/hostname', at('values/b.json'));
    await symlink('a.json', at('values/c.json'));
    await symlink('.', at('values/d'));
    await symlink('values', at('triggers'));
    expect((await load(name)).issues.map(show)).toEqual([
      'error triggers LinkRefused: is a link, and links are not followed',
      'error values/b.json LinkLeavesApp: is a link that leaves the app directory; its target was not read',
      'error values/c.json LinkRefused: is a link, and links are not followed',
      'error values/d LinkRefused: is a link, and links are not followed',
    ]);
  });

  it('that is there and refused is not called missing as well', async () => {
    const name = await write({ 'functions/f/config.json': { name: 'f' }, 'functions/g/source.js': '' });
    await symlink('../g/source.js', join(workplace.directory, name, 'functions/f/source.js'));
    await symlink('../f/config.json', join(workplace.directory, name, 'functions/g/config.json'));
    expect((await load(name)).issues.filter(({ severity }) => severity === 'error').map(show)).toEqual([
      'error functions/f/source.js LinkRefused: is a link, and links are not followed',
      'error functions/g/config.json LinkRefused: is a link, and links are not followed',
    ]);
    expect(await issuesOf({ 'functions/h/config.json': { name: 'h' } })).toEqual([
      expect.stringContaining('error functions/h/source.js MissingSourceFile'),
    ]);
  });

  it('does not become a link between listing and reading', async () => {
    const name = await write({ 'values/a.json': {} });
    await symlink('/etc/hostname', join(workplace.directory, name, 'values/b.json'));
    expect(readBytes(join(workplace.directory, name), 'values/b.json', 100)).toMatchObject({
      issue: { code: 'ChangedWhileReading', file: 'values/b.json', message: 'changed while it was being read' },
    });
  });

  it('is no device and no pipe', async () => {
    const name = await write({ 'values/a.json': { name: 'a', value: 1 } });
    execFileSync('mkfifo', [join(workplace.directory, name, 'values/b.json')]);
    expect((await load(name)).issues.map(show)).toEqual([
      'error values/b.json SpecialFile: is a pipe, not a regular file',
    ]);
  });

  it.each([
    ['a\nb', 'error values/a\nb.json IllegalPath: has an illegal character in its name: "a\\nb.json"'],
    [
      'a\u001b[31m',
      'error values/a\u001b[31m.json IllegalPath: has an illegal character in its name: "a\\u001b[31m.json"',
    ],
    ['a\u0001', 'error values/a\u0001.json IllegalPath: has an illegal character in its name: "a\\u0001.json"'],
  ])('has a name that can be shown, not %j', async (base, shown) => {
    expect(await issuesOf({ [`values/${base}.json`]: {} })).toEqual([shown]);
  });

  it('differs from the others in more than case and Unicode form', async () => {
    const value = (name: string) => ({ name, value: 1 });
    expect(await issuesOf({ 'values/A.json': value('a'), 'values/a.json': value('b') })).toEqual([
      'warning values/a.json CaseTwins: differs from "values/A.json" only in upper and lower case',
    ]);
    expect(await issuesOf({ 'values/\u00e9.json': value('a'), 'values/e\u0301.json': value('b') })).toEqual([
      expect.stringMatching(
        /^error values\/\S+\.json UnicodeTwins: is written like "values\/\S+\.json" but with other characters: U\+00\S+/,
      ),
    ]);
  });

  it('has a path of at most 1,024 bytes', async () => {
    const deep = `hosting/files/${'d'.repeat(200)}/${'e'.repeat(250)}/${'f'.repeat(250)}/${'g'.repeat(250)}`;
    const { issues } = await loadTree({ [`${deep}/${'h'.repeat(57)}`]: '', [`${deep}/${'h'.repeat(56)}`]: '' });
    expect(issues.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([
      'the path is 1025 bytes long; 1024 are allowed',
    ]);
  });

  it('is one of 250,000: counting stops there', async () => {
    expect(DEFAULT_LIMITS.appFilesMax).toBe(250_000);
    const values = Object.fromEntries(['a', 'b', 'c'].map((name) => [`values/${name}.json`, { name, value: 1 }]));
    expect(await issuesOf(values, { appFilesMax: 2 })).toEqual([
      'error values/b.json TooManyFiles: the app has more than 2 files',
    ]);
  });

  it('has at most 16 MiB: one of 1 GiB is never loaded', async () => {
    const name = await write({ 'functions/f/config.json': { name: 'f' }, 'functions/f/source.js': '' });
    await truncate(join(workplace.directory, name, 'functions/f/source.js'), 1024 ** 3);
    const before = process.memoryUsage().rss;
    expect((await load(name)).issues.map(show)).toContain(
      'error functions/f/source.js FileTooLarge: has 1073741824 bytes; 16777216 are allowed, so it was not read',
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(256 * 1024 ** 2);
  });

  it('is not empty, and UTF-8 without a mark', async () => {
    expect(await issuesOf({ 'values/a.json': '', 'values/b.json': '\ufeff{"name": "b", "value": 1}' })).toEqual([
      'error values/a.json EmptyFile: is empty',
      'warning values/b.json:1:1 ByteOrderMark: starts with a byte-order mark, which is skipped',
    ]);
    const name = await write({ 'values/a.json': '{"name": "a",\n "value": "caf' });
    const file = await open(join(workplace.directory, name, 'values/a.json'), 'a');
    await file.write(Buffer.from([0xe9, 0x22, 0x7d]));
    await file.close();
    expect((await load(name)).issues.map(show)).toEqual([
      'error values/a.json:2:15 InvalidUtf8: is not valid UTF-8: byte 28 is 0xe9',
    ]);
  });
});

describe('what lies beside an app', () => {
  it('is listed once and never loaded', async () => {
    const { issues, ignored, files } = await loadTree({
      '.env': 'SECRET=1',
      '.git/HEAD': 'x',
      'node_modules/a/index.js': 'x',
      'notes.txt': 'x',
      'values/a.json.bak': 'x',
      'values/.a.json.swp': 'x',
      'functions/node_modules/a/index.js': 'x',
    });
    expect([...files.keys()].sort()).toEqual(['functions/node_modules/a/index.js', 'stitch.json']);
    expect(ignored).toEqual(['.env', '.git/', 'node_modules/', 'notes.txt', 'values/.a.json.swp', 'values/a.json.bak']);
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('may be a secrets.json, which is left out, and should be for the user alone', async () => {
    const name = await write({ 'secrets.json': '{}' });
    await chmod(join(workplace.directory, name, 'secrets.json'), 0o644);
    expect((await load(name)).issues.map(show)).toEqual([
      'warning secrets.json SecretsFileLeftOut: is left out: secrets are never stored as a file and never exported',
      'warning secrets.json SecretsFileReadable: can be read by other users of this machine (mode 0644)',
    ]);
  });
});

describe('the target of an export', () => {
  it('has no link where a file is written', async () => {
    const target = join(workplace.directory, 'target');
    await mkdir(join(target, 'values'), { recursive: true });
    await symlink('/tmp/elsewhere', join(target, 'values/a.json'));
    const files = new Map([['values/a.json', Buffer.from('{}')]]);
    await expect(writeDirectory(target, files, { overwrite: true })).rejects.toMatchObject({
      code: 'UnsafeTarget',
      message: 'cannot write values/a.json: it is a link',
    });
  });
});

function load(path: string, limits: Partial<Limits> = {}) {
  return loadApp({ path, cwd: workplace.directory, limits: { ...DEFAULT_LIMITS, ...limits } });
}

async function write(tree: Tree): Promise<string> {
  count += 1;
  const name = `app-${count}`;
  await writeTree(join(workplace.directory, name), { 'stitch.json': rootFile, ...tree });
  return name;
}

async function loadTree(tree: Tree, limits: Partial<Limits> = {}) {
  return await load(await write(tree), limits);
}

async function issuesOf(tree: Tree, limits: Partial<Limits> = {}): Promise<string[]> {
  return (await loadTree(tree, limits)).issues.map(show);
}

function show({ severity, file, line, column, code, message }: Issue): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  return `${severity} ${place} ${code}: ${message}`;
}

/** Permissions mean nothing to root, so root becomes nobody for a moment. */
async function asOrdinaryUser<Result>(work: () => Promise<Result>): Promise<Result> {
  if (process.geteuid?.() !== 0 || process.seteuid === undefined) return await work();
  await chmod(dirname(workplace.directory), 0o755);
  process.seteuid(65534);
  try {
    return await work();
  } finally {
    process.seteuid(0);
  }
}
