import { describe, expect, it } from 'vitest';
import { appFiles, appWithWebhook } from '../app-files.ts';
import { checkFiles, checkTree } from './check-files.ts';

const key = 'run_as_user_id_script_source';

describe('the run-as script of a webhook', () => {
  it('is reported at the place of its text in the file, with the line and the column in the script', () => {
    const options = { httpMethod: 'POST', validationMethod: 'NO_VALIDATION' };
    const script = 'exports = (payload) => {\n  return payload.;\n};';
    expect(checkFiles(appWithWebhook({ [key]: script, options }))).toEqual([
      {
        severity: 'error',
        code: 'ScriptSyntax',
        file: 'services/api/incoming_webhooks/hook/config.json',
        line: 4,
        column: 37,
        pointer: `/${key}`,
        message: "the run-as script does not compile: Unexpected token ';' (line 2, column 18 of the script)",
        hint: `correct the script in "${key}"`,
      },
    ]);
  });
});

describe('the user of a function', () => {
  it.each([
    ['nothing is chosen', { run_as_user_id: '', [key]: '' }, []],
    ['one user is chosen', { run_as_user_id: 'u' }, []],
    ['a good script is chosen', { [key]: 'exports = () => "u";' }, []],
    ['a user and a script are chosen', { run_as_user_id: 'u', [key]: 'exports = () => "u";' }, ['SeveralRunAsModes']],
    ['a user beside the system is chosen', { run_as_system: true, run_as_user_id: 'u' }, ['RunAsIgnored']],
    ['the script is only a comment', { [key]: '// exports = () => "u";' }, ['ScriptReturnsNothing']],
    ['the script does not compile', { [key]: 'exports = (' }, ['ScriptSyntax']],
    [
      'the script is nested too deeply',
      { [key]: `exports = () => ${'('.repeat(1e5)}1${')'.repeat(1e5)}` },
      ['ScriptSyntax'],
    ],
    ['the text of the key stands elsewhere', { description: 'run_as_user_id' }, []],
  ])('is judged when %s', (_title, config, codes) => {
    const issues = checkTree({
      'functions/f/config.json': { name: 'f', ...config },
      'functions/f/source.js': 'exports = () => 1;',
    });
    expect(issues.map(({ code }) => code)).toEqual(codes);
  });

  it('is judged at its place in the list of functions', () => {
    const issues = checkFiles(
      appFiles({
        'realm_config.json': { config_version: 20210101, name: 'shop' },
        'functions/config.json': [{ name: 'a' }, { name: 'b', [key]: 'exports = (' }],
        'functions/a.js': 'exports = () => 1;',
        'functions/b.js': 'exports = () => 1;',
      }),
    );
    expect(issues).toMatchObject([
      { code: 'ScriptSyntax', file: 'functions/config.json', pointer: `/1/${key}`, line: 7 },
    ]);
  });
});
