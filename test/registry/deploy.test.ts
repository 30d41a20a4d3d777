import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppRecord } from '../../src/registry/apps.ts';
import { entriesFor, filesFrom, openStore, type Store, storeName } from './store.ts';

// Real stores on a busy machine take their time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let store: Store;
let app: AppRecord;
let appCount = 0;

beforeAll(async () => {
  store = await openStore();
  await store.registry.prepare();
});
afterAll(() => store.remove());
beforeEach(async () => {
  app = await store.registry.createApp({
    clientAppId: `orders-${(appCount++).toString().padStart(5, '0')}`,
    name: 'orders',
    location: 'US-VA',
    deploymentModel: 'GLOBAL',
  });
});

const importing = (files: ReadonlyMap<string, Uint8Array>) => ({
  files,
  entries: entriesFor(files),
  origin: 'import' as const,
});

async function reload(): Promise<AppRecord> {
  const found = await store.registry.findApp(app.clientAppId);
  if (found === undefined) throw new Error('the app is gone');
  return found;
}

describe(`deploying files to ${storeName}`, () => {
  it('gives back exactly the bytes that went in, whatever they are', async () => {
    const files = filesFrom({
      'a.json': '{\n    "name" : "a" }',
      'binary.bin': Uint8Array.from({ length: 256 }, (_, index) => index),
      'bom.js': Uint8Array.of(0xef, 0xbb, 0xbf, 0x0d, 0x0a),
      'empty.txt': '',
      'invalid-utf-8.txt': Uint8Array.of(0xff, 0xfe, 0x00, 0xc3, 0x28),
      'long.js': 'exports = () => 1;\n'.repeat(5_000),
      'ünï/📦.txt': 'é e\u0301 \u2028 \ud83d\udce6',
    });
    await store.registry.deploy({ app, ...importing(files) });
    const read = await store.registry.readFiles(await reload());
    expect([...read.keys()]).toEqual([...files.keys()].sort());
    for (const [path, bytes] of files) expect(Buffer.from(read.get(path) ?? []), path).toEqual(Buffer.from(bytes));
  });

  it('keeps a file that is bigger than one part', async () => {
    const big = randomBytes(2_500_000);
    const small = store.createRegistry({ limits: { registryBlobPartBytes: 1_000_000 } });
    await small.deploy({ app, ...importing(filesFrom({ 'big.bin': big })) });
    const read = await store.registry.readFiles(await reload());
    expect(Buffer.compare(read.get('big.bin') ?? Buffer.alloc(0), big)).toBe(0);
    const head = await store.db.collection<{ _id: string }>('blobs').findOne({ _id: sha256(big) });
    expect(head).toMatchObject({ parts: 3, size: big.length });
    expect(head).not.toHaveProperty('data');
  });

  it('keeps a file of the greatest size that an app may have', async () => {
    const big = randomBytes(16 * 1024 * 1024);
    await store.registry.deploy({ app, ...importing(filesFrom({ 'big.bin': big })) });
    const read = await store.registry.readFiles(await reload());
    expect(Buffer.compare(read.get('big.bin') ?? Buffer.alloc(0), big)).toBe(0);
  });

  it('numbers deployments from 1 and leaves the version before in the history', async () => {
    const first = await store.registry.deploy({ app, ...importing(filesFrom({ a: '1' })) });
    const second = await store.registry.deploy({ app: await reload(), ...importing(filesFrom({ a: '2' })) });
    expect([first.number, second.number]).toEqual([1, 2]);
    const history = await store.db
      .collection('deployments')
      .find({ app: app._id }, { sort: { number: 1 } })
      .toArray();
    expect(history).toMatchObject([
      { number: 1, parent: null, origin: 'import', files: 1, bytes: 1, author: null, message: null },
      { number: 2, parent: history[0]?._id, origin: 'import' },
    ]);
    expect(await reload()).toMatchObject({ revision: 2, live: { number: 2, deployment: history[1]?._id } });
  });

  it('sends only what the registry does not hold', async () => {
    const files = filesFrom({
      a: randomBytes(100).toString('hex'),
      b: randomBytes(100).toString('hex'),
      c: 'same',
      d: 'same',
    });
    const first = await store.registry.deploy({ app, ...importing(files) });
    expect(first).toMatchObject({ blobsSent: 3, bytesSent: 404 });
    const unchanged = await store.registry.deploy({ app: await reload(), ...importing(files) });
    expect(unchanged).toMatchObject({ number: 2, blobsSent: 0, bytesSent: 0 });
    files.set('b', Buffer.from(randomBytes(5).toString('hex')));
    const changed = await store.registry.deploy({ app: await reload(), ...importing(files) });
    expect(changed).toMatchObject({ number: 3, blobsSent: 1, bytesSent: 10 });
  });

  it('keeps files of the live version that are named by hash alone', async () => {
    const files = filesFrom({ a: 'kept', b: 'old' });
    await store.registry.deploy({ app, ...importing(files) });
    const live = await reload();
    const kept = (await store.registry.readEntries(live)).filter(({ path }) => path === 'a');
    const local = filesFrom({ b: 'new' });
    await store.registry.deploy({
      app: live,
      files: local,
      entries: [...kept.map((entry) => ({ ...entry, path: 'moved/a', hash: entry.blob })), ...entriesFor(local)],
      origin: 'import',
    });
    const read = await store.registry.readFiles(await reload());
    expect([...read].map(([path, bytes]) => [path, Buffer.from(bytes).toString()])).toEqual([
      ['b', 'new'],
      ['moved/a', 'kept'],
    ]);
  });

  it('changes name and place of the app in the same step as what is live, or not at all', async () => {
    const identity = { name: 'renamed', location: 'IE', deploymentModel: 'LOCAL' };
    await store.registry.deploy({ app, ...importing(filesFrom({ a: '1' })), identity });
    expect(await reload()).toMatchObject({ ...identity, live: { number: 1 } });
    await store.registry.deploy({ app: await reload(), ...importing(filesFrom({ a: '2' })) });
    expect(await reload()).toMatchObject({ ...identity, live: { number: 2 } });
    const late = { ...importing(filesFrom({ a: '3' })), identity: { ...identity, name: 'late' } };
    await expect(store.registry.deploy({ app, ...late })).rejects.toMatchObject({ code: 'DeploymentConflict' });
    expect(await reload()).toMatchObject({ ...identity, live: { number: 2 } });
  });

  it.each([
    { path: 'a', resource: 'half \ud800' },
    { path: 'a\udfff', resource: 'a' },
  ])('refuses a name that no store can hold as it is: $path $resource', async (names) => {
    const entries = [{ kind: 'other' as const, ...names }];
    const files = new Map([[names.path, Buffer.from('x')]]);
    const attempt = store.registry.deploy({ app, files, entries, origin: 'import' });
    await expect(attempt).rejects.toThrow('is no text');
    expect((await reload()).live).toBeUndefined();
  });

  it('writes damaged trees anew where it is told that what is live is damaged', async () => {
    const version = importing(filesFrom({ a: '1', b: '2' }));
    await store.registry.deploy({ app, ...version });
    const live = await reload();
    const trees = store.db.collection<{ _id: string }>('trees');
    await trees.updateOne({ _id: live.live?.root[0] ?? '' }, { $set: { 'entries.0.size': 7 } });
    await expect(store.registry.readFiles(live)).rejects.toMatchObject({ code: 'RegistryRecordDamaged' });
    await store.registry.deploy({ app: live, ...version, rewritesDamaged: true });
    expect([...(await store.registry.readFiles(await reload())).keys()]).toEqual(['a', 'b']);
  });

  it('refuses a file without bytes that the registry does not hold', async () => {
    const entries = [{ path: 'a', kind: 'other' as const, resource: 'a', hash: sha256(randomBytes(9)), size: 9 }];
    const attempt = store.registry.deploy({ app, files: new Map(), entries, origin: 'import' });
    await expect(attempt).rejects.toMatchObject({ code: 'RegistryRecordMissing' });
    expect((await reload()).live).toBeUndefined();
  });

  it('stops before the new version is visible when it is interrupted', async () => {
    const signal = AbortSignal.abort('SIGINT');
    const attempt = store.registry.deploy({ app, ...importing(filesFrom({ a: '1' })), signal });
    await expect(attempt).rejects.toMatchObject({ code: 'Interrupted' });
    expect((await reload()).live).toBeUndefined();
  });
});

describe('two writers', () => {
  it('cannot both deploy on one revision: the second gets a conflict with both numbers and changes nothing', async () => {
    await store.registry.deploy({ app, ...importing(filesFrom({ a: 'first' })) });
    const attempt = store.registry.deploy({ app, ...importing(filesFrom({ a: 'second' })) });
    await expect(attempt).rejects.toMatchObject({
      code: 'DeploymentConflict',
      exitCode: 6,
      message: expect.stringMatching(/since revision 0\b.* at revision 1\b/),
    });
    const read = await store.registry.readFiles(await reload());
    expect(Buffer.from(read.get('a') ?? []).toString()).toBe('first');
  });

  it('that race give one winner, whose version is live whole', async () => {
    const versions = Array.from({ length: 6 }, (_, index) => filesFrom({ a: `${index}`, b: `${index}` }));
    const outcomes = await Promise.allSettled(
      versions.map((files) => store.createRegistry().deploy({ app, ...importing(files) })),
    );
    const winners = outcomes.flatMap((outcome, index) => (outcome.status === 'fulfilled' ? [index] : []));
    expect(winners).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'DeploymentConflict' });
    }
    const read = await store.registry.readFiles(await reload());
    expect([...read.values()].map((bytes) => Buffer.from(bytes).toString())).toEqual([
      `${winners[0]}`,
      `${winners[0]}`,
    ]);
  });
});

describe('a damaged registry', () => {
  const blobs = () => store.db.collection<{ _id: string }>('blobs');
  const trees = () => store.db.collection<{ _id: string; entries: { size: number }[] }>('trees');

  async function deployOne(text: string): Promise<{ live: AppRecord; id: string }> {
    await store.registry.deploy({ app, ...importing(filesFrom({ a: text })) });
    return { live: await reload(), id: sha256(Buffer.from(text)) };
  }

  it('is reported with the record when a bit of a file has flipped', async () => {
    const { live, id } = await deployOne('some source');
    await blobs().updateOne({ _id: id }, { $set: { data: Buffer.from('some sourcf') } });
    await expect(store.registry.readFiles(live)).rejects.toMatchObject({
      code: 'RegistryRecordDamaged',
      message: expect.stringContaining(id),
    });
  });

  it('is reported when compressed bytes cannot be read', async () => {
    const { live, id } = await deployOne('some source '.repeat(4_000));
    expect(await blobs().findOne({ _id: id })).toMatchObject({ encoding: 'deflate' });
    await blobs().updateOne({ _id: id }, { $set: { data: Buffer.from('nonsense') } });
    await expect(store.registry.readFiles(live)).rejects.toMatchObject({ code: 'RegistryRecordDamaged' });
  });

  it('is reported when a file or a part is missing', async () => {
    const { live, id } = await deployOne('soon gone');
    await blobs().deleteOne({ _id: id });
    await expect(store.registry.readFiles(live)).rejects.toMatchObject({ code: 'RegistryRecordMissing' });
  });

  it('is reported when a tree is missing or does not fit its checksum', async () => {
    const { live } = await deployOne(randomBytes(10).toString('hex'));
    const [id = ''] = live.live?.root ?? [];
    await trees().updateOne({ _id: id }, { $set: { 'entries.0.size': 7 } });
    await expect(store.registry.readFiles(live)).rejects.toMatchObject({ code: 'RegistryRecordDamaged' });
    await trees().deleteOne({ _id: id });
    await expect(store.registry.readFiles(live)).rejects.toMatchObject({ code: 'RegistryRecordMissing' });
  });
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
