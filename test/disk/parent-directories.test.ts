import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeParents } from '../../src/disk/parent-directories.ts';
import { createTempDirectories } from './temp-directory.ts';

const tempDirectory = await createTempDirectories();

describe('the directories above a target', () => {
  it('are made and taken back, but for those that hold something by then', async () => {
    const root = await tempDirectory();
    makeParents(join(root, 'a/b'))();
    expect(await readdir(root)).toEqual([]);
    const undo = makeParents(join(root, 'a/b'));
    await writeFile(join(root, 'a/mine'), 'x');
    undo();
    expect(await readdir(join(root, 'a'))).toEqual(['mine']);
  });
});
