import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listCommands } from '../../src/cli/program/describe-command.ts';
import { PROGRAM } from '../../src/cli/program.ts';
import { appWithWebhooks, writeTree } from '../helpers/app-directory.ts';
import { createHome, type Home, runProgram } from '../helpers/program.ts';

const program = resolve(import.meta.dirname, '../../bin/webhook-cli.js');

describe('the command line', () => {
  let home: Home;

  beforeAll(async () => {
    home = await createHome();
  });
  afterAll(() => home.remove());

  it.each(listCommands(PROGRAM).map(({ name }) => name))(
    'prints the help of %s in two ways on stdout',
    async (name) => {
      const help = await runProgram(home, [...name.split(' '), '--help']);
      expect(help).toMatchObject({ status: 0, stderr: '' });
      expect(help.stdout).toMatch(/^Usage: webhook-cli .*\n[\s\S]*Examples:\n {2}\S[\s\S]*Exit codes:\n/m);
      expect(await runProgram(home, ['help', ...name.split(' ')])).toEqual(help);
    },
  );

  it('prints its help when it is asked for, and as an error when a command is missing', async () => {
    const help = await runProgram(home, ['--help']);
    expect(help).toMatchObject({ status: 0, stderr: '' });
    expect(await runProgram(home, ['help'])).toEqual(help);
    expect(await runProgram(home, [])).toEqual({ status: 2, stdout: '', stderr: help.stdout });
  });

  const nodes = (process.env.PATH ?? '').split(delimiter).map((directory) => join(directory, 'node'));
  it.each(nodes.filter((path) => existsSync(path)))(
    'starts under the Node of the path at %s, whatever its version',
    (node) => {
      const started = spawnSync(node, [program, '--version'], { encoding: 'utf8' });
      expect(started).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    },
  );

  it('loads no more than it needs to print help', async () => {
    const listing = `import { registerHooks } from 'node:module';
      registerHooks({ load(url, context, next) { process.stderr.write(url + '\\n'); return next(url, context); } });`;
    const listed = await runProgram(home, ['--help'], {
      env: { NODE_OPTIONS: `--import="data:text/javascript,${encodeURIComponent(listing)}"` },
    });
    expect(listed.status).toBe(0);
    const packages = new Set([...listed.stderr.matchAll(/node_modules\/([^/]+)\//g)].map((match) => match[1]));
    expect([...packages].sort()).toEqual(['chalk', 'commander']);
  });

  it('ends with 2 and the nearest name on an unknown command or option', async () => {
    const command = await runProgram(home, ['exprt']);
    expect(command).toMatchObject({ status: 2, stdout: '' });
    expect(command.stderr).toContain('did you mean "export"?');
    const option = await runProgram(home, ['import', '-strateg', 'merge']);
    expect(option).toMatchObject({ status: 2, stdout: '' });
    expect(option.stderr).toContain('did you mean "--strategy"?');
  });

  it('takes the flags as scripts of the old tools wrote them', async () => {
    const root = resolve(import.meta.dirname, '../../fixtures/apps/orders');
    const login = await runProgram(home, ['login', '-username=ada', '-api-key=k3y-1']);
    expect(login).toMatchObject({ status: 0, stderr: expect.not.stringContaining('k3y') });
    const created = await runProgram(home, ['import', `-path=${root}`, '-create', '-strategy=replace', '-yes']);
    expect(created).toMatchObject({ status: 0 });
    const noted = await runProgram(home, [
      'import',
      '-app-id',
      'orders-abcde',
      '-path',
      root,
      '-include-hosting',
      '-y',
    ]);
    expect(noted).toMatchObject({ status: 0, stderr: expect.stringContaining('--include-hosting is accepted') });
    const misplaced = await runProgram(home, ['-app-id=orders-abcde', 'import']);
    expect(misplaced).toMatchObject({ status: 2, stdout: '' });
    expect(misplaced.stderr).toContain('write: webhook-cli import -app-id …');
  });

  it('colours a pipe only when it is told to', async () => {
    const plain = await runProgram(home, ['bogus']);
    expect(plain.stderr).toMatch(/^error: /);
    const forced = await runProgram(home, ['bogus'], { env: { FORCE_COLOR: '1' } });
    expect(forced.stderr.startsWith('\u001b[31merror:')).toBe(true);
    for (const [args, env] of [
      [['bogus', '--no-color'], {}],
      [['bogus'], { NO_COLOR: '1' }],
    ] as const) {
      // Node itself has something to say when both are set.
      const uncoloured = await runProgram(home, args, { env: { FORCE_COLOR: '1', ...env } });
      expect(uncoloured.stderr.startsWith(plain.stderr)).toBe(true);
    }
  });

  it('ends quietly when nobody reads on', async () => {
    const line = `"$0" "$1" completion bash | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const piped = spawnSync('bash', ['-c', line, process.execPath, program], { encoding: 'utf8' });
    expect(piped).toMatchObject({ stderr: '', stdout: expect.stringMatching(/^# .*\n0\n$/) });
  });

  it('never ends as if it were done when nobody reads on before it is', () => {
    const line = `"$0" "$1" serve --port 0 --data-dir "$2" 2>&1 | true; echo "\${PIPESTATUS[0]}"`;
    const piped = spawnSync('bash', ['-c', line, process.execPath, program, home.dataDirectory], { encoding: 'utf8' });
    expect(piped).toMatchObject({ stderr: '', stdout: '1\n' });
  });

  it.each(['help', 'help --json', 'validate'])('says that its output cannot be written: %s', (words) => {
    const line = `"$0" "$1" ${words} > /dev/full`;
    const root = resolve(import.meta.dirname, '../../fixtures/apps/orders');
    const full = spawnSync('bash', ['-c', line, process.execPath, program], { cwd: root, encoding: 'utf8' });
    expect(full.status).toBe(1);
    expect(full.stderr).toMatch(/^error: cannot write to standard output: ENOSPC.*\nhint: .*\n$/m);
    expect(full.stderr).not.toMatch(/^\s+at /m);
  });

  it('goes on when only progress and warnings cannot be written', () => {
    const line = '"$0" "$1" bogus 2> /dev/full';
    expect(spawnSync('bash', ['-c', line, process.execPath, program])).toMatchObject({ status: 2 });
  });

  it.each([
    ['SIGINT', 1, 130],
    ['SIGTERM', 1, 143],
    ['SIGTERM', 2, 143],
  ] as const)('ends by %s sent %i time(s) with status %i', async (signal, times, status) => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const child = spawn(process.execPath, [
      program,
      'export',
      '--app-id',
      'x',
      '--registry',
      `mongodb://127.0.0.1:${port}/`,
      '--limit',
      'databaseConnectMs=500',
    ]);
    await once(silent, 'connection');
    for (let sent = 0; sent < times; sent++) child.kill(signal);
    expect(await once(child, 'exit')).toEqual([status, null]);
    silent.close();
  });

  it('ends with 3 and every issue when an app has errors', async () => {
    const app = await writeTree(
      join(home.directory, 'broken'),
      appWithWebhooks('broken-abcde', { one: 'exports = function ( {', two: 'exports = () => (' }),
    );
    const validated = await runProgram(home, ['validate', app, '--json']);
    expect(validated.status).toBe(3);
    const document = JSON.parse(validated.stdout) as {
      data: { issues: { file: string; line: number; severity: string }[] };
    };
    const errors = document.data.issues.filter((issue) => issue.severity === 'error');
    expect(errors.map((issue) => [issue.file, issue.line])).toEqual([
      ['services/api/incoming_webhooks/one/source.js', 1],
      ['services/api/incoming_webhooks/two/source.js', 1],
    ]);
    const imported = await runProgram(home, ['import', app, '--create', '--yes']);
    expect(imported.status).toBe(3);
  });

  it('ends with 4 and the flag to give when an answer is needed and there is no terminal', async () => {
    const asked = await runProgram(home, [
      'new',
      'webhook',
      '--path',
      resolve(import.meta.dirname, '../../fixtures/apps/orders'),
    ]);
    expect(asked).toMatchObject({ status: 4, stdout: '' });
    expect(asked.stderr).toContain('--');
  });

  it('ends with 5 when the registry cannot be reached, and hides the password', async () => {
    const failed = await runProgram(home, [
      'export',
      '--app-id',
      'orders-abcde',
      '--registry',
      'mongodb://ada:s3cr3t@127.0.0.1:1/',
      '--limit',
      'databaseConnectMs=500',
    ]);
    expect(failed.status).toBe(5);
    expect(failed.stderr).toContain('127.0.0.1:1');
    expect(failed.stderr + failed.stdout).not.toContain('s3cr3t');
  });

  it('runs through a link, from any directory', async () => {
    const link = join(home.directory, 'linked-cli');
    await symlink(program, link);
    const version = spawnSync(process.execPath, [link, '--version'], { cwd: '/', encoding: 'utf8' });
    expect(version).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it('runs itself with the Node that it brought when started by another one', () => {
    const pretendOld =
      "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.20.2'}})";
    const version = spawnSync(process.execPath, ['--import', pretendOld, program, '--version'], { encoding: 'utf8' });
    expect(version).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    const failed = spawnSync(process.execPath, ['--import', pretendOld, program, 'exprt'], { encoding: 'utf8' });
    expect(failed.status).toBe(2);
  });
});
