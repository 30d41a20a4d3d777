import { chmod, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mendSideFiles } from '../../../src/embedded/storage/side-files.ts';

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'engine-side-'));
  path = join(directory, 'data.sqlite');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const make = async (file: string, mode: number) => {
  await writeFile(file, '');
  await chmod(file, mode);
};
const modeOf = async (file: string) => (await stat(file)).mode & 0o777;

describe('a log that was made while the data file could only be read', () => {
  it('can be written again when the data file can', async () => {
    await make(path, 0o600);
    for (const ending of ['-wal', '-shm']) await make(path + ending, 0o400);
    mendSideFiles(path);
    expect(await Promise.all(['-wal', '-shm'].map((ending) => modeOf(path + ending)))).toEqual([0o600, 0o600]);
  });

  it('stays as it is while the data file can only be read', async () => {
    await make(path, 0o400);
    await make(`${path}-shm`, 0o400);
    mendSideFiles(path);
    expect(await modeOf(`${path}-shm`)).toBe(0o400);
  });

  it('is not looked for behind a link', async () => {
    const other = join(directory, 'other');
    await make(path, 0o600);
    await make(other, 0o400);
    await symlink(other, `${path}-shm`);
    mendSideFiles(path);
    expect(await modeOf(other)).toBe(0o400);
  });

  it('need not be there', async () => {
    await make(path, 0o600);
    expect(() => mendSideFiles(path)).not.toThrow();
  });
});
