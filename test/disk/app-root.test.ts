import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findAppRoot, takeAppRoot } from '../../src/disk/app-root.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { writeTree } from '../helpers/app-directory.ts';
import { createTempDirectories } from './temp-directory.ts';

const tempDirectory = await createTempDirectories();

describe('the app root', () => {
  it('is the nearest directory upwards with a root file', async () => {
    const root = await writeTree(await tempDirectory(), {
      'stitch.json': { config_version: 20180301 },
      'services/api/config.json': { name: 'api', type: 'http' },
      'services/api/incoming_webhooks/hook/config.json': { name: 'hook' },
    });
    expect(findAppRoot(root, DEFAULT_LIMITS)).toBe(root);
    expect(findAppRoot(join(root, 'services/api/incoming_webhooks/hook'), DEFAULT_LIMITS)).toBe(root);
  });

  it.each(['stitch.json', 'realm_config.json', 'root_config.json'])(
    'is found by %s, whatever is in it',
    async (name) => {
      const root = await writeTree(await tempDirectory(), { [name]: '' });
      expect(findAppRoot(root, DEFAULT_LIMITS)).toBe(root);
    },
  );

  it('is found by a config.json only when that has a config_version', async () => {
    const root = await writeTree(await tempDirectory(), {
      'config.json': { config_version: 20200603 },
      'a/config.json': {},
    });
    expect(findAppRoot(join(root, 'a'), DEFAULT_LIMITS)).toBe(root);
  });

  it('is looked for in so many directories and no more', async () => {
    const root = await writeTree(await tempDirectory(), { 'stitch.json': {}, 'a/b/c/x': '' });
    const limits = (levels: number) => ({ ...DEFAULT_LIMITS, appRootSearchLevels: levels });
    expect(findAppRoot(join(root, 'a/b/c'), limits(4))).toBe(root);
    expect(() => findAppRoot(join(root, 'a/b/c'), limits(3))).toThrow(
      expect.objectContaining({ code: 'AppRootNotFound' }),
    );
  });

  it('cannot be in a path that does not exist or is a file', async () => {
    const directory = await writeTree(await tempDirectory(), { file: 'x' });
    const find = (path: string) => () => findAppRoot(path, DEFAULT_LIMITS);
    expect(find(join(directory, 'nowhere'))).toThrow(expect.objectContaining({ code: 'NoSuchDirectory', exitCode: 7 }));
    expect(find(join(directory, 'file'))).toThrow(expect.objectContaining({ code: 'NotADirectory' }));
    expect(find('x'.repeat(5000))).toThrow(expect.objectContaining({ code: 'AppUnreadable', exitCode: 1 }));
    expect(find(join(directory, 'file/x'))).toThrow(expect.objectContaining({ code: 'NoSuchDirectory' }));
  });
});

describe('a directory that is given as an app', () => {
  it('is its own root', async () => {
    const root = await writeTree(await tempDirectory(), { 'a/stitch.json': {}, 'stitch.json': {} });
    expect(takeAppRoot(join(root, 'a'), DEFAULT_LIMITS)).toBe(join(root, 'a'));
  });

  it('never stands for the app around it, which is proposed', async () => {
    const root = await writeTree(await tempDirectory(), {
      'stitch.json': {},
      'functions/f/source.js': '',
      'services/api/config.json': { name: 'api', type: 'http' },
    });
    const take = (path: string) => () => takeAppRoot(join(root, path), DEFAULT_LIMITS, (shown) => `<${shown}>`);
    expect(take('functions')).toThrow(
      expect.objectContaining({
        code: 'NoAppDirectory',
        exitCode: 7,
        message: `<${root}/functions> is no app directory: it has no stitch.json, config.json, realm_config.json or root_config.json`,
        hint: expect.stringContaining(`did you mean <${root}>?`),
      }),
    );
    expect(take('services/api')).toThrow(
      'it has no stitch.json, realm_config.json or root_config.json, and its config.json has no config_version',
    );
  });

  it('is refused without a proposal where no app is around', async () => {
    const directory = await tempDirectory();
    expect(() => takeAppRoot(directory, DEFAULT_LIMITS)).toThrow(
      expect.objectContaining({ code: 'NoAppDirectory', hint: expect.not.stringContaining('did you mean') }),
    );
  });

  it('must exist and be a directory', async () => {
    const directory = await writeTree(await tempDirectory(), { file: 'x' });
    const take = (path: string) => () => takeAppRoot(join(directory, path), DEFAULT_LIMITS);
    expect(take('nowhere')).toThrow(expect.objectContaining({ code: 'NoSuchDirectory' }));
    expect(take('file')).toThrow(expect.objectContaining({ code: 'NotADirectory' }));
  });
});
