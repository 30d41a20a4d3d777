import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addNumbers,
  divideNumbers,
  multiplyNumbers,
  remainderOfNumbers,
  subtractNumbers,
} from '../../src/bson/arithmetic.ts';
import { Decimal128, Double, Int32, Long } from '../../src/bson/bson.ts';
import {
  compareFinite,
  type DecimalValue,
  decimalOfDouble,
  decimalValue,
  exactDecimalOfDouble,
  finite,
  quantizeDecimal,
  roundDecimal,
  toDecimal128,
} from '../../src/bson/decimal.ts';
import {
  addDecimals,
  divideDecimals,
  multiplyDecimals,
  remainderOfDecimals,
} from '../../src/bson/decimal-arithmetic.ts';

const decimal = (text: string) => Decimal128.fromString(text);
const OPERATIONS: Readonly<Record<string, (a: DecimalValue, b: DecimalValue) => DecimalValue>> = {
  plus: addDecimals,
  times: multiplyDecimals,
  by: divideDecimals,
  modulo: remainderOfDecimals,
};

const spelled = (value: DecimalValue) => String(toDecimal128(value));

const coefficients = fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n });
const small = fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n });

describe('a decimal', () => {
  it('is read and written without loss', () => {
    fc.assert(
      fc.property(coefficients, fc.integer({ min: -6176, max: 6111 }), (coefficient, exponent) => {
        expect(decimalValue(decimal(`${coefficient}E${exponent}`))).toEqual(finite(coefficient, exponent));
        expect(toDecimal128(finite(coefficient, exponent)).bytes).toEqual(decimal(`${coefficient}E${exponent}`).bytes);
      }),
      { numRuns: 500 },
    );
  });

  it('adds and multiplies exactly while the digits suffice', () => {
    fc.assert(
      fc.property(small, small, (a, b) => {
        expect(String(addNumbers(decimal(`${a}E-5`), decimal(`${b}E-5`)))).toBe(String(decimal(`${a + b}E-5`)));
        const sign = a * b === 0n && a < 0n !== b < 0n ? '-' : '';
        expect(String(multiplyNumbers(decimal(`${a}`), decimal(`${b}`)))).toBe(String(decimal(`${sign}${a * b}`)));
      }),
      { numRuns: 500 },
    );
  });

  it('divides to within half of the last of 34 digits', () => {
    fc.assert(
      fc.property(small, small, (a, b) => {
        fc.pre(b !== 0n);
        const quotient = decimalValue(divideNumbers(decimal(`${a}`), decimal(`${b}`)) as Decimal128);
        if (quotient.kind !== 'finite') throw new Error('not finite');
        // |quotient × b − a| ≤ |b| × half of the quotient's last place
        const scale = 10n ** BigInt(Math.max(0, -quotient.exponent));
        const error = quotient.coefficient * 10n ** BigInt(Math.max(0, quotient.exponent)) * b - a * scale;
        expect((error < 0n ? -error : error) * 2n <= (b < 0n ? -b : b)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['10000000000000000000000000000000005', 0, '1.000000000000000000000000000000000E+34'],
    ['10000000000000000000000000000000015', 0, '1.000000000000000000000000000000002E+34'],
    ['-10000000000000000000000000000000006', 0, '-1.000000000000000000000000000000001E+34'],
    ['99999999999999999999999999999999995', 0, '1.000000000000000000000000000000000E+35'],
    ['1', 6144, '1.000000000000000000000000000000000E+6144'],
    ['1', 6145, 'Infinity'],
    ['-1', 6145, '-Infinity'],
    ['1', -6177, '0E-6176'],
    ['0', 9999, '0E+6111'],
  ])('of %se%i is rounded to the format', (coefficient, exponent, text) => {
    expect(toDecimal128(finite(BigInt(coefficient), exponent)).toString()).toBe(text);
  });

  it('equals the double that it spells out', () => {
    fc.assert(
      fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (value) => {
        const { coefficient, exponent } = exactDecimalOfDouble(value);
        expect(Number(`${coefficient}e${exponent}`)).toBe(value + 0);
        expect(compareFinite(exactDecimalOfDouble(value), finite(coefficient * 10n, exponent - 1))).toBe(0);
      }),
    );
  });

  it.each([
    ['floor', 0, -3n],
    ['ceil', 0, -2n],
    ['trunc', 0, -2n],
    ['half-even', 0, -2n],
  ] as const)('of -2.5 is rounded by %s', (rounding, places, expected) => {
    expect(roundDecimal(finite(-25n, -1), rounding, places)).toEqual(finite(expected, 0));
  });
});

describe('decimal arithmetic', () => {
  it.each<readonly [string, string, string, string]>([
    ['-0', 'plus', '-0', '-0'],
    ['-0', 'plus', '0.0', '0.0'],
    ['1.0', 'plus', '-1', '0.0'],
    ['1E+40', 'plus', '0E-6000', '1.000000000000000000000000000000000E+40'],
    ['1E+6111', 'plus', '1E-6176', '1.000000000000000000000000000000000E+6111'],
    ['9999999999999999999999999999999999', 'plus', '0.5', '1.000000000000000000000000000000000E+34'],
    ['1000000000000000000000000000000001', 'plus', '-1E-90', '1000000000000000000000000000000001'],
    ['1E+100', 'plus', '-1E-90', '1.000000000000000000000000000000000E+100'],
    ['-5E-6176', 'times', '0.1', '-0E-6176'],
    ['-0', 'times', '3E-2', '-0.00'],
    ['1E+6000', 'times', '1E+120', '1.000000000E+6120'],
    ['-0.0', 'by', '2', '-0.0'],
    ['10.00', 'by', '4', '2.50'],
    ['1', 'by', '8E-10', '1.25E+9'],
    ['1E+6111', 'by', '1E-6176', 'Infinity'],
    ['-7', 'modulo', '7.0', '-0.0'],
    ['1E+6144', 'modulo', '3', '1'],
    ['1E-6176', 'modulo', '9E+6111', '1E-6176'],
  ])('gives %s %s %s as %s', (a, operation, b, expected) => {
    const result = OPERATIONS[operation]?.(decimalValue(decimal(a)), decimalValue(decimal(b)));
    expect(result && spelled(result)).toBe(expected);
  });

  it('keeps the sign of the first NaN', () => {
    const negative: DecimalValue = { kind: 'nan', sign: -1 };
    const written = decimalValue(toDecimal128(negative));
    for (const operation of Object.values(OPERATIONS)) {
      expect(operation(written, decimalValue(decimal('NaN')))).toEqual(negative);
      expect(operation(decimalValue(decimal('1')), written)).toEqual(negative);
    }
  });

  it.each<readonly [string, number, string]>([
    ['1.25', -1, '1.2'],
    ['-0.04', -1, '-0.0'],
    ['7', -2, '7.00'],
    ['1E+33', 0, '1000000000000000000000000000000000'],
    ['1E+34', 0, 'NaN'],
    ['999999999999999999999999999999999.5', -1, '999999999999999999999999999999999.5'],
    ['999999999999999999999999999999999.5', -2, 'NaN'],
    ['-0', -5, '-0.00000'],
    ['1E-6176', 0, '0'],
    ['Infinity', 0, 'NaN'],
  ])('gives %s the exponent %i as %s', (text, exponent, expected) => {
    expect(spelled(quantizeDecimal(decimalValue(decimal(text)), exponent, 'half-even'))).toBe(expected);
  });

  it.each<readonly [number, string]>([
    [0.1, '0.100000000000000'],
    [1, '1.00000000000000'],
    [-0, '-0'],
    [100000000000000.5, '100000000000000'],
    [100000000000001.5, '100000000000002'],
    [5e-324, '4.94065645841247E-324'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
  ])('takes the double %d as %s', (value, expected) => {
    expect(spelled(decimalOfDouble(value))).toBe(expected);
  });
});

describe('arithmetic', () => {
  it.each<[string, unknown, unknown]>([
    ['NaN with a decimal NaN', addNumbers(decimal('NaN'), new Int32(1)), decimal('NaN')],
    ['infinity less infinity', subtractNumbers(decimal('Infinity'), decimal('Infinity')), decimal('NaN')],
    ['infinity by zero', multiplyNumbers(decimal('Infinity'), new Int32(0)), decimal('NaN')],
    ['a number by infinity', divideNumbers(decimal('1'), decimal('-Infinity')), decimal('-0E-6176')],
    ['infinity by a negative number', divideNumbers(decimal('Infinity'), new Int32(-2)), decimal('-Infinity')],
    ['a remainder by infinity', remainderOfNumbers(decimal('5'), decimal('Infinity')), decimal('5')],
    ['a remainder of a long', remainderOfNumbers(Long.MIN_VALUE, new Int32(-1)), Long.ZERO],
    [
      'a long beyond 2^53',
      multiplyNumbers(Long.fromString('3037000499'), Long.fromString('3037000499')),
      Long.fromString('9223372030926249001'),
    ],
    [
      'an int that leaves its range downwards',
      subtractNumbers(new Int32(-2147483648), new Int32(1)),
      Long.fromString('-2147483649'),
    ],
    ['a double and a long', addNumbers(new Double(0.5), Long.fromNumber(1)), new Double(1.5)],
  ])('gives %s its type', (_, got, expected) => {
    expect(got).toEqual(expected);
  });

  it('has no whole number beyond a long', () => {
    expect(addNumbers(Long.MAX_VALUE, new Int32(1))).toBeUndefined();
    expect(subtractNumbers(Long.MIN_VALUE, new Int32(1))).toBeUndefined();
    expect(multiplyNumbers(Long.MAX_VALUE, Long.MAX_VALUE)).toBeUndefined();
  });
});
