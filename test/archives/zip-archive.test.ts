import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { accessBytes } from '../../src/archives/random-access.ts';
import { openZipArchive } from '../../src/archives/zip-archive.ts';
import { DEFAULT_LIMITS, type Limits } from '../../src/limits.ts';
import { type EntryParts, type ZipParts, zipBytes } from './zip-bytes.ts';

const limitsWith = (changes: Partial<Limits>): Limits => ({ ...DEFAULT_LIMITS, ...changes });

describe('opening a zip archive', () => {
  it('lists files and directories with their kinds, parents or none', async () => {
    const { entries } = await open([
      { name: 'a/', method: 0, mode: 0o40755 },
      { name: 'a/x.json', content: '{}', mode: 0o100644 },
      { name: 'b/c/y.js', content: 'exports = 1', method: 0 },
    ]);
    expect(entries.map(({ path, kind, bytes }) => [path, kind, bytes])).toEqual([
      ['a', 'directory', 0],
      ['a/x.json', 'file', 2],
      ['b/c/y.js', 'file', 11],
    ]);
  });

  it('opens an empty one, one with a comment, and one in the form for large archives', async () => {
    expect((await open([])).entries).toEqual([]);
    expect((await open([{ name: 'x' }], { comment: 'made by hand' })).entries).toHaveLength(1);
    const large = await open([{ name: 'x', content: 'large', isZip64: true }], { isZip64: true });
    expect(readAll(large)).toEqual({ x: 'large' });
  });

  it('tells links and devices by their attributes, whatever their names', async () => {
    const { entries } = await open([
      { name: 'link', content: '../secret', mode: 0o120777 },
      { name: 'socket', mode: 0o140755 },
      { name: 'pipe', mode: 0o010644 },
      { name: 'tty', mode: 0o020644 },
      { name: 'disk/', mode: 0o060644 },
    ]);
    expect(entries.map(({ kind }) => kind)).toEqual(['link', 'socket', 'pipe', 'device', 'device']);
  });

  it.each([
    ['../x', 'its name leads out of the archive'],
    ['a/../../x', 'its name leads out of the archive'],
    ['a/..', 'its name leads out of the archive'],
    ['../', 'its name leads out of the archive'],
    ['/etc/passwd', 'its name is an absolute path'],
    ['/', 'its name is an absolute path'],
    ['C:/x', 'its name begins with a drive letter'],
    ['c:x', 'its name begins with a drive letter'],
    ['a\\..\\x', 'its name has a backslash, where a zip archive has "/"'],
    ['a\0.json', 'its name has a control character'],
    ['a\u001b[31m', 'its name has a control character'],
    ['a\nb', 'its name has a control character'],
    ['a//b', 'its name has an empty part or "."'],
    ['a/./b', 'its name has an empty part or "."'],
    ['a/.', 'its name has an empty part or "."'],
    ['.', 'its name has an empty part or "."'],
    ['', 'its name has an empty part or "."'],
  ])('refuses the entry %j', async (name, reason) => {
    await expect(open([{ name: 'stitch.json' }, { name }])).rejects.toMatchObject({
      code: 'UnsafeEntry',
      exitCode: 3,
      message: `shop.zip has the unsafe entry ${JSON.stringify(name)}: ${reason}`,
    });
  });

  it('takes names that begin with "./" for those without it, and checks what is left', async () => {
    const { entries } = await open([{ name: './' }, { name: './a/' }, { name: './a/x.json' }]);
    expect(entries.map(({ path, kind }) => [path, kind])).toEqual([
      ['a', 'directory'],
      ['a/x.json', 'file'],
    ]);
    for (const name of ['./../x', './/x', './C:/x', '././x']) {
      await expect(open([{ name }])).rejects.toMatchObject({ code: 'UnsafeEntry' });
    }
    await expect(open([{ name: 'x' }, { name: './x' }])).rejects.toMatchObject({ code: 'DuplicateEntry' });
  });

  it('takes the name that a field adds in UTF-8, if it is for this name, and checks it like any other', async () => {
    const raw = Buffer.from('caf\u0082.js', 'latin1');
    const named = async (unicode: string | Buffer, changes: { version?: number; of?: Buffer } = {}) =>
      (await open([{ name: raw, flags: 0, extra: unicodePath(unicode, changes.of ?? raw, changes.version) }]))
        .entries[0];
    expect(await named('café.js')).toMatchObject({ path: 'café.js' });
    for (const unicode of ['../x', 'a\0', Buffer.from([0xff])]) {
      await expect(named(unicode)).rejects.toMatchObject({ code: 'UnsafeEntry' });
    }
    for (const changes of [{ of: Buffer.from('other') }, { version: 2 }]) {
      await expect(named('café.js', changes)).rejects.toMatchObject({
        message: expect.stringContaining('its name is not UTF-8'),
      });
    }
  });

  it('takes a name as UTF-8 whether or not it says so, and refuses one that is not', async () => {
    const name = 'values/café.json';
    for (const flags of [0, 0x800]) expect((await open([{ name, flags }])).entries[0]?.path).toBe(name);
    const latin = Buffer.from(name, 'latin1');
    await expect(open([{ name: latin, flags: 0 }])).rejects.toMatchObject({
      code: 'UnsafeEntry',
      message: 'shop.zip has the unsafe entry "values/café.json": its name is not UTF-8',
    });
  });

  it('refuses a name that is longer than a path may be, and cuts it in the message', async () => {
    const limits = limitsWith({ appPathBytesMax: 300, appPathSegmentBytesMax: 255 });
    expect((await open([{ name: 'x'.repeat(555) }], {}, limits)).entries).toHaveLength(1);
    await expect(open([{ name: 'x'.repeat(556) }], {}, limits)).rejects.toMatchObject({
      code: 'UnsafeEntry',
      message: `shop.zip has the unsafe entry "${'x'.repeat(200)}…": its name has 556 bytes`,
    });
  });

  it('refuses a directory with the name of a file', async () => {
    await expect(open([{ name: 'a', mode: 0o40755 }])).rejects.toMatchObject({
      message: 'shop.zip has the unsafe entry "a": it is a directory with the name of a file',
    });
  });

  it.each([
    ['the same', 'a/x.json', 'a/x.json'],
    ['another case', 'a/x.json', 'a/X.json'],
    ['another Unicode form', 'caf\u00e9', 'cafe\u0301'],
    ['a file and a directory', 'a', 'a/'],
    ['directories of another case, without entries of their own', 'a/x', 'A/y'],
    ['a directory and another in other case', 'a/', 'A/y'],
  ])('refuses two entries of one name: %s', async (_, first, second) => {
    await expect(open([{ name: first }, { name: second }])).rejects.toMatchObject({ code: 'DuplicateEntry' });
  });

  it.each([
    ['a', 'a/b'],
    ['a/b/c', 'a'],
    ['A', 'a/b/c'],
  ])('refuses a file that is a directory too: %s and %s', async (first, second) => {
    await expect(open([{ name: first }, { name: second }])).rejects.toMatchObject({ code: 'EntryBelowFile' });
  });

  it('refuses entries below a link', async () => {
    const entries = [{ name: 'a', content: '/etc', mode: 0o120777 }, { name: 'a/passwd' }];
    await expect(open(entries)).rejects.toMatchObject({
      message: 'shop.zip has the entry "a/passwd" below "a", which is a file',
    });
  });

  it('refuses entries whose bytes overlap: one piece of data under two names, or the list of entries as data', async () => {
    await expect(
      open([
        { name: 'a', content: 'x' },
        { name: 'b', content: 'x', headerAt: 0 },
      ]),
    ).rejects.toMatchObject({
      code: 'OverlappingEntries',
      message: 'shop.zip has the entry "a", whose bytes overlap those of "b"',
    });
    const inside = { name: 'b', method: 0, content: 'xx', saidBytes: 10, saidCompressedBytes: 10 };
    await expect(open([inside])).rejects.toMatchObject({
      message: 'shop.zip has the entry "b", whose bytes overlap those of the list of entries',
    });
  });

  it('stops at so many files, directories and entries, and not before', async () => {
    const limits = limitsWith({ appFilesMax: 2 });
    const names = (...list: string[]) => list.map((name) => ({ name }));
    expect((await open(names('a', 'b', 'c/', 'd/'), {}, limits)).entries).toHaveLength(4);
    await expect(open(names('a', 'b', 'c'), {}, limits)).rejects.toMatchObject({
      code: 'ArchiveTooManyEntries',
      message: 'shop.zip has more than 2 files',
    });
    await expect(open(names('a/b/c/d'), {}, limits)).rejects.toMatchObject({
      message: 'shop.zip has more than 2 directories',
    });
    await expect(open(names('a'), { saidEntries: 5 }, limits)).rejects.toMatchObject({
      message: 'shop.zip has more than 4 entries',
    });
  });
});

describe('a zip archive that is damaged', () => {
  const whole = zipBytes([
    { name: 'a.json', content: 'x'.repeat(100), method: 0 },
    { name: 'b.json', content: '{}' },
  ]);

  it('is refused when its end is cut off', async () => {
    await expect(openBytes(whole.subarray(0, -30))).rejects.toMatchObject({
      code: 'ArchiveDamaged',
      message: 'shop.zip is damaged: its end is missing, so it is cut off or no zip archive',
    });
  });

  it('is refused wherever it is cut, and never read in part', async () => {
    for (let length = 0; length < whole.length; length++) {
      await expect(openBytes(whole.subarray(0, length))).rejects.toMatchObject({ code: 'ArchiveDamaged' });
    }
  });

  it('is refused with a name for every byte that is changed, or read as if nothing were changed', async () => {
    const intact = readAll(await openBytes(whole));
    for (let at = 0; at < whole.length; at++) {
      const bytes = Buffer.from(whole);
      bytes.writeUInt8(bytes.readUInt8(at) ^ 0xff, at);
      const result = await openBytes(bytes)
        .then(readAll)
        .catch((error: unknown) => error);
      if (result instanceof Error) expect(result).toMatchObject({ name: 'WebhookCliError' });
      else expect(Object.values(result as object)).toEqual(Object.values(intact));
    }
  });

  it('says where the list of entries ends too early', async () => {
    const bytes = zipBytes([{ name: 'a' }, { name: 'b' }], { saidEntries: 3 });
    await expect(openBytes(bytes)).rejects.toMatchObject({
      code: 'ArchiveDamaged',
      message: expect.stringMatching(/^shop\.zip is damaged: .* after the entry "b"$/),
    });
  });

  it('is refused when its list goes on after the number of entries that it says, or its end stands in its comment', async () => {
    const hidden = zipBytes([{ name: 'a' }, { name: 'b' }], { saidEntries: 1 });
    await expect(openBytes(hidden)).rejects.toMatchObject({
      code: 'ArchiveDamaged',
      message: 'shop.zip is damaged: its list of entries does not end as it says after the entry "a"',
    });
    const falseEnd = zipBytes([{ name: 'a' }], { comment: zipBytes([]) });
    await expect(openBytes(falseEnd)).rejects.toMatchObject({
      message: 'shop.zip is damaged: its list of entries does not end as it says',
    });
  });

  it('is refused when something follows its end', async () => {
    await expect(openBytes(Buffer.concat([whole, Buffer.from('\n')]))).rejects.toMatchObject({
      message: 'shop.zip is damaged: it goes on after its end',
    });
  });

  it('is refused when an entry does not begin where the list says', async () => {
    await expect(open([{ name: 'a', headerAt: 4 }])).rejects.toMatchObject({
      code: 'EntryDamaged',
      message: expect.stringContaining('"a"'),
    });
    await expect(open([{ name: 'a', headerAt: 1_000_000 }])).rejects.toMatchObject({ code: 'EntryDamaged' });
    const beyond = { name: 'a', isZip64: true, headerAt: Number.MAX_SAFE_INTEGER };
    await expect(open([beyond])).rejects.toMatchObject({ code: 'EntryDamaged' });
  });

  it('is refused when it is one part of several', async () => {
    await expect(open([{ name: 'a' }], { disk: 2 })).rejects.toMatchObject({ code: 'ArchiveInParts' });
  });

  it('is refused when its list of entries is encrypted', async () => {
    await expect(open([{ name: 'a', flags: 0x41 }])).rejects.toMatchObject({
      code: 'ArchiveDamaged',
      message: 'shop.zip is damaged: strong encryption is not supported',
    });
  });
});

describe('reading an entry of a zip archive', () => {
  it('gives the exact bytes, stored or compressed, none or many', async () => {
    const odd = Buffer.from([0xef, 0xbb, 0xbf, 0, 0xff, 0x0a]);
    const archive = await open(
      [
        { name: 'stored', content: odd, method: 0 },
        { name: 'compressed', content: odd },
        { name: 'empty', method: 0 },
        { name: 'empty, compressed' },
        { name: 'long', content: Buffer.alloc(300_000, 'abcdefghijklmnopqrstuvwxyz0123456789-_,.') },
      ],
      {},
      limitsWith({ archiveRatioMax: 1000 }),
    );
    const [stored, compressed, empty, emptyToo, long] = archive.entries.map((entry) => archive.read(entry));
    expect([stored, compressed, empty, emptyToo]).toEqual([odd, odd, Buffer.alloc(0), Buffer.alloc(0)]);
    expect(long).toHaveLength(300_000);
  });

  it('refuses one that is encrypted', async () => {
    await expect(readFirst({ name: 'a', content: 'x', flags: 0x801 })).rejects.toMatchObject({
      code: 'EntryEncrypted',
      message: 'shop.zip has the encrypted entry "a"',
    });
  });

  it.each([
    [12, 'bzip2 (method 12)'],
    [93, 'zstd (method 93)'],
    [77, 'method 77'],
  ])('refuses compression by method %i by its name', async (method, shown) => {
    await expect(readFirst({ name: 'a', content: 'x', method })).rejects.toMatchObject({
      code: 'EntryMethodUnsupported',
      message: `shop.zip has the entry "a", compressed by ${shown}; only "stored" and "deflate" can be read`,
    });
  });

  it.each([0, 8])('refuses one that does not fit its checksum, method %i', async (method) => {
    await expect(readFirst({ name: 'a', content: 'x', method, checksum: 1 })).rejects.toMatchObject({
      code: 'EntryDamaged',
      message: 'shop.zip has the damaged entry "a": its bytes do not fit its checksum',
    });
  });

  it('refuses compressed data that is cut off, or no such data', async () => {
    const data = deflateRawSync(Buffer.from('some text that is long enough')).subarray(0, -3);
    for (const wrong of [data, Buffer.from([0xff, 0xff, 0xff])]) {
      await expect(readFirst({ name: 'a', saidBytes: 29, data: wrong })).rejects.toMatchObject({
        code: 'EntryDamaged',
      });
    }
  });

  it.each([
    [9, 10],
    [11, 10],
    [0, 10],
  ])('refuses one that says that it has %i bytes and has %i', async (saidBytes, bytes) => {
    const content = 'x'.repeat(bytes);
    for (const method of [0, 8]) {
      await expect(readFirst({ name: 'a', content, method, saidBytes })).rejects.toMatchObject({
        code: 'EntrySizeFalse',
        message: expect.stringContaining(`says that it has ${saidBytes} bytes`),
      });
    }
  });

  it('counts what comes out, up to a hundred times the compressed size', async () => {
    const limits = limitsWith({ archiveRatioFreeBytes: 1000 });
    const content = Buffer.alloc(5000, 'x');
    const data = deflateRawSync(content);
    const exact = 5000 / data.length;
    const read = (ratio: number) => readFirst({ name: 'a', content }, { ...limits, archiveRatioMax: ratio });
    expect(await read(Math.ceil(exact))).toEqual(content);
    await expect(read(Math.ceil(exact) - 1)).rejects.toMatchObject({ code: 'EntryInflatesTooFar' });
  });

  it('lets a few bytes be any ratio, up to the limit and not one byte more', async () => {
    const content = Buffer.alloc(50_000, 'x');
    const read = (archiveRatioFreeBytes: number) =>
      readFirst({ name: 'a', content }, limitsWith({ archiveRatioMax: 2, archiveRatioFreeBytes }));
    expect(await read(50_000)).toEqual(content);
    await expect(read(49_999)).rejects.toMatchObject({
      code: 'EntryInflatesTooFar',
      message: 'shop.zip has the entry "a", which is over the limit at 49999 bytes: 2 times its compressed size',
    });
  });

  it('stops a bomb at the limit, whatever it says of its size', async () => {
    const data = deflateRawSync(Buffer.alloc(64 * 1024 * 1024));
    const bomb = { name: 'bomb', data, checksum: 0 };
    const before = process.memoryUsage().arrayBuffers;
    await expect(readFirst({ ...bomb, saidBytes: 64 * 1024 * 1024 })).rejects.toMatchObject({
      code: 'EntryInflatesTooFar',
    });
    await expect(readFirst({ ...bomb, saidBytes: 10 })).rejects.toMatchObject({
      code: 'EntrySizeFalse',
      message: 'shop.zip has the entry "bomb", which says that it has 10 bytes and has more',
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
  });

  it('refuses compressed data that is longer than any file may be', async () => {
    const limits = limitsWith({ appFileBytesMax: 1000 });
    const data = Buffer.concat([deflateRawSync(Buffer.from('x')), Buffer.alloc(3000)]);
    await expect(readFirst({ name: 'a', data, saidBytes: 1 }, limits)).rejects.toMatchObject({
      code: 'EntryDamaged',
      message: expect.stringContaining('are allowed'),
    });
  });
});

function unicodePath(name: string | Buffer, of: Buffer, version = 1): Buffer {
  const unicode = Buffer.from(name);
  const field = Buffer.alloc(9);
  field.writeUInt16LE(0x7075, 0);
  field.writeUInt16LE(5 + unicode.length, 2);
  field.writeUInt8(version, 4);
  field.writeUInt32LE(crc32(of), 5);
  return Buffer.concat([field, unicode]);
}

function open(entries: readonly EntryParts[], parts: ZipParts = {}, limits: Limits = DEFAULT_LIMITS) {
  return openBytes(zipBytes(entries, parts), limits);
}

function openBytes(bytes: Buffer, limits: Limits = DEFAULT_LIMITS) {
  return openZipArchive(accessBytes(bytes), 'shop.zip', limits);
}

async function readFirst(entry: EntryParts, limits: Limits = DEFAULT_LIMITS): Promise<Buffer> {
  const archive = await open([entry], {}, limits);
  const [first] = archive.entries;
  if (first === undefined) throw new Error('the archive is empty');
  return archive.read(first);
}

function readAll(archive: Awaited<ReturnType<typeof open>>): Record<string, string> {
  return Object.fromEntries(archive.entries.map((entry) => [entry.path, archive.read(entry).toString()]));
}
