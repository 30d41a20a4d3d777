import { mkdirSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAppDirectory } from '../../src/disk/read-app.ts';
import { writeDirectory } from '../../src/disk/write-directory.ts';
import { writeFiles } from '../../src/disk/write-files.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { appFiles, rootFile } from '../app/app-files.ts';
import { writeTree } from '../helpers/app-directory.ts';
import { endedProcess } from '../helpers/ended-process.ts';
import { createTempDirectories } from './temp-directory.ts';

const tempDirectory = await createTempDirectories();
const files = appFiles({
  'stitch.json': rootFile,
  'functions/f/config.json': { name: 'f' },
  'functions/f/source.js': '',
});

describe('writing an app to a directory', () => {
  it('makes a new one, with its parents, that reads back the same', async () => {
    const parent = await tempDirectory();
    const target = join(parent, 'a/b/shop');
    await writeDirectory(target, files);
    expect(asTexts((await readAppDirectory(target, DEFAULT_LIMITS)).files)).toEqual(asTexts(files));
    expect(await readdir(join(parent, 'a/b'))).toEqual(['shop']);
  });

  it('fills an empty one in its place and with its mode, as a mount point or a private directory needs it', async () => {
    const target = await tempDirectory();
    await chmod(target, 0o700);
    const before = await stat(target);
    await writeDirectory(target, files);
    expect(await listFiles(target)).toEqual(['functions/f/config.json', 'functions/f/source.js', 'stitch.json']);
    const after = await stat(target);
    expect([after.ino, after.mode]).toEqual([before.ino, before.mode]);
  });

  it('removes the stage of a process that was killed, and not that of one that runs', async () => {
    const parent = await tempDirectory();
    const target = join(parent, 'shop');
    const gone = await endedProcess();
    await mkdir(join(parent, `.shop.webhook-cli-${gone}-x/new`), { recursive: true });
    await mkdir(join(parent, `.shop.webhook-cli-${process.ppid}-x`));
    await mkdir(join(parent, `.other.webhook-cli-${gone}-x`));
    await writeDirectory(target, files);
    await mkdir(join(target, `.webhook-cli-${gone}-x/old`), { recursive: true });
    await writeDirectory(target, new Map([['values/a.json', new Uint8Array()]]), { overwrite: true });
    expect((await readdir(parent)).sort()).toEqual(
      [`.other.webhook-cli-${gone}-x`, `.shop.webhook-cli-${process.ppid}-x`, 'shop'].sort(),
    );
    expect(await readdir(target)).toEqual(['functions', 'stitch.json', 'values']);
  });

  it('refuses one that is not empty, and changes nothing in it', async () => {
    const target = await writeTree(await tempDirectory(), { 'notes.txt': 'mine' });
    await expect(writeDirectory(target, files)).rejects.toMatchObject({ code: 'TargetNotEmpty' });
    expect(await listFiles(target)).toEqual(['notes.txt']);
  });

  it('with overwrite replaces the files of the same path and leaves every other', async () => {
    const target = await writeTree(await tempDirectory(), {
      'notes.txt': 'mine',
      'stitch.json': 'old',
      '.git/HEAD': 'x',
    });
    await writeDirectory(target, files, { overwrite: true });
    expect(await listFiles(target)).toEqual([
      '.git/HEAD',
      'functions/f/config.json',
      'functions/f/source.js',
      'notes.txt',
      'stitch.json',
    ]);
    expect(await readFile(join(target, 'stitch.json'), 'utf8')).toContain('shop-abcde');
  });

  it('does not touch a file that holds the same bytes already', async () => {
    const target = join(await tempDirectory(), 'shop');
    await writeDirectory(target, files);
    const before = await stat(join(target, 'stitch.json'));
    await writeDirectory(target, new Map([...files, ['values/new.json', new Uint8Array()]]), { overwrite: true });
    const after = await stat(join(target, 'stitch.json'));
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
    expect(await listFiles(target)).toContain('values/new.json');
  });

  it('never writes through a link, whether it is the target, a directory below or a file', async () => {
    const outside = await tempDirectory();
    const base = await tempDirectory();
    await symlink(outside, join(base, 'link'));
    const below = await writeTree(await tempDirectory(), { 'notes.txt': 'x' });
    await symlink(outside, join(below, 'functions'));
    const file = await writeTree(await tempDirectory(), { 'notes.txt': 'x' });
    await symlink(join(outside, 'stolen.json'), join(file, 'stitch.json'));
    const refusals = [
      { target: join(base, 'link'), reason: 'it is a link' },
      { target: below, reason: 'functions is a link' },
      { target: file, reason: 'it is a link' },
    ];
    for (const { target, reason } of refusals) {
      const message = expect.stringContaining(reason);
      await expect(writeDirectory(target, files, { overwrite: true })).rejects.toMatchObject({
        code: 'UnsafeTarget',
        message,
      });
    }
    expect(await listFiles(outside)).toEqual([]);
    expect(await listFiles(below)).toEqual(['notes.txt']);
  });

  it.each(['../x', '/x', 'a/../../x', 'a//x', './x', 'C:/x', 'a\\x', 'a\0x', ''])(
    'refuses the stored path %j',
    async (path) => {
      const parent = await tempDirectory();
      const bad = new Map([...files, [path, new Uint8Array()]]);
      await expect(writeDirectory(join(parent, 'shop'), bad)).rejects.toMatchObject({ code: 'UnsafeTarget' });
      expect(await readdir(parent)).toEqual([]);
    },
  );

  it('leaves nothing behind when it fails: no target, no stage, no parent', async () => {
    const parent = await tempDirectory();
    const clash = appFiles({ 'stitch.json': rootFile, 'values/a': 'x', 'values/a/b': 'x' });
    await expect(writeDirectory(join(parent, 'a/shop'), clash)).rejects.toMatchObject({ code: 'WriteFailed' });
    expect(await readdir(parent)).toEqual([]);
  });

  it('changes nothing when it is interrupted on the way, in a new directory or an old one', async () => {
    const parent = await writeTree(await tempDirectory(), { 'old/notes.txt': 'mine' });
    for (const target of ['a/shop', 'old']) {
      const stop = new AbortController();
      const writing = writeDirectory(join(parent, target), files, { overwrite: true, signal: stop.signal });
      stop.abort('SIGINT');
      await expect(writing).rejects.toMatchObject({ code: 'Interrupted' });
    }
    expect(await readdir(parent)).toEqual(['old']);
    expect(await readdir(join(parent, 'old'))).toEqual(['notes.txt']);
  });

  it('refuses a target that is a file', async () => {
    const parent = await writeTree(await tempDirectory(), { shop: 'x' });
    await expect(writeDirectory(join(parent, 'shop'), files)).rejects.toMatchObject({ code: 'TargetNotADirectory' });
    await expect(writeDirectory(join(parent, 'shop/below'), files)).rejects.toMatchObject({ code: 'WriteFailed' });
  });
});

describe('adding files to a directory', () => {
  it('refuses the whole when one of them exists', async () => {
    const root = await writeTree(await tempDirectory(), { 'functions/f/source.js': 'mine' });
    await expect(writeFiles(root, files)).rejects.toMatchObject({
      code: 'FileExists',
      message: expect.stringContaining('functions/f/source.js'),
    });
    expect(await listFiles(root)).toEqual(['functions/f/source.js']);
    expect(await readFile(join(root, 'functions/f/source.js'), 'utf8')).toBe('mine');
  });

  it('refuses a file that stands where a directory is needed', async () => {
    const root = await writeTree(await tempDirectory(), { functions: 'x' });
    await expect(writeFiles(root, files, { overwrite: true })).rejects.toMatchObject({ code: 'UnsafeTarget' });
    expect(await listFiles(root)).toEqual(['functions']);
  });

  it('refuses a directory that stands where a file is meant', async () => {
    const root = await tempDirectory();
    await mkdir(join(root, 'stitch.json'));
    await expect(writeFiles(root, files, { overwrite: true })).rejects.toMatchObject({ code: 'UnsafeTarget' });
    expect(await readdir(root)).toEqual(['stitch.json']);
  });

  it('takes back what it placed and replaced when somebody else makes the last file meanwhile', async () => {
    const root = await writeTree(await tempDirectory(), { 'stitch.json': 'old' });
    const writing = writeFiles(root, new Map([...files, ['values/z.json', new Uint8Array()]]), { overwrite: true });
    // The first look is over and the stage is being written: a directory now stands where the last file is to go.
    mkdirSync(join(root, 'values/z.json'), { recursive: true });
    await expect(writing).rejects.toMatchObject({ code: 'UnsafeTarget' });
    expect(await listFiles(root)).toEqual(['stitch.json']);
    expect(await readdir(root)).toEqual(['stitch.json', 'values']);
    expect(await readFile(join(root, 'stitch.json'), 'utf8')).toBe('old');
  });

  it('changes nothing when the stage cannot be written', async () => {
    const root = await writeTree(await tempDirectory(), { 'stitch.json': 'old' });
    const clash = new Map([...files, ['functions/f', new Uint8Array()]]);
    await expect(writeFiles(root, clash, { overwrite: true })).rejects.toMatchObject({ code: 'WriteFailed' });
    expect(await listFiles(root)).toEqual(['stitch.json']);
    expect(await readFile(join(root, 'stitch.json'), 'utf8')).toBe('old');
  });

  it('keeps the mode of a file that it replaces', async () => {
    const root = await tempDirectory();
    await writeFile(join(root, 'stitch.json'), 'old', { mode: 0o600 });
    await writeFiles(root, files, { overwrite: true });
    expect((await stat(join(root, 'stitch.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(root, 'functions/f/source.js'))).mode & 0o777).toBe(0o644);
  });
});

async function listFiles(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() && !entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

function asTexts(map: ReadonlyMap<string, Uint8Array>): Record<string, string> {
  return Object.fromEntries([...map].map(([path, bytes]) => [path, Buffer.from(bytes).toString('utf8')]));
}
