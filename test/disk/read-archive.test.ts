import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isArchiveFile, namesArchive } from '../../src/disk/archive-path.ts';
import { readAppArchive } from '../../src/disk/read-archive.ts';
import { DEFAULT_LIMITS, type Limits } from '../../src/limits.ts';
import { type EntryParts, zipBytes } from '../archives/zip-bytes.ts';
import { writeTree } from '../helpers/app-directory.ts';
import { createTempDirectories } from './temp-directory.ts';

const tempDirectory = await createTempDirectories();
const rootFile = { name: 'stitch.json', content: '{"config_version": 20180301, "name": "shop"}' };

describe('reading an app from an archive', () => {
  it('gives the exact bytes of every file, with the paths from the root', async () => {
    const odd = Buffer.from([0xef, 0xbb, 0xbf, 0x00, 0xff, 0x0a]);
    const { files, issues, ignored } = await read([
      rootFile,
      { name: 'functions/', method: 0, mode: 0o40755 },
      { name: 'functions/f/source.js', content: 'x\r\n' },
      { name: 'hosting/files/logo.png', content: odd },
    ]);
    expect([...files.keys()].sort()).toEqual(['functions/f/source.js', 'hosting/files/logo.png', 'stitch.json']);
    expect(files.get('hosting/files/logo.png')).toEqual(odd);
    expect({ issues, ignored }).toEqual({ issues: [], ignored: [] });
  });

  it('finds an app in one directory at the top, and lists what lies beside it', async () => {
    const { files, ignored } = await read([
      { name: 'app_20240102030405/', method: 0 },
      { ...rootFile, name: 'app_20240102030405/stitch.json' },
      { name: 'app_20240102030405/values/a.json', content: '{}' },
      { name: 'app_20240102030405/README.md' },
      { name: '__MACOSX/._app' },
      { name: 'notes.txt' },
    ]);
    expect([...files.keys()].sort()).toEqual(['stitch.json', 'values/a.json']);
    expect(ignored).toEqual(['../__MACOSX/', '../notes.txt', 'README.md']);
  });

  it('takes the app at the top when a directory there looks like one too', async () => {
    const { files, ignored } = await read([rootFile, { ...rootFile, name: 'old/stitch.json' }]);
    expect([...files.keys()]).toEqual(['stitch.json']);
    expect(ignored).toEqual(['old/']);
  });

  it('takes a config.json for a root file only when it has a config_version', async () => {
    const config = { name: 'shop/config.json', content: '{"config_version": 20200603, "name": "shop"}' };
    const other = { name: 'other/config.json', content: '{"name": "other"}' };
    expect([...(await read([other, config])).files.keys()]).toEqual(['config.json']);
    await expect(read([other])).rejects.toMatchObject({
      code: 'ArchiveRootNotFound',
      exitCode: 7,
      message: 'could not find stitch app: no root file at the top of shop.zip or in one directory there',
    });
  });

  it('refuses two apps in one archive', async () => {
    const entries = ['b', 'a'].map((folder) => ({ ...rootFile, name: `${folder}/stitch.json` }));
    await expect(read(entries)).rejects.toMatchObject({
      code: 'ArchiveSeveralApps',
      message: 'shop.zip holds several apps: "a", "b"',
    });
  });

  it('leaves strangers alone and lists them once, without looking into them', async () => {
    const { files, ignored, issues } = await read([
      rootFile,
      { name: 'README.md' },
      { name: '.git/config' },
      { name: '.git/HEAD' },
      { name: 'node_modules/.bin/tsc', content: '../typescript/bin/tsc', mode: 0o120777 },
      { name: 'node_modules/secret.js', content: 'x', flags: 1 },
      { name: 'functions/f/.DS_Store' },
      { name: 'functions/f/source.js~' },
      { name: 'functions/node_modules/a/index.js', content: 'x' },
      { name: 'functions/node_modules/config.json/index.js', content: 'x' },
    ]);
    expect([...files.keys()].sort()).toEqual([
      'functions/node_modules/a/index.js',
      'functions/node_modules/config.json/index.js',
      'stitch.json',
    ]);
    expect(ignored).toEqual(['.git/', 'README.md', 'functions/f/.DS_Store', 'functions/f/source.js~', 'node_modules/']);
    expect(issues).toEqual([]);
  });

  it('leaves secrets.json out with the warning that a directory gets, and never reads it', async () => {
    const { files, issues } = await read([rootFile, { name: 'secrets.json', content: '{}', checksum: 1 }]);
    expect([...files.keys()]).toEqual(['stitch.json']);
    expect(issues).toMatchObject([{ code: 'SecretsFileLeftOut', severity: 'warning', file: 'secrets.json' }]);
  });

  it('refuses links and devices by name, and reads everything else', async () => {
    const link = (name: string, content: string) => ({ name, content, mode: 0o120777 });
    const { files, issues } = await read([
      rootFile,
      { name: 'values/a.json', content: '{}' },
      link('values/b.json', '../../secret.json'),
      link('values/c.json', '/etc/passwd'),
      link('values/d.json', 'a.json'),
      link('values/e.json', '..'),
      link('functions', '../functions'),
      { name: 'values/pipe.json', mode: 0o010644 },
    ]);
    expect([...files.keys()].sort()).toEqual(['stitch.json', 'values/a.json']);
    expect(issues.map(({ code, file }) => `${code} ${file}`)).toEqual([
      'LinkLeavesApp functions',
      'LinkLeavesApp values/b.json',
      'LinkLeavesApp values/c.json',
      'LinkRefused values/d.json',
      'LinkRefused values/e.json',
      'SpecialFile values/pipe.json',
    ]);
  });

  it('refuses a name that no directory could hold', async () => {
    const { issues } = await read([rootFile, { name: `values/${'x'.repeat(256)}` }]);
    expect(issues).toMatchObject([{ code: 'PathTooLong', message: 'the name is 256 bytes long; 255 are allowed' }]);
  });

  it('stops at the limits, each one at the limit plus one', async () => {
    const entries = [rootFile, { name: 'values/a.json', content: 'x'.repeat(50), method: 0 }];
    const total = rootFile.content.length + 50;
    const codes = async (limits: Partial<Limits>) => (await read(entries, limits)).issues.map(({ code }) => code);
    expect(await codes({ appFilesMax: 2, appFileBytesMax: 50, appTotalBytesMax: total })).toEqual([]);
    expect(await codes({ appFileBytesMax: 49 })).toEqual(['FileTooLarge']);
    expect(await codes({ appTotalBytesMax: total - 1 })).toEqual(['AppTooLarge']);
    await expect(codes({ appFilesMax: 1 })).rejects.toMatchObject({ code: 'ArchiveTooManyEntries' });
  });

  it('refuses the whole when a file of the app cannot be read', async () => {
    await expect(read([rootFile, { name: 'values/a.json', content: 'x', checksum: 1 }])).rejects.toMatchObject({
      code: 'EntryDamaged',
    });
  });
});

describe('the path of an archive', () => {
  it('is told by what the file begins with when it is read', async () => {
    const directory = await writeTree(await tempDirectory(), { 'text.zip': 'PKZIP is a program', empty: '' });
    await writeFile(join(directory, 'app.bin'), zipBytes([rootFile]));
    await writeFile(join(directory, 'none.bin'), zipBytes([]));
    await mkdir(join(directory, 'folder.zip'));
    await symlink('app.bin', join(directory, 'link'));
    const found = (name: string) => isArchiveFile(join(directory, name));
    expect(['app.bin', 'none.bin', 'link'].map(found)).toEqual([true, true, true]);
    expect(['text.zip', 'empty', 'folder.zip', 'nowhere.zip', 'empty/x'].map(found)).toEqual(Array(5).fill(false));
  });

  it('is told by its name when it is written, unless a directory has that name', async () => {
    const directory = await tempDirectory();
    await mkdir(join(directory, 'folder.zip'));
    const names = ['new.zip', 'NEW.ZIP', 'folder.zip', 'zip', 'new.zip.d'];
    expect(names.map((name) => namesArchive(join(directory, name)))).toEqual([true, true, false, false, false]);
  });
});

async function read(entries: readonly EntryParts[], limits: Partial<Limits> = {}) {
  const path = join(await tempDirectory(), 'shop.zip');
  await writeFile(path, zipBytes(entries));
  return await readAppArchive(path, 'shop.zip', { ...DEFAULT_LIMITS, ...limits });
}
