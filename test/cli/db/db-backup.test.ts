import { readdirSync, statSync } from 'node:fs';
import { chmod, copyFile, link, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDbBackup } from '../../../src/cli/commands/db/db-backup.ts';
import { openEngine } from '../../embedded/engine.ts';
import { createDataDirectory, type DataDirectory } from './data-directory.ts';

let data: DataDirectory;
beforeAll(async () => {
  data = await createDataDirectory();
  await data.fill(async (client) => {
    const items = client.db('a').collection('items');
    await items.createIndex({ n: 1 });
    await items.insertMany(Array.from({ length: 3_000 }, (_, n) => ({ n, text: `unmistakable ${n}` })));
    await client.db('b').collection('other').insertOne({ x: 1 });
  });
});
afterAll(() => data.remove());

/** What a backup left behind besides the backup itself. */
const leftovers = () => readdirSync(data.directory).filter((name) => name.startsWith('.'));

async function countIn(file: string): Promise<number> {
  const engine = await openEngine({ dataFile: file });
  const count = await engine.client
    .db('a')
    .collection('items')
    .countDocuments({ n: { $gte: 0 } });
  await engine.close();
  return count;
}

describe('db backup', () => {
  it('writes a file that an engine opens, for its owner only', async () => {
    const target = join(data.directory, 'new', 'first.sqlite');
    const done = await data.run(runDbBackup, { file: 'new/first.sqlite' });
    expect(done).toMatchObject({ status: 0, json: { data: { backup: target, collections: 2, documents: 3_001 } } });
    expect(statSync(target).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(data.directory, 'new'))).toEqual(['first.sqlite']);
    expect(await countIn(target)).toBe(3_000);
  });

  it('holds one moment of a database that is written to meanwhile', async () => {
    const engine = await data.open();
    const items = engine.client.db('a').collection('pairs');
    let isDone = false;
    const writing = (async () => {
      for (let n = 0; !isDone; n += 1) await items.insertMany([{ n }, { n }]);
    })();
    while ((await items.countDocuments()) < 20) await new Promise((go) => setTimeout(go, 5));
    const done = await data.run(runDbBackup, { file: 'busy.sqlite' });
    isDone = true;
    await writing;
    await engine.close();
    expect(done).toMatchObject({ status: 0 });
    const copy = await openEngine({ dataFile: join(data.directory, 'busy.sqlite') });
    const numbers = (await copy.client.db('a').collection('pairs').find().sort({ n: 1 }).toArray()).map(({ n }) => n);
    await copy.close();
    expect(numbers.length).toBeGreaterThanOrEqual(20);
    expect(numbers).toEqual(numbers.map((_, position) => Math.floor(position / 2)));
  });

  it('replaces a file only when it is told to, and keeps its permissions', async () => {
    const target = join(data.directory, 'kept.sqlite');
    await writeFile(target, 'old');
    await chmod(target, 0o640);
    const refused = await data.run(runDbBackup, { file: 'kept.sqlite' });
    expect(refused).toMatchObject({ status: 1, json: { error: { code: 'OutputExists' } } });
    expect(await readFile(target, 'utf8')).toBe('old');
    expect(await data.run(runDbBackup, { file: 'kept.sqlite', overwrite: true })).toMatchObject({ status: 0 });
    expect(statSync(target).mode & 0o777).toBe(0o640);
    expect(await countIn(target)).toBe(3_000);
  });

  it.each([
    { title: 'the data file', make: async () => data.dataFile },
    { title: 'its write-ahead log', make: async () => `${data.dataFile}-wal` },
    {
      title: 'another name of the data file',
      make: async () => {
        await link(data.dataFile, join(data.directory, 'hard.sqlite'));
        return 'hard.sqlite';
      },
    },
    {
      title: 'its write-ahead log, through a link to the directory',
      make: async () => {
        await symlink(data.directory, join(data.directory, 'here'));
        return 'here/webhook-cli.sqlite-wal';
      },
    },
    {
      title: 'a link to it',
      make: async () => {
        await symlink(data.dataFile, join(data.directory, 'soft.sqlite'));
        return 'soft.sqlite';
      },
    },
  ])('does not write over $title, nor advise to remove it', async ({ make }) => {
    const done = await data.run(runDbBackup, { file: await make(), overwrite: true });
    expect(done).toMatchObject({ status: 1, json: { error: { code: 'BackupIsDataFile' } } });
    expect(JSON.stringify(done.json)).not.toContain('remove');
    expect(await countIn(data.dataFile)).toBe(3_000);
  });

  it('does not write over a directory', async () => {
    await mkdir(join(data.directory, 'folder'));
    const done = await data.run(runDbBackup, { file: 'folder', overwrite: true });
    expect(done).toMatchObject({ status: 1, json: { error: { code: 'UnsafeTarget' } } });
  });

  it('does not write below a file', async () => {
    const done = await data.run(runDbBackup, { file: `${data.dataFile}/x.sqlite` });
    expect(done).toMatchObject({ status: 1, json: { error: { code: 'WriteFailed' } } });
  });

  it('that is interrupted leaves nothing', async () => {
    const controller = new AbortController();
    controller.abort('SIGINT');
    const done = await data.run(runDbBackup, { file: 'cut.sqlite' }, { signal: controller.signal });
    expect(done).toMatchObject({ status: 1, json: { error: { code: 'Interrupted' } } });
    expect(readdirSync(data.directory)).not.toContain('cut.sqlite');
    expect(leftovers()).toEqual([]);
  });
});

describe('a backup of a damaged data file', () => {
  const damage = async (change: (bytes: Buffer) => void) => {
    const directory = join(data.directory, 'damaged');
    await mkdir(directory, { recursive: true });
    const file = join(directory, 'webhook-cli.sqlite');
    await copyFile(data.dataFile, file);
    const bytes = await readFile(file);
    change(bytes);
    await writeFile(file, bytes);
    const done = await data.run(runDbBackup, { file: 'damaged/copy.sqlite' }, { dataDirectory: directory });
    const names = readdirSync(directory).filter((name) => name.includes('copy'));
    await rm(directory, { recursive: true });
    return { done, names };
  };

  it('is refused when a document does not have its checksum', async () => {
    const { done, names } = await damage((bytes) => {
      // Pages that were split hold old copies in the space that they no longer use.
      for (let at = bytes.indexOf('unmistakable 77'); at !== -1; at = bytes.indexOf('unmistakable 77', at)) {
        bytes[at] = (bytes[at] ?? 0) ^ 1;
      }
    });
    expect(done).toMatchObject({ status: 1, json: { error: { code: 'DataFileDamaged' } } });
    expect(JSON.stringify(done.json)).toContain('a.items');
    expect(names).toEqual([]);
  });

  it('is refused when a page has lost its header', async () => {
    const { done, names } = await damage((bytes) => {
      const page = Math.floor(bytes.length / 4096 / 2);
      bytes.fill(0xff, page * 4096, page * 4096 + 16);
    });
    expect(done).toMatchObject({ status: 1, json: { error: { code: 'DataFileDamaged' } } });
    expect(names).toEqual([]);
  });

  it('is refused when the list of its collections cannot be read', async () => {
    const file = new DatabaseSync(data.dataFile, { readOnly: true });
    const root = file.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'collections'").get()?.rootpage;
    file.close();
    const at = (Number(root) - 1) * 4096;
    const { done, names } = await damage((bytes) => bytes.fill(0xff, at, at + 16));
    expect(done).toMatchObject({ status: 1, json: { error: { code: 'DataFileDamaged' } } });
    expect(names).toEqual([]);
  });

  it('of a newer format is refused', async () => {
    const directory = join(data.directory, 'newer');
    await mkdir(directory);
    const file = new DatabaseSync(join(directory, 'webhook-cli.sqlite'));
    file.exec('PRAGMA user_version = 999');
    file.close();
    const done = await data.run(runDbBackup, { file: 'newer.sqlite' }, { dataDirectory: directory });
    expect(done).toMatchObject({ status: 1, json: { error: { code: 'DataFileTooNew' } } });
  });
});
