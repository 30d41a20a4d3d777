import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AppFiles } from '../../src/app/app.ts';
import { checkApp } from '../../src/app/check-app.ts';
import { parseApp } from '../../src/app/parse-app.ts';
import { readAppDirectory } from '../../src/disk/read-app.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { appFiles, appWithWebhook, rootFile, secret } from './app-files.ts';

const signed = { httpMethod: 'POST', validationMethod: 'VERIFY_PAYLOAD', secret };

describe('checking an app', () => {
  it('finds in the sample app the page that anyone may open, and that secrets are in the files', async () => {
    const { files } = await readAppDirectory(
      resolve(import.meta.dirname, '../../fixtures/apps/orders'),
      DEFAULT_LIMITS,
    );
    const { app } = parseApp(files);
    expect(app && checkApp(app, files)).toMatchObject([
      {
        severity: 'warning',
        code: 'AnyoneCanRunAsSystem',
        file: 'services/store-http/incoming_webhooks/orderPage/config.json',
        line: 9,
        pointer: '/options/validationMethod',
      },
      {
        severity: 'warning',
        code: 'PlainSecret',
        file: 'services/store-http/incoming_webhooks/createOrder/config.json',
        pointer: '/options/secret',
        message: 'holds its secret as plain text, and so do 3 more',
      },
    ]);
  });

  it.each([
    ['no secret', { validationMethod: 'NO_VALIDATION' }],
    ['an empty secret', { validationMethod: 'VERIFY_PAYLOAD', secret: '' }],
    ['one that the environment gives', { validationMethod: 'VERIFY_PAYLOAD', secret: '%(%%environment.values.key)' }],
  ])('finds no plain secret where there is %s', (_, options) => {
    const files = appWithWebhook({ options: { httpMethod: 'POST', ...options } });
    const { app } = parseApp(files);
    expect((app ? checkApp(app, files) : []).map(({ code }) => code)).not.toContain('PlainSecret');
  });

  it.each([
    { title: 'an arrow function', source: 'exports = () => 1' },
    { title: 'an async arrow without spaces', source: 'exports=async(payload)=>payload' },
    { title: 'var exports', source: 'var exports = function () {}' },
    {
      title: 'helpers before and after',
      source: 'const a = 1;\nexports = function () { return b(); };\nfunction b() {}',
    },
    { title: 'a URL before, all on one line', source: 'const u = "http://x.example"; exports = () => u;' },
    { title: 'exports in a conditional', source: 'true ? (exports = () => 1) : 0' },
    { title: 'a comment between', source: 'exports /* the handler */ = () => 1' },
    { title: 'implicit globals', source: 'x = 1; exports = () => x' },
  ])('takes a source with $title', ({ source }) => {
    expect(check(withSource(source))).toEqual([]);
  });

  it.each([
    { title: 'no code', source: '', code: 'EmptySource', line: 1 },
    { title: 'only comments', source: '/* exports = 1 */ // exports = 2', code: 'CommentedOut', line: 1 },
    { title: 'a comment without an end', source: '/* exports = 1', code: 'SourceSyntax', line: 1 },
    { title: 'exports only in a comment', source: 'const a = 1; // exports = a', code: 'NoExports', line: 1 },
    { title: 'exports only in a text', source: 'const a = "let exports = 1";\na;', code: 'NoExports', line: 1 },
    { title: 'exports compared and not assigned', source: 'exports == 1;', code: 'NoExports', line: 1 },
    { title: 'module.exports', source: 'module.exports = () => 1', code: 'NoExports', line: 1 },
    { title: 'export default', source: '\nexport default () => 1', code: 'ModuleSyntax', line: 2 },
    { title: 'import', source: 'import a from "a";\nexports = a', code: 'ModuleSyntax', line: 1 },
    { title: 'a missing bracket', source: 'exports = function () {', code: 'SourceSyntax', line: 1 },
    {
      title: 'a syntax error in line 3',
      source: 'exports = () => {\n\n  return 1 +;\n}',
      code: 'SourceSyntax',
      line: 3,
    },
    {
      title: '100,000 nested brackets',
      source: `exports = ${'('.repeat(1e5)}1${')'.repeat(1e5)}`,
      code: 'SourceSyntax',
      line: 1,
    },
  ])('judges a source with $title', ({ source, code, line }) => {
    const [issue] = check(withSource(source));
    expect({ code: issue?.code, line: issue?.line }).toEqual({ code, line });
  });

  it('finds a source that is not UTF-8', () => {
    const path = 'services/api/incoming_webhooks/hook/source.js';
    const files = new Map([...withSource('exports = 1'), [path, Uint8Array.of(0x2f, 0x2f, 0xff)]]);
    expect(check(files)).toMatchObject([{ code: 'InvalidUtf8', file: path }]);
  });

  it('tells the same name in two services apart, and finds it twice in one', () => {
    const webhook = { name: 'hook', options: signed };
    const files = (second: string) =>
      appFiles({
        'stitch.json': rootFile,
        'services/a/config.json': { name: 'a', type: 'http' },
        'services/b/config.json': { name: 'b', type: 'http' },
        'services/a/incoming_webhooks/hook/config.json': webhook,
        'services/a/incoming_webhooks/hook/source.js': 'exports = 1',
        [`services/${second}/config.json`]: webhook,
        [`services/${second}/source.js`]: 'exports = 1',
      });
    expect(check(files('b/incoming_webhooks/hook'))).toEqual([]);
    expect(check(files('a/incoming_webhooks/webhook0')).map(({ code }) => code)).toEqual([
      'DuplicateName',
      'FolderNameDiffers',
    ]);
  });

  it('takes a rule expression, another user or a check of the request for protection', () => {
    const open = { httpMethod: 'POST', validationMethod: 'NO_VALIDATION' };
    expect(codesOf({ options: open })).toEqual(['AnyoneCanRunAsSystem']);
    expect(codesOf({ options: open, can_evaluate: {} })).toEqual(['AnyoneCanRunAsSystem']);
    expect(codesOf({ options: open, can_evaluate: true })).toEqual(['AnyoneCanRunAsSystem']);
    expect(codesOf({ options: open, can_evaluate: { '%%request.httpMethod': 'POST' } })).toEqual([]);
    expect(codesOf({ options: open, run_as_user_id: 'u' })).toEqual([]);
    expect(codesOf({ options: signed })).toEqual([]);
  });

  it.each([
    { script: 'exports = function (payload) { /* the id */ };', codes: ['ScriptReturnsNothing'] },
    { script: '// nothing yet', codes: ['ScriptReturnsNothing'] },
    { script: 'exports = function () { return; ', codes: ['ScriptSyntax'] },
    { script: 'exports = function (payload) { return payload.query.user; };', codes: [] },
    { script: 'exports = payload => payload.query.user', codes: [] },
  ])('judges the run-as script $script', ({ script, codes }) => {
    expect(codesOf({ options: signed, run_as_user_id_script_source: script })).toEqual(codes);
  });
});

/** Without the one warning that every webhook with a secret brings along. */
function check(files: AppFiles) {
  const { app } = parseApp(files);
  return app === undefined ? [] : checkApp(app, files).filter(({ code }) => code !== 'PlainSecret');
}

function codesOf(config: Readonly<Record<string, unknown>>): string[] {
  return check(appWithWebhook(config)).map(({ code }) => code);
}

function withSource(source: string): AppFiles {
  const files = new Map(appWithWebhook({ options: signed }));
  return files.set('services/api/incoming_webhooks/hook/source.js', new TextEncoder().encode(source));
}
