import { describe, expect, it } from 'vitest';
import { BSONRegExp, BSONSymbol, type Document } from '../../../src/bson/bson.ts';
import { compileFilter } from '../../../src/embedded/query/filter.ts';

const finds = (pattern: string, options: string, text: unknown) =>
  compileFilter({ a: { $regex: pattern, $options: options } }).matches({ a: text });

describe('a regular expression', () => {
  it.each<[string, string, string, readonly string[], readonly string[]]>([
    ['is searched for', 'b+', '', ['abbc'], ['ac']],
    ['ignores case', '^ÄB', 'i', ['äbc'], ['cäb']],
    ['ends before a last line feed', 'a$', '', ['a', 'a\n'], ['a\nb', 'a\n\n', 'a\r']],
    ['ends at lines with m', '^b$', 'm', ['a\nb\nc'], ['a\rb\rc', 'ab']],
    ['has a dot that stops at line feeds only', 'a.b', '', ['a\rb', 'a\u2028b', 'a😀b'], ['a\nb']],
    ['has a dot for everything with s', 'a.b', 's', ['a\nb'], ['ab']],
    ['leaves out spaces and comments with x', 'a b # tail\n c', 'x', ['abc'], ['a b c']],
    ['has white space of ASCII', '^\\s$', '', [' ', '\t', '\v'], ['\u00a0', '\u2003']],
    ['has classes of ASCII', '^[\\s\\w]+$', '', ['a b_9'], ['é', '\u00a0']],
    ['has negated classes', '^[^\\S]$', '', [' '], ['a', '\u00a0']],
    ['knows the ends of the text', '\\Aab\\z', 'm', ['ab'], ['ab\n', 'x\nab']],
    ['knows the end but for a line feed', 'ab\\Z', '', ['ab\n'], ['ab\nc']],
    ['takes braces that are no quantifier', 'a{b}', '', ['a{b}'], ['ab']],
    ['takes needless escapes', '\\@\\-\\_\\"\\/', '', ['@-_"/'], ['\\@']],
    ['takes a quoted part', '\\Qa.b\\E+', '', ['a.bb'], ['aXb']],
    ['takes a first bracket as a member', '^[]a]+$', '', [']a'], ['b']],
    ['sets options at its begin', '(?i)abc', '', ['ABC'], ['ab']],
    ['sets case within a group', 'a(?i:b)', '', ['aB'], ['AB']],
    ['names groups as Python does', '(?P<q>.)\\k<q>', '', ['aa'], ['ab']],
    ['refers back', '(.)\\1', '', ['aa'], ['ab']],
    ['looks around', '(?<=a)b(?!c)', '', ['abd'], ['abc', 'b']],
    ['knows categories and scripts', '^\\p{Lu}\\p{Greek}$', '', ['Aα'], ['aα', 'AA']],
    ['knows code points', '^\\x{1F600}\\x41$', '', ['😀A'], ['A']],
    ['has a comment', 'a(?#why)b', '', ['ab'], ['a']],
  ])('%s', (_, pattern, options, matching, others) => {
    for (const text of matching) expect([text, finds(pattern, options, text)]).toEqual([text, true]);
    for (const text of others) expect([text, finds(pattern, options, text)]).toEqual([text, false]);
  });

  it('is found in strings, symbols and elements, and equals itself', () => {
    const filter = compileFilter({ a: new BSONRegExp('^x', 'i') });
    const matching: Document[] = [
      { a: 'X' },
      { a: new BSONSymbol('x') },
      { a: [1, 'xy'] },
      { a: new BSONRegExp('^x', 'i') },
    ];
    for (const document of matching) expect(filter.matches(document)).toBe(true);
    const others: Document[] = [{ a: 1 }, { a: new BSONRegExp('^x', '') }, {}, { a: null }];
    for (const document of others) expect(filter.matches(document)).toBe(false);
  });

  it('equals only one whose options are written alike', () => {
    const filter = compileFilter({ a: { $regex: '^x', $options: 'ii' } });
    expect(filter.matches({ a: new BSONRegExp('^x', 'i') })).toBe(false);
    expect(filter.matches({ a: 'X' })).toBe(true);
  });

  it('takes empty options before its own', () => {
    expect(compileFilter({ a: { $options: '', $regex: new BSONRegExp('x', 'i') } }).matches({ a: 'X' })).toBe(true);
  });

  it('takes options from $options when the expression has none', () => {
    expect(compileFilter({ a: { $regex: new BSONRegExp('x', ''), $options: 'i' } }).matches({ a: 'X' })).toBe(true);
  });
});

describe('a regular expression that would try without end', () => {
  it.each([
    ['(a+)+$', `${'a'.repeat(1_000)}b`],
    ['^(a|aa)+$', `${'a'.repeat(100)}b`],
    ['(\\w+\\s?)+$', `${'word '.repeat(100)}!`],
  ])('ends with the error of the match limit: %s', (pattern, text) => {
    const filter = compileFilter({ a: { $regex: pattern } });
    expect(() => filter.matches({ a: text })).toThrow(
      expect.objectContaining({ code: 51_156, message: expect.stringContaining('$regex') }),
    );
    expect(filter.matches({ a: 'a' })).toBe(true);
  });
});

describe('a refused regular expression', () => {
  it.each<[string, Document, number, string]>([
    ['with an unknown option', { $regex: 'a', $options: 'g' }, 51_108, 'invalid flag in regex options: g'],
    ['with options in both places', { $regex: /a/i, $options: 'm' }, 51_075, 'options set in both'],
    ['of a number', { $regex: 1 }, 2, '$regex has to be a string'],
    ['with options of a number', { $regex: 'a', $options: 1 }, 2, '$options has to be a string'],
    ['without a closing parenthesis', { $regex: '(a' }, 51_091, 'Regular expression is invalid'],
    ['without a closing bracket', { $regex: '[a' }, 51_091, 'missing terminating ]'],
    ['that ends in a backslash', { $regex: 'a\\' }, 51_091, '\\ at end of pattern'],
    ['with a verb that is not supported', { $regex: 'a(*SKIP)b' }, 238, '(*SKIP'],
    ['with a null character', { $regex: 'a\0' }, 2, 'null byte'],
    ['with a null character among its options', { $regex: 'a', $options: 'i\0' }, 51_108, 'invalid flag'],
    ['with options first and of its own', { $options: 'm', $regex: /a/i }, 51_074, 'options set in both'],
    ['with empty options and its own', { $regex: /a/i, $options: '' }, 51_075, 'options set in both'],
    ['of too great a length', { $regex: 'a'.repeat(32_769) }, 51_091, 'too large'],
  ])('is one %s', (_, operators, code, message) => {
    expect(() => compileFilter({ a: operators })).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });
});
