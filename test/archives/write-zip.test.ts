import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type Entry, fromBufferPromise } from 'yauzl';
import { accessBytes } from '../../src/archives/random-access.ts';
import { streamZip } from '../../src/archives/write-zip.ts';
import { openZipArchive } from '../../src/archives/zip-archive.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';

const modified = new Date('2024-07-02T23:04:06Z');
const zone = process.env.TZ;
afterEach(() => {
  // Assigning undefined would make it the text "undefined".
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

describe('writing a zip archive', () => {
  it('has an entry for every directory, before what lies in it, all in order and with plain modes', async () => {
    const bytes = await print({
      'values/b.json': '2',
      'functions/f/source.js': 'x',
      'stitch.json': '{}',
      'values/a.json': '1',
    });
    expect(await listRaw(bytes)).toEqual([
      ['functions/', '40755'],
      ['functions/f/', '40755'],
      ['functions/f/source.js', '100644'],
      ['stitch.json', '100644'],
      ['values/', '40755'],
      ['values/a.json', '100644'],
      ['values/b.json', '100644'],
    ]);
  });

  it('reads back as the same bytes, whatever they are', async () => {
    const files = {
      'odd.bin': Buffer.from([0xef, 0xbb, 0xbf, 0, 0xff]),
      'empty.json': '',
      'café/é.json': 'x'.repeat(70_000),
      'zeros.bin': Buffer.alloc(2_000_000),
    };
    expect(await readBack(await print(files))).toEqual(
      Object.fromEntries(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)])),
    );
  });

  it('reads back any app as the same bytes', async () => {
    const name = fc.stringMatching(/^[a-z\u00e0-\u00f6]{1,8}$/);
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => `${parts.join('/')}.f`);
    const content = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
    const property = fc.asyncProperty(fc.dictionary(path, content, { noNullPrototype: true }), async (files) => {
      expect(await readBack(await print(files))).toEqual(files);
    });
    await fc.assert(property, { numRuns: 100 });
  });

  it('compresses what gains by it, but nothing so far that it would be refused as a bomb', async () => {
    const files = { zeros: Buffer.alloc(1_000_000), text: 'exports = function () {};\n'.repeat(100) };
    const methods = (await entriesOf(await print(files))).map((entry) => [entry.fileName, entry.compressionMethod]);
    expect(methods).toEqual([
      ['text', 8],
      ['zeros', 0],
    ]);
  });

  it('gives the same bytes for the same files and time in every time zone, in any order', async () => {
    const prints: Buffer[] = [];
    for (const name of ['UTC', 'America/New_York', 'Asia/Kolkata']) {
      process.env.TZ = name;
      prints.push(await print({ 'b.json': '2', 'a.json': '1' }), await print({ 'a.json': '1', 'b.json': '2' }));
    }
    for (const bytes of prints) expect(bytes.equals(prints[0] ?? Buffer.alloc(0))).toBe(true);
    const [entry] = (await entriesOf(prints[0] ?? Buffer.alloc(0))).values();
    expect(entry?.getLastModDate()).toEqual(modified);
    expect(entry?.getLastModDate({ forceDosFormat: true, timezone: 'UTC' })).toEqual(modified);
  });

  it.each([
    ['a.json', 'A.json'],
    ['caf\u00e9', 'cafe\u0301'],
  ])('refuses names that are one file on some systems: %s and %s', async (first, second) => {
    const files = new Map([first, second].map((path) => [path, new Uint8Array()]));
    await expect(streamZip(files, modified, DEFAULT_LIMITS)).rejects.toMatchObject({ code: 'ArchiveTwins' });
  });

  it('can be stopped between large files, before the first byte', async () => {
    const large = new Map(['a', 'b'].map((path) => [path, Buffer.alloc(1_000_000)]));
    const stop = new AbortController();
    const streaming = streamZip(large, modified, DEFAULT_LIMITS, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(streaming).rejects.toThrow('stopped');
  });

  it('writes an empty archive for no files', async () => {
    expect(await readBack(await print({}))).toEqual({});
  });
});

async function print(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const map = new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)]));
  return await buffer(await streamZip(map, modified, DEFAULT_LIMITS));
}

async function entriesOf(bytes: Buffer): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of (await fromBufferPromise(bytes)).eachEntry()) entries.push(entry);
  return entries;
}

async function listRaw(bytes: Buffer): Promise<[string, string][]> {
  const entries = await entriesOf(bytes);
  return entries.map(({ fileName, externalFileAttributes }) => [fileName, (externalFileAttributes >>> 16).toString(8)]);
}

async function readBack(bytes: Buffer): Promise<Record<string, Buffer>> {
  const archive = await openZipArchive(accessBytes(bytes), 'shop.zip', DEFAULT_LIMITS);
  const files = archive.entries.filter(({ kind }) => kind === 'file');
  return Object.fromEntries(files.map((entry) => [entry.path, archive.read(entry)]));
}
