import { describe, expect, it } from 'vitest';
import { Binary, BSONSymbol, Code, Decimal128, Double, Int32, Long, Timestamp } from '../../../../src/bson/bson.ts';
import { compileExpression } from '../../../../src/embedded/aggregation/expression.ts';
import { rootScope } from '../../../../src/embedded/aggregation/scope.ts';

const root = { s: 'a😀é', n: null, i: new Int32(7), a: ['x'], big: 'a'.repeat(16 * 1024 * 1024 - 1) };
const evaluate = (spec: unknown) => compileExpression(spec)(rootScope(root));
const double = (value: number) => new Double(value);
const decimal = (value: string) => Decimal128.fromString(value);

describe('an operator on strings', () => {
  it.each<readonly [unknown, unknown]>([
    [{ $concat: ['a', '$s', 'b'] }, 'aa😀éb'],
    [{ $concat: [] }, ''],
    [{ $concat: ['a', '$n', '$i'] }, null],
    [{ $toLower: 'ÀBc' }, 'Àbc'],
    [{ $toUpper: 'àbC' }, 'àBC'],
    [{ $toUpper: '$missing' }, ''],
    [{ $toUpper: double(1_000_000) }, '1E+06'],
    [{ $strcasecmp: ['aB', 'Ab'] }, 0],
    [{ $strcasecmp: ['a', 'B'] }, -1],
    [{ $strcasecmp: ['à', 'À'] }, 1],
    [{ $strcasecmp: ['😀', '\uffee'] }, 1],
    [{ $strcasecmp: ['$n', ''] }, 0],
    [{ $strLenBytes: '$s' }, 7],
    [{ $strLenCP: '$s' }, 3],
    [{ $split: ['a-b--', '-'] }, ['a', 'b', '', '']],
    [{ $split: ['', '-'] }, ['']],
    [{ $split: ['$n', 1] }, null],
    [{ $split: ['$i', '$n'] }, null],
    [{ $trim: { input: '\0 \u00a0\u2009k\n ' } }, 'k'],
    [{ $trim: { input: '\u2028k\u3000' } }, '\u2028k\u3000'],
    [{ $trim: { input: '😀xk😀', chars: '😀' } }, 'xk'],
    [{ $trim: { input: ' k ', chars: '' } }, ' k '],
    [{ $ltrim: { input: ' k ' } }, 'k '],
    [{ $rtrim: { input: ' k ' } }, ' k'],
    [{ $trim: { input: '$n', chars: 1 } }, null],
    [{ $trim: { input: 'k', chars: '$n' } }, null],
  ])('%j', (spec, expected) => {
    expect(evaluate(spec)).toEqual(expected);
  });

  it.each<readonly [unknown, unknown]>([
    [{ $substrBytes: ['$s', 1, 4] }, '😀'],
    [{ $substrBytes: ['$s', 5, -1] }, 'é'],
    [{ $substrBytes: ['$s', 7, 1] }, ''],
    [{ $substrBytes: ['$s', 99, 1] }, ''],
    [{ $substr: ['abc', double(1.9), decimal('1.5')] }, 'bc'],
    [{ $substr: ['abc', 0, Long.MAX_VALUE] }, 'abc'],
    [{ $substr: ['$missing', 0, 1] }, ''],
    [{ $substrCP: ['$s', 1, 2] }, '😀é'],
    [{ $substrCP: ['$s', 9, 2] }, ''],
    [{ $substrCP: [double(2.5), 0, double(2)] }, '2.'],
    [{ $indexOfBytes: ['$s', 'é'] }, 5],
    [{ $indexOfBytes: ['abcabc', 'c', 3] }, 5],
    [{ $indexOfBytes: ['abc', 'bc', 0, 2] }, -1],
    [{ $indexOfBytes: ['abc', '', 3] }, 3],
    [{ $indexOfBytes: ['abc', '', 4] }, -1],
    [{ $indexOfBytes: ['$n', 1] }, null],
    [{ $indexOfCP: ['$s', 'é'] }, 2],
    [{ $indexOfCP: ['abcabc', 'c', 3] }, 5],
    [{ $indexOfCP: ['abcabc', 'c', 3, 5] }, -1],
    // The end bounds where a find begins.
    [{ $indexOfCP: ['abc', 'bc', 0, 2] }, 1],
    [{ $indexOfCP: ['abc', '', 3] }, -1],
    [{ $indexOfCP: ['', ''] }, 0],
  ])('%j', (spec, expected) => {
    expect(evaluate(spec)).toEqual(expected);
  });

  it.each<readonly [string, string, string, string, string]>([
    ['the first one', 'abab', 'b', 'x', 'axab'],
    ['nothing at the start', 'ab', '', 'x', 'xab'],
    ['what has a meaning in JavaScript as it is', 'a.b', '.', 'x$&', 'ax$&b'],
  ])('$replaceOne replaces %s', (_, input, find, replacement, expected) => {
    expect(evaluate({ $replaceOne: { input, find, replacement } })).toBe(expected);
  });

  it.each<readonly [string, string, string, string, string]>([
    ['each one', 'abab', 'b', 'xy', 'axyaxy'],
    ['those that do not overlap', 'aaa', 'aa', 'b', 'ba'],
    ['nothing everywhere', 'ab', '', 'x', 'xaxbx'],
    ['nothing by nothing', 'é', '', '', 'é'],
    ['what has a meaning in JavaScript as it is', 'a.b', '.', 'x$&', 'ax$&b'],
  ])('$replaceAll replaces %s', (_, input, find, replacement, expected) => {
    expect(evaluate({ $replaceAll: { input, find, replacement } })).toBe(expected);
  });

  it('is null where a part of a replacement is', () => {
    expect(evaluate({ $replaceAll: { input: '$n', find: 'a', replacement: 'b' } })).toBeNull();
    expect(evaluate({ $replaceOne: { input: 'a', find: '$missing', replacement: 'b' } })).toBeNull();
  });
});

describe('the text of a value', () => {
  it.each<readonly [unknown, string | null]>([
    [double(3), '3'],
    [double(-0), '-0'],
    [double(0.1 + 0.2), '0.30000000000000004'],
    [double(1e15), '1000000000000000'],
    [double(1e16), '1e+16'],
    [double(0.0001), '0.0001'],
    [double(-9e-5), '-9e-05'],
    [double(5e-324), '5e-324'],
    [double(1234.5), '1234.5'],
    [double(Number.NaN), 'NaN'],
    [double(Number.NEGATIVE_INFINITY), '-Infinity'],
    [Long.MIN_VALUE, '-9223372036854775808'],
    [decimal('1.00'), '1.00'],
    [true, 'true'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Binary(Buffer.from('hello'), 0), 'aGVsbG8='],
    [new Binary(Buffer.from('hello'), 2), 'BQAAAGhlbGxv'],
    [new Binary(Buffer.from('12345678123412341234123456789012', 'hex'), 4), '12345678-1234-1234-1234-123456789012'],
    [new Binary(Buffer.from('12', 'hex'), 4), 'Eg=='],
    [null, null],
  ])('$toString of %s is %s', (value, expected) => {
    expect(evaluate({ $toString: { $literal: value } })).toBe(expected);
  });

  it.each<readonly [unknown, string]>([
    [double(1_000_000), '1e+06'],
    [double(999_999.4), '999999'],
    [double(0.00001), '1e-05'],
    [double(Number.NaN), 'nan'],
    [double(Number.POSITIVE_INFINITY), 'inf'],
    [new Timestamp({ t: 1_721_500_800, i: 42 }), 'Jul 20 18:40:00:42'],
    [new Timestamp({ t: 0xffff_ffff, i: 1 }), 'Feb  7 06:28:15:1'],
    [new Code('f()'), 'f()'],
    [new BSONSymbol('s'), 's'],
    [null, ''],
  ])('an operator that takes anything as text reads %s as %s', (value, expected) => {
    expect(evaluate({ $substrCP: [{ $literal: value }, 0, 100] })).toBe(expected);
  });
});

describe('a wrong operand of a string operator', () => {
  it.each<readonly [unknown, number]>([
    [{ $concat: ['a', '$i', '$n'] }, 16_702],
    [{ $toUpper: '$a' }, 16_007],
    [{ $toLower: { $literal: /a/ } }, 16_007],
    [{ $strLenBytes: '$n' }, 34_473],
    [{ $strLenCP: '$n' }, 34_471],
    [{ $split: ['$i', '-'] }, 40_085],
    [{ $split: ['a', '$i'] }, 10_503_900],
    [{ $split: ['a', ''] }, 40_087],
    [{ $trim: 'x' }, 50_696],
    [{ $trim: { input: 'x', char: 'y' } }, 50_694],
    [{ $trim: { chars: 'y' } }, 50_695],
    [{ $trim: { input: '$i' } }, 50_699],
    [{ $trim: { input: 'x', chars: '$i' } }, 50_700],
    [{ $substrBytes: ['a', 'x', 1] }, 16_034],
    [{ $substrBytes: ['a', 0, 'x'] }, 16_035],
    [{ $substrBytes: ['a', -1, 1] }, 50_752],
    [{ $substrBytes: ['a', double(1e20), 1] }, 31_109],
    [{ $substrBytes: ['é', 1, 1] }, 28_656],
    [{ $substrBytes: ['é', 0, 1] }, 28_657],
    [{ $substrCP: ['a', 'x', 1] }, 34_450],
    [{ $substrCP: ['a', double(0.5), 1] }, 34_451],
    [{ $substrCP: ['a', 0, 'x'] }, 34_452],
    [{ $substrCP: ['a', 0, Long.MAX_VALUE] }, 34_453],
    [{ $substrCP: ['a', -1, -1] }, 34_454],
    [{ $substrCP: ['a', -1, 1] }, 34_455],
    [{ $indexOfBytes: ['$i', 'a'] }, 40_091],
    [{ $indexOfBytes: ['a', '$n'] }, 40_092],
    [{ $indexOfCP: ['$i', 'a'] }, 40_093],
    [{ $indexOfCP: ['a', '$n'] }, 40_094],
    [{ $indexOfCP: ['a', 'a', double(0.5)] }, 40_096],
    [{ $indexOfCP: ['a', 'a', 0, -1] }, 40_097],
    [{ $indexOfCP: ['a'] }, 28_667],
    [{ $replaceAll: 'x' }, 51_751],
    [{ $replaceAll: { input: 'x', find: 'y', replacement: 'z', all: true } }, 51_750],
    [{ $replaceAll: { find: 'y', replacement: 'z' } }, 51_749],
    [{ $replaceAll: { input: 'x', replacement: 'z' } }, 51_748],
    [{ $replaceAll: { input: 'x', find: 'y' } }, 51_747],
    [{ $replaceOne: { input: 1, find: 2, replacement: '$n' } }, 10_503_904],
    [{ $replaceOne: { input: '$n', find: { $literal: /a/ }, replacement: 1 } }, 10_503_901],
    [{ $replaceOne: { input: '$n', find: '$n', replacement: 1 } }, 10_503_902],
    [{ $replaceAll: { input: 'é', find: '', replacement: 'x' } }, 238],
    [{ $toString: [] }, 50_723],
    [{ $toString: '$a' }, 241],
    [{ $toString: { $literal: new Timestamp({ t: 1, i: 1 }) } }, 241],
    [{ $toString: new Date(8.64e15) }, 18_537],
    [{ $toLower: new Date(-1e15) }, 18_537],
  ])('%j is error %i', (spec, code) => {
    expect(() => evaluate(spec)).toThrow(expect.objectContaining({ code }));
  });

  it.each<readonly [string, unknown]>([
    ['joined', { $concat: ['$big', 'b'] }],
    ['replaced', { $replaceAll: { input: '$big', find: 'a', replacement: 'aa' } }],
    ['replaced once', { $replaceOne: { input: '$big', find: 'a', replacement: 'é' } }],
    ['grown from nothing', { $replaceAll: { input: '$big', find: '', replacement: '$big' } }],
    ['written', { $cond: [true, 1, 'é'.repeat(8 * 1024 * 1024)] }],
  ])('a string that is too long is refused: %s', (_, spec) => {
    expect(() => evaluate(spec)).toThrow(expect.objectContaining({ code: 16_493 }));
  });
});
