import { chmod, link, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAppDirectory } from '../../src/disk/read-app.ts';
import { readBytes } from '../../src/disk/read-file.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { writeTree } from '../helpers/app-directory.ts';
import { createTempDirectories } from './temp-directory.ts';

const tempDirectory = await createTempDirectories();
const root = { config_version: 20180301, name: 'shop' };

describe('reading an app directory', () => {
  it('gives the exact bytes of every file, by path in order', async () => {
    const directory = await writeTree(await tempDirectory(), { 'stitch.json': root, 'functions/f/source.js': 'x\r\n' });
    const odd = Buffer.from([0xef, 0xbb, 0xbf, 0x00, 0xff, 0x0a]);
    await mkdir(join(directory, 'hosting/files'), { recursive: true });
    await writeFile(join(directory, 'hosting/files/logo.png'), odd);
    const { files, issues, ignored } = await readAppDirectory(directory, DEFAULT_LIMITS);
    expect([...files.keys()].sort()).toEqual(['functions/f/source.js', 'hosting/files/logo.png', 'stitch.json']);
    expect(Buffer.from(files.get('hosting/files/logo.png') ?? [])).toEqual(odd);
    expect(Buffer.from(files.get('stitch.json') ?? [])).toEqual(await readFile(join(directory, 'stitch.json')));
    expect({ issues, ignored }).toEqual({ issues: [], ignored: [] });
  });

  it('leaves strangers alone and lists them: they are no issue and never stored', async () => {
    const directory = await writeTree(await tempDirectory(), {
      'stitch.json': root,
      'README.md': 'x',
      '.env': 'SECRET=1',
      '.git/config': 'x',
      '.gitignore': 'x',
      'package.json': '{}',
      'node_modules/a/index.js': 'x',
      'scripts/deploy.sh': 'x',
      'functions/f/.DS_Store': 'x',
      'functions/f/source.js~': 'x',
      'functions/f/source.js.bak': 'x',
      '.mdb/meta.json': '{}',
      'hosting/files/.well-known/security.txt': 'x',
      'functions/node_modules.tar': 'x',
    });
    const { files, issues, ignored } = await readAppDirectory(directory, DEFAULT_LIMITS);
    expect([...files.keys()].sort()).toEqual([
      '.mdb/meta.json',
      'functions/node_modules.tar',
      'hosting/files/.well-known/security.txt',
      'stitch.json',
    ]);
    expect(ignored).toEqual([
      '.env',
      '.git/',
      '.gitignore',
      'README.md',
      'functions/f/.DS_Store',
      'functions/f/source.js.bak',
      'functions/f/source.js~',
      'node_modules/',
      'package.json',
      'scripts/',
    ]);
    expect(issues).toEqual([]);
  });

  it('reads an app that lies below a directory called node_modules', async () => {
    const directory = join(await tempDirectory(), 'node_modules', 'shop');
    await writeTree(directory, { 'stitch.json': root, 'functions/f/source.js': 'x' });
    const { files } = await readAppDirectory(directory, DEFAULT_LIMITS);
    expect(files.size).toBe(2);
  });

  it('leaves secrets.json out with a warning, and with another when others can read it', async () => {
    const directory = await writeTree(await tempDirectory(), { 'stitch.json': root, 'secrets.json': { services: {} } });
    await chmod(join(directory, 'secrets.json'), 0o600);
    const closed = await readAppDirectory(directory, DEFAULT_LIMITS);
    expect(closed.issues).toMatchObject([{ code: 'SecretsFileLeftOut', severity: 'warning', file: 'secrets.json' }]);
    await chmod(join(directory, 'secrets.json'), 0o644);
    const open = await readAppDirectory(directory, DEFAULT_LIMITS);
    expect(open.issues.map(({ code }) => code)).toEqual(['SecretsFileLeftOut', 'SecretsFileReadable']);
    expect([...open.files.keys()]).toEqual(['stitch.json']);
  });

  it('refuses links to files and directories, inside and outside, and reads everything else', async () => {
    const directory = await writeTree(await tempDirectory(), { 'stitch.json': root, 'values/a.json': { name: 'a' } });
    const outside = await writeTree(await tempDirectory(), { 'secret.json': { stolen: true } });
    await symlink(join(outside, 'secret.json'), join(directory, 'values/b.json'));
    await symlink(relative(join(directory, 'values'), outside), join(directory, 'values/c'));
    await symlink('a.json', join(directory, 'values/d.json'));
    await symlink('..', join(directory, 'values/loop'));
    await symlink('nowhere', join(directory, 'values/dead.json'));
    await symlink(outside, join(directory, 'functions'));
    const { files, issues } = await readAppDirectory(directory, DEFAULT_LIMITS);
    expect([...files.keys()].sort()).toEqual(['stitch.json', 'values/a.json']);
    expect(issues.map(({ code, file, severity }) => `${severity} ${code} ${file}`).sort()).toEqual([
      'error LinkLeavesApp functions',
      'error LinkLeavesApp values/b.json',
      'error LinkLeavesApp values/c',
      'error LinkRefused values/d.json',
      'error LinkRefused values/dead.json',
      'error LinkRefused values/loop',
    ]);
  });

  it('may be given a link to the root itself', async () => {
    const directory = await writeTree(await tempDirectory(), { 'stitch.json': root });
    const name = join(await tempDirectory(), 'current');
    await symlink(directory, name);
    expect(await readAppDirectory(name, DEFAULT_LIMITS)).toMatchObject({ issues: [] });
  });

  it('refuses what is no regular file', async () => {
    const directory = await writeTree(await tempDirectory(), { 'stitch.json': root, 'values/a.json': '{}' });
    const server = createServer();
    await new Promise<void>((listening) => server.listen(join(directory, 'values/socket'), listening));
    const { issues } = await readAppDirectory(directory, DEFAULT_LIMITS);
    server.close();
    expect(issues).toMatchObject([{ code: 'SpecialFile', message: expect.stringContaining('socket') }]);
  });

  it('refuses a directory where a file is expected', async () => {
    const directory = await writeTree(await tempDirectory(), { 'stitch.json': root, 'functions/f/config.json/x': 'x' });
    const { issues, files } = await readAppDirectory(directory, DEFAULT_LIMITS);
    expect(issues).toMatchObject([{ code: 'ExpectedFile', file: 'functions/f/config.json' }]);
    expect(files.size).toBe(1);
  });

  it.each(['a\nb.json', 'a\u001b[31m.json', 'a\\b.json', 'a\u007f.json'])('refuses the name %j', async (name) => {
    const directory = await writeTree(await tempDirectory(), { 'stitch.json': root, [`values/${name}`]: '{}' });
    const { issues } = await readAppDirectory(directory, DEFAULT_LIMITS);
    expect(issues).toMatchObject([{ code: 'IllegalPath', severity: 'error' }]);
    expect(issues[0]?.message).toContain(JSON.stringify(name));
  });

  it('refuses a name that is not UTF-8', async () => {
    const directory = await writeTree(await tempDirectory(), { 'stitch.json': root, 'values/a.json': '{}' });
    const name = Buffer.concat([Buffer.from(join(directory, 'values/')), Buffer.from([0x61, 0xff])]);
    await writeFile(name, 'x');
    expect((await readAppDirectory(directory, DEFAULT_LIMITS)).issues).toMatchObject([{ code: 'IllegalPath' }]);
  });

  it('warns of names that differ only in case, and refuses those that differ only in their Unicode form', async () => {
    const directory = await writeTree(await tempDirectory(), {
      'stitch.json': root,
      'values/Price.json': '{}',
      'values/price.json': '{}',
      'values/caf\u00e9.json': '{}',
      'values/cafe\u0301.json': '{}',
    });
    const { issues } = await readAppDirectory(directory, DEFAULT_LIMITS);
    expect(issues.map(({ code, severity }) => [code, severity]).sort()).toEqual([
      ['CaseTwins', 'warning'],
      ['UnicodeTwins', 'error'],
    ]);
    expect(issues.find(({ code }) => code === 'UnicodeTwins')?.message).toContain('U+00e9');
  });

  it('stops at the limits, each one at the limit plus one', async () => {
    const directory = await writeTree(await tempDirectory(), {
      'stitch.json': 'x'.repeat(50),
      'values/a.json': 'x'.repeat(50),
      'values/b.json': 'x'.repeat(51),
    });
    const codes = async (limits: Partial<typeof DEFAULT_LIMITS | Record<string, number>>) =>
      (await readAppDirectory(directory, { ...DEFAULT_LIMITS, ...limits })).issues.map(({ code }) => code);
    expect(await codes({ appFilesMax: 3, appFileBytesMax: 51, appTotalBytesMax: 151 })).toEqual([]);
    expect(await codes({ appFilesMax: 2 })).toEqual(['TooManyFiles']);
    expect(await codes({ appFileBytesMax: 50 })).toEqual(['FileTooLarge']);
    expect(await codes({ appTotalBytesMax: 150 })).toEqual(['AppTooLarge']);
    expect(await codes({ appPathSegmentBytesMax: 11, appPathBytesMax: 13 })).toEqual([]);
    expect(await codes({ appPathSegmentBytesMax: 10 })).toEqual(['PathTooLong']);
    expect(await codes({ appPathBytesMax: 12 })).toEqual(['PathTooLong', 'PathTooLong']);
  });
});

describe('reading one file', () => {
  it('does not follow a link that took the place of the file after it was listed', async () => {
    const directory = await writeTree(await tempDirectory(), { 'target.json': 'secret' });
    await symlink('target.json', join(directory, 'a.json'));
    expect(readBytes(directory, 'a.json', 100)).toMatchObject({ issue: { code: 'ChangedWhileReading' } });
  });

  it('reports a file that vanished, and one that became a directory', async () => {
    const directory = await tempDirectory();
    await mkdir(join(directory, 'b.json'));
    expect(readBytes(directory, 'a.json', 100)).toMatchObject({ issue: { code: 'ChangedWhileReading' } });
    expect(readBytes(directory, 'b.json', 100)).toMatchObject({ issue: { code: 'ChangedWhileReading' } });
  });

  it('reports one that the system refuses to open, with its reason', async () => {
    const result = readBytes(await tempDirectory(), 'x'.repeat(300), 100);
    expect(result).toMatchObject({
      issue: { code: 'UnreadableFile', message: expect.stringContaining('ENAMETOOLONG') },
    });
  });

  it('reads an empty file, and one with several names', async () => {
    const directory = await writeTree(await tempDirectory(), { empty: '', one: 'x' });
    await link(join(directory, 'one'), join(directory, 'two'));
    expect(readBytes(directory, 'empty', 0)).toEqual({ bytes: Buffer.alloc(0) });
    expect(readBytes(directory, 'two', 1)).toEqual({ bytes: Buffer.from('x') });
  });
});
