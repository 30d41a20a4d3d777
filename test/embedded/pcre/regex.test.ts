import { describe, expect, it } from 'vitest';
import { InvalidPattern } from '../../../src/embedded/pcre/invalid-pattern.ts';
import { MatchLimitError } from '../../../src/embedded/pcre/machine.ts';
import { PcreRegex } from '../../../src/embedded/pcre/regex.ts';

/** The match and its groups, or null. */
function found(pattern: string, options: string, text: string): readonly unknown[] | null {
  const match = new PcreRegex(pattern, options).find(text, 0);
  return match === undefined ? null : [text.slice(match.start, match.end), ...match.captures];
}

type Row = readonly [title: string, pattern: string, options: string, text: string, result: readonly unknown[] | null];

const CHARACTERS: readonly Row[] = [
  ['a dot is one code point', '^.$', '', '😀', ['😀']],
  ['a dot stops at a line feed and at nothing else', '.+', '', 'a\r\u2028b\nc', ['a\r\u2028b']],
  ['a dot matches everything with s', '.+', 's', 'a\nb', ['a\nb']],
  ['white space is that of ASCII', '\\s+', '', '\u00a0\u2003 \v\t', [' \v\t']],
  ['horizontal space is that of Unicode', '\\h+', '', '\n\u00a0\u180e\u3000\t', ['\u00a0\u180e\u3000\t']],
  ['vertical space is that of Unicode', '\\v+', '', ' \n\u0085\u2028', ['\n\u0085\u2028']],
  ['a line break is taken whole', '(\\R)\\n?', '', '\r\n', ['\r\n', '\r\n']],
  ['words are of ASCII', '\\w+', '', 'éab_9é', ['ab_9']],
  ['words are of Unicode after (*UCP)', '(*UCP)\\w+', '', ' éa日١ ', ['éa日١']],
  ['digits are of Unicode after (*UCP)', '(*UCP)^\\d+$', '', '١٢', ['١٢']],
  ['a boundary is one of ASCII', '\\byster', '', 'Öyster', ['yster']],
  ['a boundary is one of Unicode after (*UCP)', '(*UCP)\\byster', '', 'Öyster', null],
  ['word edges have POSIX names', '[[:<:]]b\\w*[[:>:]]', '', 'ab bc', ['bc']],
  ['POSIX classes are of ASCII', '[[:alpha:]]+', '', 'éab1', ['ab']],
  ['POSIX classes can be negated', '[[:^alpha:]x]+', '', 'a1xé', ['1xé']],
  ['POSIX classes are of Unicode after (*UCP)', '(*UCP)[[:upper:]]+', '', 'aÉÀ', ['ÉÀ']],
  ['a class of one case is of both without case', '[[:upper:]]+', 'i', '1aB', ['aB']],
  ['categories do not look at case', '\\p{Lu}', 'i', 'a', null],
  ['scripts are read loosely', '\\p{ greek }+', '', 'aαβ', ['αβ']],
  ['properties can be negated twice', '\\P{^L}', '', '1a', ['a']],
  ['yes-or-no properties are known', '\\p{White_Space}', '', 'a\u2003', ['\u2003']],
  ['codes are octal', '\\101\\o{102}\\07', '', 'AB\x07', ['AB\x07']],
  ['codes are hexadecimal', '\\x41\\x{1F600}\\N{U+42}\\x', '', 'A😀B\0', ['A😀B\0']],
  ['control characters have letters', '\\cA\\e\\a\\t', '', '\x01\x1b\x07\t', ['\x01\x1b\x07\t']],
  ['two digits are octal when there are not so many groups', '(a)\\10', '', 'a\b', ['a\b', 'a']],
  ['a quoted part stands for itself', '\\Qa.b\\E+', '', 'a.bbb', ['a.bbb']],
  ['braces that are no quantifier stand for themselves', 'a{,3}{x}', '', 'a{,3}{x}', ['a{,3}{x}']],
];

const CLASSES: readonly Row[] = [
  ['a first bracket is a member', '[]a]+', '', ']a', [']a']],
  ['a first bracket is a member of a negated class', '[^]a]', '', ']ab', ['b']],
  ['a last hyphen is a member', '[\\d-]+', '', 'a1-', ['1-']],
  ['a hyphen after a range is a member', '[a-c-e]+', '', 'd-e', ['-e']],
  ['an escaped hyphen makes no range', '[a\\-z]+', '', 'b-z', ['-z']],
  ['a range may end in a code', '[a-\\x63]+', '', 'xabc', ['abc']],
  ['a quoted hyphen makes no range', '[\\Qa-c\\E]+', '', 'b-a', ['-a']],
  ['a backspace has the letter of the boundary', '[\\b]', '', 'b\b', ['\b']],
  ['a negated class matches what is not ASCII', '[^\\W]+', '', 'é_a', ['_a']],
  ['members have other cases', '[^s]', 'i', 'SſsK', ['K']],
  ['a bracket may begin what is no POSIX class', '[[:alpha]+', '', ':[a', [':[a']],
  ['blanks count in a class with x', '[a b]+', 'x', 'b a', ['b a']],
  ['blanks count for nothing in a class with xx', '(?xx)[a b]+', '', 'b a', ['b']],
];

const CASE: readonly Row[] = [
  ['letters beyond ASCII have cases', 'éß', 'i', 'Éẞ', ['Éẞ']],
  ['a letter may have three cases', 'σ+', 'i', 'Σςσ', ['Σςσ']],
  ['the Kelvin sign is a k', 'k', 'i', '\u212a', ['\u212a']],
  ['a dotted I is no i', 'i', 'i', '\u0130\u0131', null],
  ['a sharp s is not two letters', 'ß', 'i', 'SS', null],
  ['case is ignored from within', 'a(?i)b', '', 'aB', ['aB']],
  ['what ignores case ends with its group', '(?:a(?i)b)c', '', 'aBC', null],
  ['what is set in one branch holds in the next', '(a(?i)b|c)', '', 'C', ['C', 'C']],
  ['case may be heeded within', '(?i)a(?-i)b', '', 'AB', null],
  ['options may be those of a group', 'a(?i:b)c', '', 'aBc', ['aBc']],
  ['all options may be taken back', '(?i)(?^)a', '', 'A', null],
  ['a reference ignores case where it stands', '(a)(?i)\\1', '', 'aA', ['aA', 'a']],
];

const PLACES: readonly Row[] = [
  ['the end is before a last line feed', 'a$', '', 'a\n', ['a']],
  ['the end is not before a carriage return', 'a$', '', 'a\r', null],
  ['the end is not before two line feeds', 'a$', '', 'a\n\n', null],
  ['lines end at each line feed with m', 'a$', 'm', 'a\nb', ['a']],
  ['no line begins after the last line feed', '^$', 'm', 'a\n', null],
  ['the text has an end of its own', 'a\\z', 'm', 'a\n', null],
  ['the text ends before a last line feed', 'a\\Z', 'm', 'a\n', ['a']],
  ['the text begins once', '\\Ab', 'm', 'a\nb', null],
  ['the search begins once', '\\Gb', '', 'ab', null],
  ['what came before may be kept out', 'a\\Kb', '', 'ab', ['b']],
  ['lookbehinds have alternatives of any length', '(?<=a|😀b)c', '', '😀bc', ['c']],
  ['a lookbehind may repeat a lookahead', '(?<=a(?=.)*)b', '', 'ab', ['b']],
  ['a lookbehind sees no further than the start', '(?<!ab)c', '', 'bc', ['c']],
  ['a lookahead captures', 'a(?=(b))', '', 'ab', ['a', 'b']],
  ['a negative lookahead captures nothing', '(?!(b)c)b', '', 'bd', ['b', undefined]],
  ['lookarounds have long names', '(*pla:a)(*nlb:b)a', '', 'a', ['a']],
];

const REPETITION: readonly Row[] = [
  ['a greedy one takes what it can', 'a.*b', '', 'aabab', ['aabab']],
  ['a lazy one takes what it must', 'a.*?b', '', 'aabab', ['aab']],
  ['U turns them round', '(?U)a.*b', '', 'aabab', ['aab']],
  ['a possessive one gives nothing back', 'a++a', '', 'aaa', null],
  ['an atomic group gives nothing back', '(?>a|ab)c', '', 'abc', null],
  ['code points are given back whole', '.*😀', '', 'a😀😀', ['a😀😀']],
  ['a counted group stops at its most', '(?:ab){1,2}', '', 'ababab', ['abab']],
  ['a counted group may be lazy', '(?:ab){1,2}?', '', 'abab', ['ab']],
  ['a quantifier may stand apart with x', 'a +  ? # why\n b', 'x', 'aab', ['aab']],
  ['an empty round ends a loop', '(a*)*', '', 'b', ['', '']],
  ['a loop of what may be empty goes on', '(|a)+$', '', 'aa', ['aa', '']],
  ['a group keeps what it had in an earlier round', '(?:(a)|b)*', '', 'ab', ['ab', 'a']],
  ['an assertion is repeated once at most', '(?=a){3}a', '', 'a', ['a']],
  ['nothing at all may be asked for', 'a{0}b', '', 'ab', ['b']],
];

const GROUPS: readonly Row[] = [
  ['names may be written in three ways', "(?P<x>a)(?<y>b)(?'z'c)", '', 'abc', ['abc', 'a', 'b', 'c']],
  [
    'references may be written in many ways',
    '(?<x>a)\\1\\g1\\g{1}\\g{-1}\\k<x>\\k{x}(?P=x)',
    '',
    'a'.repeat(8),
    ['a'.repeat(8), 'a'],
  ],
  ['a group that took no part is referred to in vain', '(?:(a)|b)\\1', '', 'bb', null],
  ['a group may be referred to before it ends', '(?:(\\1b|a))+', '', 'aab', ['aab', 'ab']],
  ['groups have the same numbers in each branch', '(?|(a)|(b))(c)', '', 'bc', ['bc', 'b', 'c']],
  ['only groups with names capture with n', '(?n)(a)(?<x>b)', '', 'ab', ['ab', 'b']],
  ['a condition asks for a group', '^(a)?(?(1)b|c)$', '', 'c', ['c', undefined]],
  ['a condition asks for a group by name', '(?<x>a)?(?(<x>)b|c)', '', 'ab', ['ab', 'a']],
  ['a condition looks around', '(?(?=a)ab|cd)', '', 'cd', ['cd']],
  ['groups may be defined for calls', '(?(DEFINE)(?<x>a|b))(?&x)+', '', 'abab', ['abab', undefined]],
  ['a call matches anew and captures nothing', '(a|b)(?1)', '', 'ab', ['ab', 'a']],
  ['a call can be taken back', '(a|ab)(?1)c', '', 'aabc', ['aabc', 'a']],
  ['the whole pattern may be called', '\\((?:[^()]|(?R))*\\)', '', 'x(a(b)c)', ['(a(b)c)']],
  ['palindromes are found', '^(?:((.)(?1)\\2|.?))$', '', 'abcba', ['abcba', 'abcba', 'a']],
  ['recursion may be asked for', '^(a(?(R1)b|(?1)))', '', 'aab', ['aab', 'aab']],
  ['comments mean nothing', 'a(?#b)c', '', 'ac', ['ac']],
];

describe.each([
  ['characters', CHARACTERS],
  ['classes', CLASSES],
  ['case', CASE],
  ['places', PLACES],
  ['repetition', REPETITION],
  ['groups', GROUPS],
])('a PCRE2 pattern: %s', (_, rows) => {
  it.each(rows)('%s', (_title, pattern, options, text, result) => {
    expect(found(pattern, options, text)).toEqual(result);
  });
});

describe('an invalid pattern', () => {
  it.each([
    ['ends in a backslash', 'a\\'],
    ['has no closing parenthesis', '(a'],
    ['has a closing parenthesis too many', 'a)'],
    ['has no closing bracket', '[a'],
    ['has an empty class', '[]'],
    ['has a quantifier at its begin', '*a'],
    ['has a quantifier after another', 'a+*'],
    ['has a quantifier after an anchor', '^*'],
    ['has a quantifier after a verb', '(*FAIL)+'],
    ['has a quantifier out of order', 'a{2,1}'],
    ['has a quantifier beyond all bounds', 'a{65536}'],
    ['has a range out of order', '[b-a]'],
    ['has a range from a set', '[\\d-z]'],
    ['has a range to a set', '[a-\\d]'],
    ['has an unknown POSIX class', '[[:letter:]]'],
    ['has a POSIX class outside of brackets', '[:alpha:]'],
    ['has a collating element', '[[.a.]]'],
    ['has an escape of an unknown letter', '\\i'],
    ['has an escape that no class has', '[\\R]'],
    ['has a code point too large', '\\x{110000}'],
    ['has half of a surrogate pair', '\\x{d800}'],
    ['has an unknown property', '\\p{Letter}'],
    ['refers to a group that is not there', '(a)\\2'],
    ['refers to a name that is not there', '\\k<x>'],
    ['calls a group that is not there', '(?1)'],
    ['gives two groups a name', '(?<x>a)(?<x>b)'],
    ['has a name that begins with a digit', '(?<1x>a)'],
    ['looks behind at no fixed length', '(?<=a+)b'],
    ['looks behind at groups of different lengths', '(?<=(?:a|bc))d'],
    ['keeps out within a lookaround', '(?=a\\Kb)'],
    ['has a condition with three branches', '(a)(?(1)b|c|d)'],
    ['has an unknown option', '(?q)a'],
    ['has an unknown verb', '(*X)a'],
    ['has an open comment', '(?#a'],
    ['is nested too deep', `${'('.repeat(251)}a${')'.repeat(251)}`],
    ['is too large', 'a'.repeat(16_385)],
  ])('%s', (_, pattern) => {
    expect(() => new PcreRegex(pattern, '')).toThrow(InvalidPattern);
  });

  it('may be as large as MongoDB takes, and no deeper', () => {
    expect(new PcreRegex('a'.repeat(16_384), '').test('a')).toBe(false);
    expect(new PcreRegex(`${'('.repeat(250)}a${')'.repeat(250)}`, '').test('a')).toBe(true);
  });
});

describe('a pattern of PCRE2 that is not supported', () => {
  it.each([
    ['extended grapheme clusters', '\\X', 'escape \\X'],
    ['single bytes', '\\C', 'escape \\C'],
    ['verbs', 'a(*COMMIT)b', '(*COMMIT'],
    ['line ends of other kinds', '(*CRLF)a', '(*CRLF)'],
    ['limits in the pattern', '(*LIMIT_MATCH=5)a', '(*LIMIT_MATCH=5)'],
    ['several groups of a name', '(?J)a', 'option J'],
    ['script runs', '(*sr:a)', '(*sr'],
    ['non-atomic lookarounds', '(*napla:a)', '(*napla'],
    ['very many sets in a class', `[${'\\d'.repeat(101)}]`, 'sets in a class'],
    ['classes of direction', '\\p{bidi_class:L}', 'bidi_class'],
  ])('is refused by name: %s', (_, pattern, name) => {
    expect(() => new PcreRegex(pattern, '')).toThrow(
      expect.objectContaining({ code: 238, message: expect.stringContaining(name) }),
    );
  });
});

describe('measuring', () => {
  it('takes each group once, however many calls lead to it', () => {
    const calls = Array.from({ length: 60 }, (_, index) => `((?${index + 1})(?${index + 1}))`).join('');
    expect(new PcreRegex(`(){0}|(a)${calls}(?<=(?2))`, '').test('')).toBe(true);
    expect(new PcreRegex(`(a)(?:${calls}){0}(?<=(?20))`, '').test('a')).toBe(false);
  });
});

describe('a search', () => {
  it('goes on from a position and sees what is before it', () => {
    expect(new PcreRegex('(?<=a)b', '').find('ab ab', 1)).toEqual({ start: 1, end: 2, captures: [] });
    expect(new PcreRegex('^b', '').find('ab', 1)).toBeUndefined();
    expect(new PcreRegex('^b', 'm').find('a\nb', 1)).toEqual({ start: 2, end: 3, captures: [] });
    expect(new PcreRegex('.*c', '').find('a\nbc', 1)).toEqual({ start: 2, end: 4, captures: [] });
  });

  it('never begins within a code point', () => {
    expect(new PcreRegex('[^a]', '').find('a😀', 0)).toEqual({ start: 1, end: 3, captures: [] });
    expect(new PcreRegex('\\P{L}b', '').find('😀b', 0)).toEqual({ start: 0, end: 3, captures: [] });
  });

  it.each([
    ['nested loops', '^(a+)+$', `${'a'.repeat(40)}b`],
    ['nested loops anywhere', '(a+)+$', `${'a'.repeat(5_000)}b`],
    ['alternatives that overlap', '^(a|aa)+$', `${'a'.repeat(100)}b`],
    ['an optional part in a loop', '^(a|a?)+$', `${'a'.repeat(100)}b`],
    ['words and spaces', '^(\\w+\\s?)*$', `${'word '.repeat(100)}!`],
    ['many loops side by side', '^a*a*a*a*a*a*a*[bc]$', 'a'.repeat(500)],
    ['spaces before what is no end', '\\s+$', `${' '.repeat(200_000)}x`],
    ['references', '^(a*)*\\1b|c$', 'a'.repeat(64)],
    ['lookaheads', '^((?=(a+))a)*a{900}(?:b|c)', 'a'.repeat(20_000)],
    ['recursion without an end', '^(?:a|(?R)b)', 'c'],
    ['recursion too deep', '^(a(?1)?b?)$', 'a'.repeat(5_000)],
    ['a loop that remembers each round', '^(?:(a)|b)*$', 'ab'.repeat(1_000_000)],
  ])('ends with an error where it would take too many steps: %s', (_, pattern, text) => {
    expect(() => new PcreRegex(pattern, '').test(text)).toThrow(MatchLimitError);
  });

  it('shares the steps of a text among searches that go on in it', () => {
    const regex = new PcreRegex('a(?!.*b)', '');
    const text = 'a'.repeat(100_000);
    expect(() => {
      for (let at = 0; at < text.length; at += 1) regex.find(text, at);
    }).toThrow(MatchLimitError);
  });

  it.each([
    ['a long text without what the pattern needs', '(a+)+b', 'a'.repeat(1_000_000), false],
    ['many repetitions of a group', '(?:ab)*$', 'ab'.repeat(500_000), true],
    ['a long run', '^.*x', `${'a'.repeat(1_000_000)}x`, true],
    ['a text at the end', 'xyz', `${'a'.repeat(1_000_000)}xyz`, true],
  ])('takes %s', (_, pattern, text, result) => {
    expect(new PcreRegex(pattern, 's').test(text)).toBe(result);
  });
});
