import { describe, expect, it } from 'vitest';
import { parseApp } from '../../src/app/parse-app.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { appFiles, rootFile } from './app-files.ts';

describe('a root file that was not chosen', () => {
  it('is no file of the app', () => {
    const files = appFiles({ 'stitch.json': rootFile, 'realm_config.json': '{ broken' });
    const { app, issues } = parseApp(files, DEFAULT_LIMITS, { manifest: 'stitch.json' });
    expect(app?.files.map(({ path }) => path)).toEqual(['stitch.json']);
    expect(issues).toEqual([]);
  });
});

describe('a root file without app_id and name', () => {
  const files = appFiles({ 'stitch.json': { config_version: 20180301 } });

  it('is refused with the flags that help', () => {
    expect(parseApp(files).issues).toMatchObject([
      {
        code: 'MissingAppName',
        severity: 'error',
        message: 'has neither "app_id" nor "name"',
        hint: 'add "name", or give --app-id or --app-name to import: exports made as a template or for source control have neither',
      },
    ]);
  });

  it.each([
    [{ name: 'shop' }, 'shop'],
    [{ clientAppId: 'shop-abcde' }, 'shop'],
    [{ clientAppId: 'shop-abcde', name: 'store' }, 'store'],
  ])('is taken when %j is known of the app', (identity, name) => {
    const { app, issues } = parseApp(files, DEFAULT_LIMITS, { identity });
    expect(app).toMatchObject({ name, clientAppId: undefined });
    expect(issues).toEqual([]);
  });

  it('but with a name keeps it, whatever else is known', () => {
    const named = appFiles({ 'stitch.json': { config_version: 20180301, name: 'own' } });
    expect(parseApp(named, DEFAULT_LIMITS, { identity: { name: 'other' } }).app?.name).toBe('own');
  });
});
