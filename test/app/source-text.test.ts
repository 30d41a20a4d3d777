import { describe, expect, it } from 'vitest';
import { codeOnly } from '../../src/app/source-text.ts';

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
