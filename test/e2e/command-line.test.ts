import { spawnSync } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appWithWebhooks, writeTree } from '../helpers/app-directory.ts';
import { createHome, type Home, runProgram } from '../helpers/program.ts';

const program = resolve(import.meta.dirname, '../../bin/webhook-cli.js');

describe('the command line', () => {
  let home: Home;

  beforeAll(async () => {
    home = await createHome();
  });
  afterAll(() => home.remove());

  it('prints help on stdout, with examples and exit codes, for every command', async () => {
    for (const command of ['validate', 'import', 'export', 'new', 'serve']) {
      const help = await runProgram(home, [command, '--help']);
      expect(help).toMatchObject({ status: 0, stderr: '' });
      expect(help.stdout).toMatch(/Examples:\n {2}webhook-cli [\s\S]*Exit codes:/);
    }
  });

  it('ends with 2 and the nearest name on an unknown command or option', async () => {
    const command = await runProgram(home, ['exprt']);
    expect(command).toMatchObject({ status: 2, stdout: '' });
    expect(command.stderr).toContain('export');
    const option = await runProgram(home, ['import', '--strateg', 'merge']);
    expect(option).toMatchObject({ status: 2, stdout: '' });
    expect(option.stderr).toContain('--strategy');
  });

  it('prints one JSON document on stdout under --json, for failures too', async () => {
    const failed = await runProgram(home, ['export', '--app-id', 'nosuch-abcde', '--json']);
    expect(failed.status).toBe(7);
    expect(JSON.parse(failed.stdout)).toMatchObject({
      ok: false,
      error: { code: expect.any(String), message: expect.any(String), hint: expect.any(String) },
    });
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

  it('ends with 5 when the registry cannot be reached, and hides the password', { timeout: 10_000 }, async () => {
    const failed = await runProgram(home, [
      'export',
      '--app-id',
      'orders-abcde',
      '--registry',
      'mongodb://ada:s3cr3t@127.0.0.1:1/',
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
