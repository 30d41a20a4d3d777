import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DocumentBuffer } from '../../../src/embedded/aggregation/document-buffer.ts';
import { EngineError } from '../../../src/embedded/engine-error.ts';
import { ExternalSort, type SpillCodec } from '../../../src/embedded/spill/external-sort.ts';
import { SpillFile } from '../../../src/embedded/spill/spill-file.ts';

const TEXT: SpillCodec<string> = {
  encode: (text) => Buffer.from(text),
  decode: (bytes) => Buffer.from(bytes).toString(),
};

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'spill-test-'));
  vi.stubEnv('TMPDIR', directory);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

/** Files that this process has open in the directory, whether or not they still have a name; none where that is not told. */
function openFiles(): string[] {
  try {
    return readdirSync('/proc/self/fd').flatMap((descriptor) => {
      const target = targetOf(descriptor);
      return target.startsWith(directory) ? [target] : [];
    });
  } catch {
    return [];
  }
}

function targetOf(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return '';
  }
}

function sorter(bytesMax: number, { wanted, mayUseDisk = true }: { wanted?: number; mayUseDisk?: boolean } = {}) {
  const exceeded = (most: number) => new EngineError(292, 'TooMuch', `more than ${most}`);
  return new ExternalSort(TEXT, { bytesMax, mayUseDisk, exceeded }, wanted);
}

/** Values tell the order in which they were added. */
function shuffled(count: number): { key: string; value: string }[] {
  return Array.from({ length: count }, (_, at) => ({ key: `k${(at * 7919) % 97}`, value: `${at}` }));
}

function sorted(sort: ExternalSort<string>, items: readonly { key: string; value: string }[]) {
  try {
    for (const { key, value } of items) sort.add(key, value, value.length);
    return Array.from(sort.sorted(), ({ key, value }) => ({ key, value }));
  } finally {
    sort.close();
  }
}

const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : Number(a.key > b.key));

describe('documents that are kept to be read again', () => {
  it('leave no file when what they are read from fails', () => {
    function* failing() {
      for (let n = 0; n < 10; n += 1) yield { n };
      throw new RangeError('no more');
    }
    expect(() => new DocumentBuffer(failing(), { groupBytesMax: 100 })).toThrow(RangeError);
    expect(openFiles()).toEqual([]);
  });
});

describe('a sort in bounded memory', () => {
  it.each([
    ['in memory', 1_000_000],
    ['in a few runs', 20_000],
    ['in so many runs that they are merged on the way', 200],
    ['with a run for each item', 1],
  ])('keeps the order of equals %s', (_, bytesMax) => {
    const items = shuffled(2_000);
    expect(sorted(sorter(bytesMax), items)).toEqual(items.toSorted(byKey));
  });

  it.each([
    ['in memory', 1_000_000],
    ['on the disk', 2_000],
  ])('gives the first items that are wanted %s', (_, bytesMax) => {
    const items = shuffled(5_000);
    const first = sorted(sorter(bytesMax, { wanted: 100 }), items).slice(0, 100);
    expect(first).toEqual(items.toSorted(byKey).slice(0, 100));
  });

  it('needs no disk for a few wanted items of many', () => {
    const items = shuffled(20_000);
    const first = sorted(sorter(200_000, { wanted: 10, mayUseDisk: false }), items);
    expect(first).toEqual(items.toSorted(byKey).slice(0, 10));
  });

  it('keeps keys of any bytes and values of any length', () => {
    const items = [
      { key: '\u00ff\u0000', value: 'x'.repeat(700_000) },
      { key: '', value: '' },
      { key: '\u0000', value: 'é' },
    ];
    expect(sorted(sorter(1), items)).toEqual(items.toSorted(byKey));
  });

  it('refuses more than its memory when the disk may not be used', () => {
    expect(() => sorted(sorter(1_000, { mayUseDisk: false }), shuffled(100))).toThrow(
      expect.objectContaining({ code: 292 }),
    );
  });

  it('has no file with a name while it runs, and none open when it is closed halfway', () => {
    const sort = sorter(1_000);
    for (const { key, value } of shuffled(1_000)) sort.add(key, value, value.length);
    const items = sort.sorted();
    items.next();
    expect(readdirSync(directory)).toEqual([]);
    sort.close();
    expect(openFiles()).toEqual([]);
  });

  it('names the reason when there is no place for its file', () => {
    vi.stubEnv('TMPDIR', join(directory, 'missing'));
    expect(() => sorted(sorter(1), shuffled(10))).toThrow(expect.objectContaining({ code: 39 }));
  });
});

describe('a spill file', () => {
  it('can be read while it is written', () => {
    const file = new SpillFile(directory);
    file.append({ key: 'a', bytes: Buffer.from('one') });
    const first = { start: 0, end: file.end };
    expect([...file.rows(first)].map(({ key }) => key)).toEqual(['a']);
    file.append({ key: 'b', bytes: Buffer.from('two') });
    expect([...file.rows({ start: first.end, end: file.end })].map(({ key }) => key)).toEqual(['b']);
    expect([...file.rows({ start: 0, end: file.end })].map(({ bytes }) => Buffer.from(bytes).toString())).toEqual([
      'one',
      'two',
    ]);
    file.close();
    file.close();
  });
});
