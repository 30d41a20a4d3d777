import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalOfBinary } from '../../src/bson/binary-float.ts';
import { exactDecimalOfDouble, toDecimal128 } from '../../src/bson/decimal.ts';
import {
  exponentialDouble,
  hyperbolicCosineDouble,
  inverseHyperbolicCosineDouble,
  inverseHyperbolicSineDouble,
  logarithmDouble,
} from '../../src/bson/double-exponential.ts';
import { binaryOfFixed, exponentialFixed, fixedOfDecimal, logarithmFixed } from '../../src/bson/fixed-point.ts';

const nearest = (fixed: bigint) => Number(toDecimal128(decimalOfBinary(binaryOfFixed(fixed))).toString());

describe('a function of doubles', () => {
  it('has the power of e that is nearest', () => {
    fc.assert(
      fc.property(fc.double({ min: -50, max: 100, noNaN: true }), (x) => {
        const expected = nearest(exponentialFixed(fixedOfDecimal(exactDecimalOfDouble(x))));
        expect(Math.abs(exponentialDouble(x) - expected)).toBeLessThanOrEqual(expected * 2 ** -60 + ulp(expected) / 2);
      }),
      { numRuns: 300 },
    );
  });

  it('has the logarithm that is nearest', () => {
    fc.assert(
      fc.property(fc.double({ min: 1.01, max: 1e100, noNaN: true }), (x) => {
        expect(logarithmDouble(x)).toBe(nearest(logarithmFixed(fixedOfDecimal(exactDecimalOfDouble(x)))));
      }),
      { numRuns: 300 },
    );
  });

  it.each<readonly [string, number, number]>([
    ['e^25.82…', exponentialDouble(25.823024628681736), 163982348631.40396],
    ['e^-745', exponentialDouble(-745), 5e-324],
    ['e^-746', exponentialDouble(-746), 0],
    ['e^709.78', exponentialDouble(709.78), 1.7928227943945155e308],
    ['e^710', exponentialDouble(710), Number.POSITIVE_INFINITY],
    ['e^-Infinity', exponentialDouble(Number.NEGATIVE_INFINITY), 0],
    ['e^NaN', exponentialDouble(Number.NaN), Number.NaN],
    ['ln 335.76…', logarithmDouble(335.7684337055537), 5.816421736965636],
    ['ln 5e-324', logarithmDouble(5e-324), -744.4400719213812],
    ['ln 1', logarithmDouble(1), 0],
    ['ln 0', logarithmDouble(0), Number.NEGATIVE_INFINITY],
    ['ln -1', logarithmDouble(-1), Number.NaN],
    ['cosh -2.63…', hyperbolicCosineDouble(-2.6390092325742707), 7.035379332316653],
    ['cosh -0', hyperbolicCosineDouble(-0), 1],
    ['asinh -10.8…', inverseHyperbolicSineDouble(-10.806063339990972), -3.075388677037249],
    ['asinh -0', inverseHyperbolicSineDouble(-0), -0],
    ['acosh 92.8…', inverseHyperbolicCosineDouble(92.89022793076363), 5.224536657035181],
    ['acosh 1e300', inverseHyperbolicCosineDouble(1e300), 691.4686750787736],
  ])('%s is as in C', (_, result, expected) => {
    expect(result).toBe(expected);
  });
});

function ulp(value: number): number {
  return 2 ** (Math.floor(Math.log2(value)) - 52);
}
