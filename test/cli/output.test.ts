import { describe, expect, it } from 'vitest';
import { createOutput, escapeForTerminal, paint } from '../../src/cli/output.ts';
import { WebhookCliError } from '../../src/errors.ts';

function open({ json = false, color = false } = {}) {
  const [out, err]: [string[], string[]] = [[], []];
  const [stdout, stderr] = [out, err].map((texts) => ({ write: (text: string) => texts.push(text) }));
  if (stdout === undefined || stderr === undefined) throw new Error('two streams');
  const output = createOutput({ stdout, stderr, json, command: 'test', color });
  return { output, stdout: () => out.join(''), stderr: () => err.join('') };
}

const hostile = 'a\nb\t\u001b[2J\u009b1m\u202e\u2028\ud800\u061c';
const harmless = 'a\\nb\\t\\u001b[2J\\u009b1m\\u202e\\u2028\\ud800\\u061c';

describe('text for a terminal', () => {
  it('has escapes in place of what could drive it or begin a line, and no other changes', () => {
    expect(escapeForTerminal(hostile)).toBe(harmless);
    expect(escapeForTerminal(harmless)).toBe(harmless);
    expect(escapeForTerminal('Grüße 📦 "x" \\')).toBe('Grüße 📦 "x" \\');
  });
});

describe('the output', () => {
  it('escapes whatever it is given, on every way out', () => {
    const { output, stdout, stderr } = open();
    output.result(hostile, {});
    output.streamed([hostile, ['x', paint.red(hostile)]], {});
    output.progress(hostile);
    output.warning(hostile);
    output.error(new WebhookCliError('WrongUsage', { reason: hostile }));
    expect(stdout()).toBe(`${harmless}\n${harmless}\nx${harmless}\n`);
    expect(stderr().split('\n').slice(0, 3)).toEqual([harmless, `warning: ${harmless}`, `error: ${harmless}`]);
  });

  it('keeps the line ends and colours of the program itself', () => {
    const { output, stdout } = open({ color: true });
    output.result(['one', ['two ', paint.green('fine\u001b[0m')]], {});
    expect(stdout()).toBe('one\ntwo \u001b[32mfine\\u001b[0m\u001b[39m\n');
  });

  it('prints JSON that holds the very value and drives no terminal', () => {
    const { output, stdout } = open({ json: true });
    output.result('', { name: hostile });
    expect([...'\u001b\u009b\u202e\u2028\u061c'].filter((character) => stdout().includes(character))).toEqual([]);
    expect(JSON.parse(stdout())).toEqual({ ok: true, command: 'test', data: { name: hostile } });
  });
});
