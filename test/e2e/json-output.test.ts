import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandDescription, groupOf, listCommands } from '../../src/cli/program/describe-command.ts';
import { PROGRAM } from '../../src/cli/program.ts';
import { openEngine, type TestEngine } from '../embedded/engine.ts';
import { createHome, type Home, runProgram, startServe } from '../helpers/program.ts';

const orders = resolve(import.meta.dirname, '../../fixtures/apps/orders');
/** They print one object a line until they are stopped. */
const streaming = ['serve', 'db serve'];
/** In this order: one uses what another left. */
const goodInput: Readonly<Record<string, readonly string[]>> = {
  new: ['app', '--name', 'shop', '--path', 'shop', '--yes'],
  validate: [orders],
  schema: ['incoming-webhook'],
  explain: ['WeakSecret'],
  import: [orders, '--create', '--yes'],
  export: ['--app-id', 'orders-abcde', '-o', 'copy'],
  'db stats': [],
  'db compact': [],
  'db backup': ['backup.sqlite'],
  'db copy': [],
  help: ['import'],
  completion: ['bash'],
  'config show': [],
  login: ['--username', 'ada', '--api-key', 'k'],
  logout: [],
  whoami: [],
  'webhooks list': [orders],
  audit: [orders],
};
const commands = listCommands(PROGRAM);

let home: Home;
/** What `db copy` copies to. */
let target: TestEngine;
beforeAll(async () => {
  [home, target] = await Promise.all([createHome(), openEngine()]);
});
afterAll(async () => {
  await Promise.all([home.remove(), target.close()]);
});

const run = (...args: string[]) =>
  runProgram(home, args, { cwd: home.directory, env: { WEBHOOK_CLI_COPY_TO: target.engine.uri } });

describe('under --json', () => {
  it('every command is tried here', () => {
    const names = commands.map(({ name }) => name);
    expect(names.filter((name) => !Object.hasOwn(goodInput, name) && !streaming.includes(name))).toEqual([]);
  });

  const tried = commands.filter(({ name }) => !streaming.includes(name)).toSorted(byTableOrder);
  it.each(tried.map(({ name }) => name))('%s prints one document with its result', async (name) => {
    const done = await run(...name.split(' '), ...(goodInput[name] ?? []), '--json');
    expect(done).toMatchObject({ status: 0 });
    expect(JSON.parse(done.stdout)).toMatchObject({ ok: true, command: name, data: expect.anything() });
  });

  it.each(commands.map(({ name }) => name))('%s prints one document when it is called wrongly', async (name) => {
    for (const wrong of [['--no-such-option'], ['a', 'b', 'c', 'd']]) {
      const done = await run(...name.split(' '), ...wrong, '--json');
      expect(done).toMatchObject({ status: 2 });
      expect(JSON.parse(done.stdout)).toEqual({
        ok: false,
        error: {
          code: expect.stringMatching(/^(WrongUsage|UnknownChoice)$/),
          message: expect.any(String),
          hint: expect.any(String),
        },
      });
    }
  });

  it.each(commands.map(({ name }) => name))('%s --help prints one document, too', async (name) => {
    const done = await run(...name.split(' '), '--help', '--json');
    expect(done).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(done.stdout)).toMatchObject({ ok: true, command: 'help', data: { commands: [{ name }] } });
  });

  it.each([
    { args: ['validate', 'nowhere'], status: 7, code: 'NoSuchDirectory' },
    { args: ['explain', 'Bogus'], status: 2, code: expect.any(String) },
    { args: ['import', orders, '--strategy', 'bogus'], status: 2, code: 'UnknownStrategy' },
    { args: ['export'], status: 2, code: 'MissingAppId' },
    { args: ['export', '--app-id', 'nobody-abcde'], status: 7, code: 'UnknownApp' },
    { args: ['export', '--as-template'], status: 2, code: 'WrongUsage' },
    { args: ['new', 'webhook', '--path', 'shop'], status: 4, code: 'InputNeeded' },
    { args: ['new', 'webhook', '--method', 'x'], status: 2, code: 'UnknownChoice' },
    { args: ['completion'], status: 2, code: 'WrongUsage' },
    { args: ['config', 'show', '--limit', 'x=1'], status: 2, code: 'UnknownLimit' },
    { args: ['serve', '--port', 'x'], status: 2, code: 'WrongUsage' },
    { args: ['exprt'], status: 2, code: 'WrongUsage' },
    { args: ['config', 'shwo'], status: 2, code: 'WrongUsage' },
    { args: ['config'], status: 2, code: 'WrongUsage' },
    { args: [], status: 2, code: 'WrongUsage' },
  ])('$args fails with $code', async ({ args, status, code }) => {
    const done = await run(...args, '--json');
    expect(done).toMatchObject({ status });
    expect(JSON.parse(done.stdout)).toMatchObject({ ok: false, error: { code } });
  });

  it('the version is one document', async () => {
    const done = await run('--version', '--json');
    expect(done).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(done.stdout)).toEqual({ ok: true, command: 'version', data: { version: expect.any(String) } });
  });

  it('serve prints one object a line', async () => {
    const serving = await startServe(home, ['--json']);
    expect(await serving.end('SIGTERM')).toBe(0);
    const lines = serving.stdout().split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(JSON.parse(line)).toBeTypeOf('object');
  });
});

function byTableOrder(left: CommandDescription, right: CommandDescription): number {
  const names = Object.keys(goodInput);
  return names.indexOf(left.name) - names.indexOf(right.name);
}

describe('a group of commands', () => {
  it.each(PROGRAM.groups.map(({ name }) => name))(
    '%s by itself is wrong usage, with its help on stderr',
    async (name) => {
      const alone = await run(name);
      expect(alone).toMatchObject({ status: 2, stdout: '' });
      const help = await run(name, '--help');
      expect(help).toMatchObject({ status: 0, stderr: '', stdout: alone.stderr });
      for (const command of commands.filter((known) => groupOf(known) === name))
        expect(help.stdout).toContain(command.name);
    },
  );
});
