import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalOfBinary } from '../../src/bson/binary-float.ts';
import { exactDecimalOfDouble, toDecimal128 } from '../../src/bson/decimal.ts';
import {
  arcCosineDouble,
  arcSineDouble,
  arcTangent2Double,
  arcTangentDouble,
  cosineDouble,
  sineDouble,
  tangentDouble,
} from '../../src/bson/double-trigonometry.ts';
import {
  arcTangent,
  binaryOfFixed,
  divideFixed,
  fixedOfDecimal,
  halfPi,
  multiplyFixed,
  ONE,
  reduceAngle,
  sineAndCosine,
  squareRootFixed,
} from '../../src/bson/fixed-point.ts';

const nearest = (fixed: bigint) => Number(toDecimal128(decimalOfBinary(binaryOfFixed(fixed))).toString());
const fixed = (x: number) => fixedOfDecimal(exactDecimalOfDouble(x));

function exactSineAndCosine(x: number) {
  const { rest, turns } = reduceAngle(exactDecimalOfDouble(x));
  const { sine, cosine } = sineAndCosine(rest);
  const around = [sine, cosine, -sine, -cosine];
  return { sine: around[turns] ?? 0n, cosine: around[(turns + 1) % 4] ?? 0n };
}

const exactSine = (x: number) => exactSineAndCosine(x).sine;
const exactCosine = (x: number) => exactSineAndCosine(x).cosine;
const exactTangent = (x: number) => divideFixed(exactSine(x), exactCosine(x));
const exactArcSine = (x: number) =>
  arcTangent(divideFixed(fixed(x), squareRootFixed(ONE - multiplyFixed(fixed(x), fixed(x)))));

/** A hundredth of a unit may be missing where a number lies in the middle of two doubles. */
function expectNearest(actual: number, exact: bigint): void {
  const expected = nearest(exact);
  const distance = fixed(actual) - exact;
  const unit = fixed(2 ** (Math.floor(Math.log2(Math.abs(expected))) - 52));
  expect(distance < 0n ? -distance : distance).toBeLessThanOrEqual((unit * 51n) / 100n);
}

describe('a function of doubles has the nearest double', () => {
  it.each<readonly [string, (x: number) => number, (x: number) => bigint, number]>([
    ['sine', sineDouble, exactSine, 1e7],
    ['cosine', cosineDouble, exactCosine, 1e7],
    ['tangent', tangentDouble, exactTangent, 1e7],
    ['arctangent', arcTangentDouble, (x) => arcTangent(fixed(x)), 1e12],
    ['arcsine', arcSineDouble, exactArcSine, 0.999_999],
    ['arccosine', arcCosineDouble, (x) => halfPi() - exactArcSine(x), 0.999_999],
  ])('%s', (_, actual, exact, most) => {
    const arguments_ = fc.double({ min: -most, max: most, noNaN: true }).filter((x) => Math.abs(x) > 1e-9);
    fc.assert(
      fc.property(arguments_, (x) => expectNearest(actual(x), exact(x))),
      { numRuns: 200 },
    );
  });

  it('the angle of a point', () => {
    const coordinates = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(coordinates, coordinates, (y, x) => {
        expectNearest(arcTangent2Double(y, x), arcTangent(divideFixed(fixed(y), fixed(x))));
        expectNearest(arcTangent2Double(y, -x), 2n * halfPi() - arcTangent(divideFixed(fixed(y), fixed(x))));
      }),
      { numRuns: 100 },
    );
  });
});

describe('at the edges', () => {
  it.each<readonly [string, number, number]>([
    ['the sine of minus zero', sineDouble(-0), -0],
    ['the sine of pi', sineDouble(Math.PI), 1.2246467991473532e-16],
    ['the cosine of half of pi', cosineDouble(Math.PI / 2), 6.123233995736766e-17],
    ['the sine of 1e22', sineDouble(1e22), -0.8522008497671888],
    ['the tangent of half of pi', tangentDouble(Math.PI / 2), 16331239353195370],
    ['the sine of a subnormal number', sineDouble(5e-324), 5e-324],
    ['the arctangent of minus zero', arcTangentDouble(-0), -0],
    ['the arctangent of infinity', arcTangentDouble(Number.POSITIVE_INFINITY), Math.PI / 2],
    ['the arctangent of a huge number', arcTangentDouble(-1e300), -Math.PI / 2],
    ['the arcsine of one', arcSineDouble(1), Math.PI / 2],
    ['the arccosine of minus one', arcCosineDouble(-1), Math.PI],
    ['the arccosine of zero', arcCosineDouble(0), Math.PI / 2],
    ['the angle of the axis to the left', arcTangent2Double(-0, -1), -Math.PI],
    ['the angle of what has no length', arcTangent2Double(0, 0), 0],
    [
      'the angle between infinities',
      arcTangent2Double(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
      2.356194490192345,
    ],
    ['the angle of a tiny point', arcTangent2Double(1e-310, 1e-310), Math.PI / 4],
  ])('%s', (_, actual, expected) => {
    expect(actual).toBe(expected);
  });
});
