import { describe, expect, it } from 'vitest';
import { assignsExport, codeOnly, ParseBudget } from '../../../src/app/checks/source-text.ts';

describe('the code of a source', () => {
  it.each([
    ['a = 1; // b', 'a = 1;  '],
    ['a /* b\nc */ = 1', 'a   = 1'],
    ['a = "b // c"; d', 'a = ""; d'],
    ["a = 'it\\'s'; b", 'a = ""; b'],
    ['a = `b\n// c`; d', 'a = ""; d'],
    ['a = b / c / d', 'a = b / c / d'],
    ['a // b\nc', 'a  \nc'],
    ['// only', ' '],
    ['/* never closed', ' '],
    ['a = "never closed\nb', 'a = ""\nb'],
    ['a = `never closed', 'a = ""'],
    ['a = "\\', 'a = ""'],
    ['', ''],
  ])('of %j is %j', (source, code) => {
    expect(codeOnly(source)).toBe(code);
  });

  // Each of them takes minutes, or all of the stack, where a pattern goes back to try again.
  it.each([
    ['half a million escaped quotes', `"${'\\"'.repeat(5e5)}`],
    ['half a million escaped backticks', `\`${'\\`'.repeat(5e5)}`],
    ['a text of 16 MB', `"${'a'.repeat(16e6)}"`],
    ['a template of 16 MB', `\`${'a'.repeat(16e6)}\``],
  ])('is found in %s', (_title, source) => {
    expect(codeOnly(source)).toBe('""');
  });
});

describe('a source that assigns no exports by the pattern', () => {
  it.each([
    ['without the name', 'const a = 1;', false],
    ['with the name as a property', 'module.exports = () => 1;', false],
    ['with the name in escapes', '\\u0065xports = () => 1;', true],
    ['with the name in a pattern', '[exports] = [() => 1];', true],
    ['too long to be parsed', `a.exports = 1;${' '.repeat(3e6)}`, true],
    ['too long, and without the name', `a = 1;${' '.repeat(3e6)}`, false],
  ])('is judged by the parser: %s', (_title, source, assigns) => {
    expect(assignsExport(source, codeOnly(source), new ParseBudget(2e6))).toBe(assigns);
  });

  it('is judged as long as there is room for all of them', () => {
    // Each costs four times its length.
    const budget = new ParseBudget(2e6);
    const source = `a.exports = 1;${' '.repeat(300_000)}`;
    const judged = [1, 2, 3].map(() => assignsExport(source, codeOnly(source), budget));
    expect(judged).toEqual([false, true, true]);
  });
});
