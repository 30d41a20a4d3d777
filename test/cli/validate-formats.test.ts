import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runValidate } from '../../src/cli/commands/validate/validate.ts';
import { appWithWebhooks } from '../helpers/app-directory.ts';
import { createWorkplace, type Workplace, withJson } from './command-line.ts';
import { checkSarif } from './formats/sarif-shape.ts';

let workplace: Workplace;

beforeAll(async () => {
  workplace = await createWorkplace();
  await workplace.write(appWithWebhooks('shop-abcde', { one: 'const a = 1;' }), 'apps/broken');
  await workplace.write(appWithWebhooks('shop-abcde', { one: 'exports = () => 1;' }), 'apps/public');
});
afterAll(() => workplace.remove());

const webhook = 'services/api/incoming_webhooks/one';
const overview = [
  'app shop-abcde: 2 services, 1 incoming webhook, no functions, no values',
  'apps/broken: 1 error and 1 warning',
];

describe('validate --format', () => {
  it('prints annotations on stdout, with paths from the working directory, and the summary on stderr', async () => {
    const { status, stdout, stderr } = await workplace.run(runValidate, { path: 'apps/broken', format: 'github' });
    expect(status).toBe(3);
    expect(stdout.split('\n').map((line) => line.split('::', 2).join('::'))).toEqual([
      `::warning file=apps/broken/${webhook}/config.json,line=8,col=29,title=AnyoneCanRunAsSystem`,
      `::error file=apps/broken/${webhook}/source.js,line=1,col=1,title=NoExports`,
      '',
    ]);
    expect(stderr.split('\n').slice(0, 2)).toEqual(overview);
    expect(stderr).toContain('the app in apps/broken has 1 error');
  });

  it('counts paths from the checkout when the job works in a directory of it', async () => {
    const changes = { cwd: join(workplace.directory, 'apps'), env: { GITHUB_WORKSPACE: workplace.directory } };
    const { stdout } = await workplace.run(runValidate, { path: 'public', format: 'github' }, changes);
    expect(stdout).toMatch(new RegExp(`^::warning file=apps/public/${webhook}/config.json,`));
    const elsewhere = { ...changes, env: { GITHUB_WORKSPACE: join(workplace.directory, 'other') } };
    const other = await workplace.run(runValidate, { path: 'public', format: 'github' }, elsewhere);
    expect(other.stdout).toMatch(new RegExp(`^::warning file=public/${webhook}/config.json,`));
  });

  it('prints nothing but the document for sarif and junit', async () => {
    const sarif = await workplace.run(runValidate, { path: 'apps/broken', format: 'sarif' });
    const [run] = checkSarif(JSON.parse(sarif.stdout)).runs;
    expect(run?.results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['AnyoneCanRunAsSystem', 'warning'],
      ['NoExports', 'error'],
    ]);
    expect(run?.tool.driver.version).toMatch(/^\d+\.\d+\.\d+/);
    const junit = await workplace.run(runValidate, { path: 'apps/broken', format: 'junit' });
    expect(junit.stdout).toMatch(/^<\?xml [\s\S]*tests="5" failures="1"[\s\S]*<\/testsuites>\n$/);
  });

  it('prints the same for the same app, whatever the order in which it was written', async () => {
    const tree = appWithWebhooks('shop-abcde', { two: 'const a', one: 'const b', three: 'exports = 1 +;' });
    await workplace.write(tree, 'order');
    const first = await workplace.run(runValidate, { path: 'order', format: 'sarif' });
    await workplace.write(Object.fromEntries(Object.entries(tree).reverse()), 'order');
    expect(await workplace.run(runValidate, { path: 'order', format: 'sarif' })).toEqual(first);
  });

  it('ends with 0 on warnings, and with 3 under --strict, where each counts as an error', async () => {
    const lenient = await workplace.run(runValidate, { path: 'apps/public', format: 'junit' });
    expect(lenient.status).toBe(0);
    expect(lenient.stdout).toContain('failures="0"');
    const strict = await workplace.run(runValidate, { path: 'apps/public', format: 'junit', strict: true });
    expect(strict.status).toBe(3);
    expect(strict.stdout).toContain('<failure type="AnyoneCanRunAsSystem"');
    const github = await workplace.run(runValidate, { path: 'apps/public', format: 'github', strict: true });
    expect(github.stdout).toMatch(/^::error .*title=AnyoneCanRunAsSystem::/);
  });
});

describe('validate --strict', () => {
  it('says how many of the errors are warnings', async () => {
    const { status, stdout, stderr } = await workplace.run(runValidate, { path: 'apps/broken', strict: true });
    expect(status).toBe(3);
    expect(stdout).toContain('error AnyoneCanRunAsSystem');
    expect(stdout).toContain('apps/broken: 2 errors and no warnings (1 warning counted as an error)\n');
    expect(stderr).toContain('the app in apps/broken has 2 errors');
  });

  it('gives a failure under --json for an app that has only warnings', async () => {
    const { status, json } = await workplace.run(runValidate, { path: 'apps/public', strict: true }, withJson);
    expect(status).toBe(3);
    expect(json).toMatchObject({
      ok: false,
      error: { code: 'AppInvalid' },
      data: {
        issues: [{ code: 'AnyoneCanRunAsSystem', severity: 'error' }],
        summary: { errors: 1, warnings: 0 },
      },
    });
  });

  it('changes nothing for an app without issues', async () => {
    await workplace.write({ 'stitch.json': { config_version: 20180301, name: 'a' } }, 'clean');
    const strict = await workplace.run(runValidate, { path: 'clean', strict: true });
    expect(strict).toEqual(await workplace.run(runValidate, { path: 'clean' }));
    expect(strict.status).toBe(0);
  });
});

describe('validate --ignore', () => {
  const validate = (ignore: readonly string[], changes = {}, strict = false) =>
    workplace.run(runValidate, { path: 'apps/public', ignore, strict }, changes);

  it('leaves out the warnings of a code, and says how many', async () => {
    expect(await validate(['anyonecanrunassystem'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('apps/public: no errors and no warnings (1 warning left out by --ignore)\n'),
    });
  });

  it('leaves them out before --strict counts them', async () => {
    expect(await validate(['AnyoneCanRunAsSystem'], {}, true)).toMatchObject({ status: 0 });
    expect(await validate(['WeakSecret'], {}, true)).toMatchObject({ status: 3 });
  });

  it.each([
    ['an error', 'SourceSyntax', 'ErrorNotIgnorable'],
    ['a code that is none', 'AnyoneCanRunAsSytem', 'UnknownCode'],
  ])('refuses %s', async (_, ignored, code) => {
    expect(await validate([ignored], withJson)).toMatchObject({ status: 2, json: { ok: false, error: { code } } });
  });

  it('names a near code', async () => {
    expect((await validate(['AnyoneCanRunAsSytem'])).stderr).toContain('did you mean "AnyoneCanRunAsSystem"?');
  });
});

describe('validate --output-file', () => {
  it('writes the report whole, and leaves the summary on stderr and nothing on stdout', async () => {
    await writeFile(join(workplace.directory, 'report.txt'), 'old');
    const options = { path: 'apps/broken', outputFile: 'report.txt' };
    const { status, stdout, stderr } = await workplace.run(runValidate, options);
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr.split('\n').slice(0, 2)).toEqual(overview);
    const printed = await workplace.run(runValidate, { path: 'apps/broken' });
    expect(await readFile(join(workplace.directory, 'report.txt'), 'utf8')).toBe(printed.stdout);
  });

  it('takes every format', async () => {
    const outputFile = join(workplace.directory, 'issues.sarif');
    const { stdout } = await workplace.run(runValidate, { path: 'apps/public', format: 'sarif', outputFile });
    expect(stdout).toBe('');
    expect(checkSarif(JSON.parse(await readFile(outputFile, 'utf8'))).runs).toHaveLength(1);
  });

  it('refuses a directory that does not exist, a directory in the way and a link, and names them', async () => {
    await mkdir(join(workplace.directory, 'taken'));
    await symlink('/etc/hostname', join(workplace.directory, 'link'));
    const messages = await Promise.all(
      ['nowhere/report.txt', 'taken', 'link'].map(async (outputFile) => {
        const { status, stdout, stderr } = await workplace.run(runValidate, { path: 'apps/public', outputFile });
        expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
        return stderr.split('\n')[0];
      }),
    );
    expect(messages).toEqual([
      'error: cannot write to nowhere/report.txt: its directory does not exist',
      'error: cannot write taken: it is not a file',
      'error: cannot write link: it is a link',
    ]);
    expect(existsSync(join(workplace.directory, 'nowhere'))).toBe(false);
  });

  it('shows names from outside escaped in the file as well', async () => {
    const tree = { ...appWithWebhooks('shop-abcde', {}), 'values/a.json': { name: 'a', value: 1, 'k\u001b[2J': 2 } };
    await workplace.write(tree, 'escaped');
    await workplace.run(runValidate, { path: 'escaped', outputFile: 'escaped.txt' });
    const text = await readFile(join(workplace.directory, 'escaped.txt'), 'utf8');
    expect(text).toContain('the key "k\\u001b[2J"');
    expect(text).not.toContain('\u001b');
  });
});

describe('validate with options that contradict each other', () => {
  it.each([
    ['--format and --json', { format: 'sarif' }, withJson],
    ['--output-file and --json', { outputFile: 'x' }, withJson],
    ['--format and --list-rules', { format: 'text', listRules: true }, {}],
    ['--output-file and --list-rules', { outputFile: 'x', listRules: true }, {}],
  ] as const)('ends with 2 for %s, before it looks for an app', async (names, options, changes) => {
    const { status, stdout, stderr, json } = await workplace.run(runValidate, { path: 'nowhere', ...options }, changes);
    expect(status).toBe(2);
    const message = `${names} cannot be given together`;
    if (json === undefined) expect(stderr).toContain(`error: ${message}`);
    else expect(json).toMatchObject({ ok: false, error: { code: 'OptionsContradict', message } });
    if (json === undefined) expect(stdout).toBe('');
  });
});
