import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeFiles } from '../../src/disk/write-files.ts';
import { writeTree } from '../helpers/app-directory.ts';
import { createTempDirectories } from './temp-directory.ts';

const tempDirectory = await createTempDirectories();
const bytes = (text: string) => new TextEncoder().encode(text);
const files = new Map([
  ['functions/config.json', bytes('[1]')],
  ['functions/f.js', bytes('new')],
]);
const replace = new Map([['functions/config.json', bytes('[]')]]);

describe('a file that is to be replaced together with new ones', () => {
  it('gets its new bytes', async () => {
    const root = await writeTree(await tempDirectory(), { 'functions/config.json': '[]' });
    await writeFiles(root, files, { replace });
    expect(await readFile(join(root, 'functions/config.json'), 'utf8')).toBe('[1]');
    expect(await readFile(join(root, 'functions/f.js'), 'utf8')).toBe('new');
  });

  it.each([
    { title: 'holds other bytes by now', content: '[2]' },
    { title: 'grew', content: '[] ' },
  ])('is left, with all else, when it $title', async ({ content }) => {
    const root = await writeTree(await tempDirectory(), { 'functions/config.json': content });
    await expect(writeFiles(root, files, { replace })).rejects.toMatchObject({ code: 'FileChanged' });
    expect(await readFile(join(root, 'functions/config.json'), 'utf8')).toBe(content);
    await expect(readFile(join(root, 'functions/f.js'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is not made again when it is gone', async () => {
    const root = await writeTree(await tempDirectory(), { 'functions/config.json': '[]' });
    await rm(join(root, 'functions/config.json'));
    await expect(writeFiles(root, files, { replace })).rejects.toMatchObject({ code: 'FileChanged' });
  });

  it('lets no other file be replaced', async () => {
    const root = await writeTree(await tempDirectory(), { 'functions/config.json': '[]' });
    await writeFile(join(root, 'functions/f.js'), 'mine');
    await expect(writeFiles(root, files, { replace })).rejects.toMatchObject({ code: 'FileExists' });
    expect(await readFile(join(root, 'functions/config.json'), 'utf8')).toBe('[]');
  });
});
