import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveSettings, showsPassword } from '../../src/cli/settings/settings.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'webhook-cli-settings-'));
  await mkdir(join(home, 'webhook-cli'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function withFile(content: unknown, env: Record<string, string> = {}) {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  await writeFile(join(home, 'webhook-cli/settings.json'), text);
  return resolveSettings({}, { XDG_CONFIG_HOME: home, ...env }, '/srv');
}

const resolve = (flags: object, env: Record<string, string> = {}) =>
  resolveSettings(flags, { HOME: join(home, 'nobody'), ...env }, '/srv');

describe('settings', () => {
  it('come from flags, then the environment, then the file, then defaults', async () => {
    const file = { registry: 'mongodb://file/', dataDir: 'file', limits: { drainMs: 1, functionWallMs: 2 } };
    expect(await withFile(file)).toMatchObject({ registryUri: 'mongodb://file/', dataDirectory: '/srv/file' });
    const both = await withFile(file, { WEBHOOK_CLI_REGISTRY: 'mongodb://env/', WEBHOOK_CLI_LIMIT_DRAIN_MS: '3' });
    expect(both.registryUri).toBe('mongodb://env/');
    expect(both.limits).toMatchObject({ drainMs: 3, functionWallMs: 2, keepAliveTimeoutMs: 5_000 });
    const flags = { registry: 'mongodb://flag/', dataDir: '/flag', limit: ['drainMs=4'] };
    const all = resolve(flags, { WEBHOOK_CLI_REGISTRY: 'mongodb://env/', WEBHOOK_CLI_LIMIT_DRAIN_MS: '3' });
    expect(all).toMatchObject({ registryUri: 'mongodb://flag/', dataDirectory: '/flag', limits: { drainMs: 4 } });
    expect(resolve({})).toEqual({
      registryUri: undefined,
      dataDirectory: join(home, 'nobody/.local/share/webhook-cli'),
      limits: DEFAULT_LIMITS,
    });
  });

  it.each([
    { file: '{', says: 'JSON' },
    { file: [], says: 'it is no JSON object' },
    { file: null, says: 'it is no JSON object' },
    { file: { registry: 5 }, says: '"registry" must be a text' },
    { file: { dataDir: '' }, says: '"dataDir" must be a text' },
    { file: { datadir: 'x' }, says: 'the key "datadir" is unknown; did you mean "dataDir"?' },
    { file: { limits: [] }, says: '"limits" must be an object' },
    { file: { limits: { drainMs: '5' } }, says: '"limits.drainMs" must be a number' },
  ])('from a file with $file are refused: $says', async ({ file, says }) => {
    await expect(withFile(file)).rejects.toMatchObject({
      code: 'UnreadableSettings',
      exitCode: 2,
      message: expect.stringContaining(says),
    });
  });

  it.each(['registryBlobsPerBatch=0', 'registryBlobsPerBatch=-1', 'drainMs=1.5', 'drainMs=', 'drainMs', 'drainMs=1=2'])(
    'refuse the limit %s',
    (limit) => {
      expect(() => resolve({ limit: [limit] })).toThrowError(
        expect.objectContaining({ code: 'InvalidLimit', exitCode: 2 }),
      );
    },
  );

  it('refuse a time that no timer can hold, and a heap that no isolate starts with', () => {
    for (const limit of ['drainMs=99999999999', 'sandboxHeapMb=1']) {
      expect(() => resolve({ limit: [limit] })).toThrowError(expect.objectContaining({ code: 'InvalidLimit' }));
    }
  });

  it('take 0 where it means none', () => {
    expect(resolve({ limit: ['drainMs=0', 'functionLogLinesMax=0'] }).limits.drainMs).toBe(0);
  });

  it('name the nearest limit for an unknown one', () => {
    expect(() => resolve({ limit: ['drainMS=5'] })).toThrowError(
      expect.objectContaining({
        code: 'UnknownLimit',
        exitCode: 2,
        message: expect.stringContaining('did you mean "drainMs"?'),
      }),
    );
    expect(() => resolve({}, { WEBHOOK_CLI_LIMIT_NOTHING: '5' })).toThrowError(
      expect.objectContaining({ code: 'UnknownLimit' }),
    );
  });

  it('are the defaults where the home can hold no file, as in containers', () => {
    expect(resolve({ dataDir: '/data' }, { HOME: '/dev/null', XDG_CONFIG_HOME: '' })).toEqual({
      registryUri: undefined,
      dataDirectory: '/data',
      limits: DEFAULT_LIMITS,
    });
  });

  it('refuse an empty data directory, which would be the working directory', () => {
    expect(() => resolve({ dataDir: '' })).toThrowError(expect.objectContaining({ code: 'WrongUsage', exitCode: 2 }));
  });
});

describe('a registry URI as a flag', () => {
  it.each([
    ['mongodb://ada:secret@host/', true],
    ['mongodb+srv://ada:se%40cret@host/', true],
    ['mongodb://ada@host/', false],
    ['mongodb://ada:@host/', false],
    ['mongodb://host:27017/', false],
    ['mongodb://host:27017/?appName=a@b', false],
  ])('is warned of when it holds a password: %s', (registry, warns) => {
    expect(showsPassword({ registry })).toBe(warns);
  });
});
