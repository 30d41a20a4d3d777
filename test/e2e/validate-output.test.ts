/** Far more issues than a pipe holds, through real pipes: nothing is cut off, and a reader that leaves is no failure. */
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTree } from '../helpers/app-directory.ts';
import { createHome, type Home, runProgram } from '../helpers/program.ts';

const program = resolve(import.meta.dirname, '../../bin/webhook-cli.js');
const files = 200;
const issuesPerFile = 50;
let home: Home;
let app: string;

beforeAll(async () => {
  home = await createHome();
  const keys = Object.fromEntries(Array.from({ length: issuesPerFile }, (_, index) => [`strange_${index}`, index]));
  const values = Array.from({ length: files }, (_, index) => [
    `values/v${index}.json`,
    { name: `v${index}`, value: 1, ...keys },
  ]);
  const root = { config_version: 20180301, app_id: 'many-abcde', name: 'many' };
  app = await writeTree(join(home.directory, 'many'), { 'stitch.json': root, ...Object.fromEntries(values) });
});
afterAll(() => home.remove());

describe('validate with ten thousand issues', () => {
  it('prints all of them, in every form', async () => {
    const text = await runProgram(home, ['validate', app]);
    expect(text.stdout.match(/ warning UnknownKey: /g)).toHaveLength(files * issuesPerFile);
    expect(text.stdout).toMatch(/no errors and 10000 warnings\n$/);
    const json = await runProgram(home, ['validate', app, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ data: { summary: { warnings: files * issuesPerFile } } });
    const sarif = await runProgram(home, ['validate', app, '--format', 'sarif']);
    expect(JSON.parse(sarif.stdout)).toMatchObject({ runs: [{ results: { length: files * issuesPerFile } }] });
    const github = await runProgram(home, ['validate', app, '--format', 'github', '--strict']);
    expect(github.stdout.match(/^::error /gm)).toHaveLength(files * issuesPerFile);
    expect([text, json, sarif, github].map(({ status }) => status)).toEqual([0, 0, 0, 3]);
  });

  it.each([[[]], [['--json']], [['--format', 'sarif']], [['--format', 'junit']]])(
    'ends quietly with 0 when nobody reads to the end: %j',
    async (flags) => {
      const { status, stderr } = await leaveEarly(['validate', app, ...flags]);
      expect(status).toBe(0);
      expect(stderr).not.toMatch(/EPIPE|error:|\bat .*:\d+/);
    },
  );
});

/** Closes the pipe after its first bytes, as `head` does. */
function leaveEarly(args: readonly string[]): Promise<{ status: number | null; stderr: string }> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdout.once('data', () => child.stdout.destroy());
  return new Promise((done) => child.on('close', (status) => done({ status, stderr })));
}
