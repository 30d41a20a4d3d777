/**
 * Trigonometric and hyperbolic functions of decimals. As with powers, the steps and the results at the edges are those
 * of MongoDB's library, and the last of the 34 digits can differ.
 */
import { binaryOfDecimal } from './binary-float.ts';
import {
  compareFinite,
  type DecimalValue,
  EXPONENT_MIN,
  type FiniteDecimal,
  finite,
  isNegative,
  isZeroDecimal,
  NOT_A_NUMBER,
  roundToFormat,
} from './decimal.ts';
import { absoluteDecimal, addDecimals, divideDecimals, negateDecimal } from './decimal-arithmetic.ts';
import { decimalOfFixed, isTiny, padded, tinyResult } from './decimal-result.ts';
import {
  arcTangent,
  divideFixed,
  fixedOfBinary,
  halfPi,
  multiplyFixed,
  ONE,
  reduceAngle,
  sineAndCosine,
  squareRootFixed,
} from './fixed-point.ts';

const ONE_DECIMAL = finite(1n, 0);
export const PI = finite(3_141_592_653_589_793_238_462_643_383_279_503n, -33);
const HALF_PI = finite(1_570_796_326_794_896_619_231_321_691_639_751n, -33);
const QUARTER_PI = finite(7_853_981_633_974_483_096_156_608_458_198_757n, -34);
const THREE_QUARTERS_PI = finite(2_356_194_490_192_344_928_846_982_537_459_627n, -33);
/** With a ratio beyond these the point lies on an axis. */
const RATIO_MAX = finite(1n, 36);
const RATIO_MIN = finite(1n, -36);

/** Not of an infinity. */
export function sineDecimal(x: DecimalValue): DecimalValue {
  if (x.kind !== 'finite') return NOT_A_NUMBER;
  if (x.coefficient === 0n) return x;
  if (isTiny(x)) return padded(x);
  const { rest, turns } = reduceAngle(x);
  const { sine, cosine } = sineAndCosine(rest);
  return decimalOfFixed([sine, cosine, -sine, -cosine][turns] ?? sine);
}

/** Not of an infinity. */
export function cosineDecimal(x: DecimalValue): DecimalValue {
  if (x.kind !== 'finite') return NOT_A_NUMBER;
  if (isTiny(x)) return padded(ONE_DECIMAL);
  const { rest, turns } = reduceAngle(x);
  const { sine, cosine } = sineAndCosine(rest);
  return decimalOfFixed([cosine, -sine, -cosine, sine][turns] ?? cosine);
}

/** Not of an infinity. */
export function tangentDecimal(x: DecimalValue): DecimalValue {
  if (x.kind !== 'finite') return NOT_A_NUMBER;
  if (isTiny(x)) return tinyResult(x);
  const { rest, turns } = reduceAngle(x);
  const { sine, cosine } = sineAndCosine(rest);
  return decimalOfFixed(turns % 2 === 0 ? divideFixed(sine, cosine) : divideFixed(-cosine, sine));
}

/** Of a number from -1 to 1. */
export function arcSineDecimal(x: DecimalValue): DecimalValue {
  if (x.kind !== 'finite') return NOT_A_NUMBER;
  return isTiny(x) ? tinyResult(x) : decimalOfFixed(halfPi() - arcCosine(x));
}

/** Of a number from -1 to 1. */
export function arcCosineDecimal(x: DecimalValue): DecimalValue {
  if (x.kind !== 'finite') return NOT_A_NUMBER;
  if (isTiny(x)) return HALF_PI;
  return compareFinite(x, ONE_DECIMAL) === 0 ? finite(0n, EXPONENT_MIN) : decimalOfFixed(arcCosine(x));
}

function arcCosine(x: FiniteDecimal): bigint {
  const fixed = fixedOfBinary(binaryOfDecimal(x));
  const other = squareRootFixed(ONE - multiplyFixed(fixed, fixed));
  if (other >= (fixed < 0n ? -fixed : fixed)) return halfPi() - arcTangent(divideFixed(fixed, other));
  const angle = arcTangent(divideFixed(other, fixed));
  return fixed < 0n ? 2n * halfPi() + angle : angle;
}

export function arcTangentDecimal(x: DecimalValue): DecimalValue {
  if (x.kind === 'nan') return x;
  if (x.kind === 'infinity') return x.sign === 1 ? HALF_PI : negateDecimal(HALF_PI);
  if (isTiny(x)) return x.coefficient === 0n ? x : padded(x);
  return arcTangentOf(x);
}

/** The angle of the point (x, y). */
export function arcTangent2Decimal(y: DecimalValue, x: DecimalValue): DecimalValue {
  if (y.kind === 'nan' || x.kind === 'nan') return NOT_A_NUMBER;
  const size = angleFromAxis(absoluteDecimal(y), x);
  return isNegative(y) ? negateDecimal(size) : size;
}

/** Of a point that is not below the axis. */
function angleFromAxis(y: DecimalValue, x: DecimalValue): DecimalValue {
  if (y.kind === 'infinity') {
    if (x.kind !== 'infinity') return HALF_PI;
    return isNegative(x) ? THREE_QUARTERS_PI : QUARTER_PI;
  }
  if (isZeroDecimal(y) || x.kind === 'infinity') return isNegative(x) ? PI : finite(0n, EXPONENT_MIN);
  if (isZeroDecimal(x)) return HALF_PI;
  const ratio = roundToFormat(divideDecimals(y, absoluteDecimal(x)));
  if (ratio.kind !== 'finite' || compareFinite(ratio, RATIO_MAX) > 0) return HALF_PI;
  if (compareFinite(ratio, RATIO_MIN) < 0) return isNegative(x) ? PI : ratio;
  const angle = arcTangentOf(ratio);
  return isNegative(x) ? roundToFormat(addDecimals(PI, negateDecimal(angle))) : angle;
}

function arcTangentOf(x: FiniteDecimal): DecimalValue {
  return decimalOfFixed(arcTangent(fixedOfBinary(binaryOfDecimal(x))));
}
