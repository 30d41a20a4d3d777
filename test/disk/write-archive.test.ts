import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAppArchive } from '../../src/disk/read-archive.ts';
import { writeArchive } from '../../src/disk/write-archive.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { appFiles, rootFile } from '../app/app-files.ts';
import { writeTree } from '../helpers/app-directory.ts';
import { endedProcess } from '../helpers/ended-process.ts';
import { createTempDirectories } from './temp-directory.ts';

const tempDirectory = await createTempDirectories();
const files = appFiles({
  'stitch.json': rootFile,
  'functions/f/config.json': { name: 'f' },
  'functions/f/source.js': 'exports = () => 1;\n',
});
const options = { modified: new Date('2024-01-02T03:04:06Z'), limits: DEFAULT_LIMITS, overwrite: false };

describe('writing an app to an archive', () => {
  it('makes one, with its parents, that reads back the same', async () => {
    const parent = await tempDirectory();
    const target = join(parent, 'a/b/shop.zip');
    await writeArchive(target, files, options);
    const found = await readAppArchive(target, 'shop.zip', DEFAULT_LIMITS);
    expect(asTexts(found.files)).toEqual(asTexts(files));
    expect(await readdir(join(parent, 'a/b'))).toEqual(['shop.zip']);
    expect((await stat(target)).mode & 0o777).toBe(0o644);
  });

  it('replaces one only when it is told to, and keeps its mode', async () => {
    const directory = await writeTree(await tempDirectory(), { 'shop.zip': 'mine' });
    const target = join(directory, 'shop.zip');
    await chmod(target, 0o600);
    await expect(writeArchive(target, files, options)).rejects.toMatchObject({
      code: 'OutputExists',
      message: expect.stringContaining('shop.zip'),
    });
    expect(await readFile(target, 'utf8')).toBe('mine');
    await writeArchive(target, files, { ...options, overwrite: true });
    expect((await readAppArchive(target, 'shop.zip', DEFAULT_LIMITS)).files.size).toBe(3);
    expect((await stat(target)).mode & 0o777).toBe(0o600);
    expect(await readdir(directory)).toEqual(['shop.zip']);
  });

  it('writes through no link and over no directory', async () => {
    const directory = await writeTree(await tempDirectory(), { other: 'mine' });
    await symlink('other', join(directory, 'link.zip'));
    await mkdir(join(directory, 'folder.zip'));
    for (const name of ['link.zip', 'folder.zip']) {
      const writing = writeArchive(join(directory, name), files, { ...options, overwrite: true });
      await expect(writing).rejects.toMatchObject({ code: 'UnsafeTarget' });
    }
    expect(await readFile(join(directory, 'other'), 'utf8')).toBe('mine');
  });

  it.each(['../x', '/x', 'a//x', 'C:/x', 'a\\x'])('refuses the stored path %j', async (path) => {
    const directory = await tempDirectory();
    const bad = new Map([...files, [path, new Uint8Array()]]);
    await expect(writeArchive(join(directory, 'shop.zip'), bad, options)).rejects.toMatchObject({
      code: 'UnsafeTarget',
    });
    expect(await readdir(directory)).toEqual([]);
  });

  it('leaves nothing behind when it fails or is interrupted: no archive, no stage, no parent', async () => {
    const directory = await writeTree(await tempDirectory(), { file: 'x' });
    const twins = new Map([...files, ['STITCH.json', new Uint8Array()]]);
    const inside = join(directory, 'a/shop.zip');
    await expect(writeArchive(inside, twins, options)).rejects.toMatchObject({ code: 'ArchiveTwins' });
    const signal = AbortSignal.abort('SIGINT');
    await expect(writeArchive(inside, files, { ...options, signal })).rejects.toMatchObject({ code: 'Interrupted' });
    await expect(writeArchive(join(directory, 'file/shop.zip'), files, options)).rejects.toMatchObject({
      code: 'WriteFailed',
    });
    expect(await readdir(directory)).toEqual(['file']);
  });

  it('removes what a killed process left, and nothing else', async () => {
    const directory = await tempDirectory();
    const left = `.shop.zip.webhook-cli-${await endedProcess()}-x`;
    await writeFile(join(directory, left), 'half');
    await writeFile(join(directory, '.shop.zip.mine'), 'x');
    await writeArchive(join(directory, 'shop.zip'), files, options);
    expect((await readdir(directory)).sort()).toEqual(['.shop.zip.mine', 'shop.zip']);
  });
});

function asTexts(map: ReadonlyMap<string, Uint8Array>): Record<string, string> {
  return Object.fromEntries([...map].map(([path, bytes]) => [path, Buffer.from(bytes).toString('utf8')]));
}
