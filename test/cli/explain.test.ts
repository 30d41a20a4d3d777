import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listIssueCodes } from '../../src/app/issue-codes.ts';
import { runExplain } from '../../src/cli/commands/explain/explain.ts';
import { wrapText } from '../../src/cli/commands/explain/wrap-text.ts';
import { listErrorCodes } from '../../src/errors.ts';
import { createWorkplace, type Workplace, withJson } from './command-line.ts';

let workplace: Workplace;

beforeAll(async () => {
  workplace = await createWorkplace();
});
afterAll(() => workplace.remove());

describe('explain', () => {
  it('prints severity, message, hint, cause, example and cure of an issue', async () => {
    const { status, stdout, stderr } = await workplace.run(runExplain, { code: 'SecretPadded' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'warning SecretPadded',
      '',
      'Message',
      '  has a secret that starts or ends with white space, which counts',
      '',
      'Hint',
      '  remove the white space if it was pasted by mistake',
      '',
      'Cause',
      '  The secret begins or ends with white space, which is part of it. A sender',
      '  whose copy has none signs with another secret, and every call is answered',
      '  401.',
      '',
      'Example',
      '  "secret": "gq3Hn0VbT8yXw2LmKz7R\\n"',
      '',
      'Cure',
      '  "secret": "gq3Hn0VbT8yXw2LmKz7R"',
      '',
    ]);
  });

  it('prints message, hint, exit code and HTTP status of an error', async () => {
    const { stdout } = await workplace.run(runExplain, { code: 'AppNotFound' });
    expect(stdout.split('\n')).toEqual([
      'error AppNotFound',
      '',
      'Message',
      "  cannot find app using Client App ID '{id}'",
      '',
      'Hint',
      '  check the app id in the URL; import the app if it was never deployed',
      '',
      'Exit code',
      '  7',
      '',
      'HTTP status of a request',
      '  404',
      '',
    ]);
  });

  it('takes a code in any case', async () => {
    expect(await workplace.run(runExplain, { code: 'trailingCOMMA' })).toEqual(
      await workplace.run(runExplain, { code: 'TrailingComma' }),
    );
  });

  it('gives one document under --json', async () => {
    const issue = await workplace.run(runExplain, { code: 'weaksecret' }, withJson);
    expect(issue.json).toMatchObject({
      ok: true,
      data: { kind: 'issue', code: 'WeakSecret', severity: 'warning', cure: expect.stringContaining('"secret"') },
    });
    const error = await workplace.run(runExplain, { code: 'AppInvalid' }, withJson);
    expect(error.json).toMatchObject({ data: { kind: 'error', code: 'AppInvalid', exitCode: 3 } });
  });

  it('explains every code of both tables', async () => {
    for (const [code] of [...listIssueCodes(), ...listErrorCodes()]) {
      expect(await workplace.run(runExplain, { code })).toMatchObject({
        status: 0,
        stdout: expect.stringContaining(code),
      });
    }
  });

  it.each([
    ['a typing mistake', 'WeekSecret', '; did you mean "WeakSecret"?'],
    ['a code of an error that is nearly right', 'app_invalid', '; did you mean "AppInvalid"?'],
    ['a stranger', 'xyz', ''],
    ['nothing', '', ''],
    ['the name of a property of objects', '__proto__', ''],
    ['an escape sequence', '\u001b[31m', ''],
    ['a very long text', 'x'.repeat(100_000), ''],
  ])('ends with 2 and suggests what is near: %s', async (_title, code, suggestion) => {
    const { status, stdout, stderr } = await workplace.run(runExplain, { code });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`"${suggestion}\n`);
    expect(stderr).toContain('validate --list-rules');
    expect(stderr).not.toContain('\u001b');
  });

  it('never has to choose: no code is in both tables', () => {
    const errors = new Set(listErrorCodes().map(([code]) => code.toLowerCase()));
    expect(listIssueCodes().filter(([code]) => errors.has(code.toLowerCase()))).toEqual([]);
  });
});

describe('wrapping', () => {
  it.each([
    ['', 10, ['']],
    ['one two three', 7, ['one two', 'three']],
    ['a-word-that-is-too-long b', 5, ['a-word-that-is-too-long', 'b']],
    ['fits', 4, ['fits']],
  ])('breaks %j at %i between words', (text, width, lines) => {
    expect(wrapText(text, width)).toEqual(lines);
  });

  it('shows a message without what is not always part of it', async () => {
    const { stdout } = await workplace.run(runExplain, { code: 'PlainSecret' });
    expect(stdout).toContain('Message\n  holds its secret as plain text\n');
  });
});
