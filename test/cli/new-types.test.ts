import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runNew } from '../../src/cli/commands/new/new.ts';
import { runValidate } from '../../src/cli/commands/validate/validate.ts';
import { createWorkplace, readTree, type Workplace, withJson } from './command-line.ts';

let place: Workplace;
beforeAll(async () => {
  place = await createWorkplace();
});
afterAll(() => place.remove());

let count = 0;
let path: string;
beforeEach(() => {
  path = `app${++count}`;
});

const newApp = (configVersion: string) => place.run(runNew, { kind: 'app', name: 'shop', path, configVersion });
const read = (file: string) => readFile(join(place.directory, path, file), 'utf8');
const files = async () => Object.keys(await readTree(join(place.directory, path)));
const write = async (file: string, text: string) => writeFile(join(place.directory, path, file), text);

describe('new --types', () => {
  beforeEach(() => newApp('20180301'));

  it('alone writes only the typings and an editor project, and nothing when they fit', async () => {
    expect(await place.run(runNew, { path, types: true })).toMatchObject({ status: 0 });
    expect(await files()).toEqual([
      'jsconfig.json',
      'services/mongodb-atlas/config.json',
      'stitch.json',
      'webhook-cli.d.ts',
    ]);
    const again = await place.run(runNew, { path, types: true });
    expect(again).toMatchObject({ status: 0, stdout: expect.stringContaining('nothing was written') });
    expect(await place.run(runValidate, { path })).toMatchObject({ status: 0 });
  });

  it('beside something new knows it already', async () => {
    await place.run(runNew, { path, types: true });
    const made = await place.run(runNew, { kind: 'function', path, name: 'total', types: true }, withJson);
    expect(made.json).toMatchObject({
      data: {
        files: expect.arrayContaining([{ path: 'webhook-cli.d.ts', action: 'change', bytes: expect.any(Number) }]),
      },
    });
    expect(await read('webhook-cli.d.ts')).toContain('readonly "total": AppFunction;');
  });

  it('leaves the project that an editor has', async () => {
    await write('tsconfig.json', '{}');
    await place.run(runNew, { path, types: true });
    expect(await files()).not.toContain('jsconfig.json');
  });

  it('never replaces a file of that name which somebody else made, or a link', async () => {
    await write('webhook-cli.d.ts', '// mine\n');
    const refused = await place.run(runNew, { kind: 'function', path, name: 'total', types: true });
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining('webhook-cli.d.ts exists already') });
    expect(await read('webhook-cli.d.ts')).toBe('// mine\n');
    expect(await files()).not.toContain('functions/total/source.js');
    await newLink();
    const linked = await place.run(runNew, { path, types: true });
    expect(linked).toMatchObject({ status: 1, stderr: expect.stringContaining('it is a link') });
  });

  async function newLink(): Promise<void> {
    path = `${path}-linked`;
    await newApp('20180301');
    await symlink('/dev/null', join(place.directory, path, 'webhook-cli.d.ts'));
  }
});
