import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadApp } from '../../src/cli/app/load-app.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { writeTree } from '../helpers/app-directory.ts';
import { createWorkplace, type Workplace } from './command-line.ts';

let workplace: Workplace;
beforeAll(async () => {
  workplace = await createWorkplace();
});
afterAll(() => workplace.remove());

describe('loading an app', () => {
  it('gives the app, its files, what was left out and the issues in order', async () => {
    const root = await writeTree(join(workplace.directory, 'shop'), {
      'stitch.json': { config_version: 20180301, name: 'shop', nmae: 1, locatoin: 2 },
      'values/b.json': '{',
      'values/a.json': { name: 'a', value: 1, extra: 1 },
      'notes.txt': 'x',
    });
    const loaded = await loadApp({ path: 'shop', cwd: workplace.directory, limits: DEFAULT_LIMITS });
    expect(loaded).toMatchObject({ root, app: { name: 'shop' }, ignored: ['notes.txt'] });
    expect([...loaded.files.keys()].sort()).toEqual(['stitch.json', 'values/a.json', 'values/b.json']);
    expect(loaded.issues.map(({ file, line, code }) => [file, line, code])).toEqual([
      ['stitch.json', 4, 'UnknownKey'],
      ['stitch.json', 5, 'UnknownKey'],
      ['values/a.json', 4, 'UnknownKey'],
      ['values/b.json', 1, 'UnfinishedJson'],
    ]);
  });

  it('has no app when the root file cannot be used', async () => {
    const path = resolve(import.meta.dirname, '../../fixtures/broken-apps/NewerConfigVersion');
    const loaded = await loadApp({ path, cwd: workplace.directory, limits: DEFAULT_LIMITS });
    expect('app' in loaded).toBe(false);
    expect(loaded.issues).toMatchObject([{ code: 'NewerConfigVersion' }]);
  });
});
