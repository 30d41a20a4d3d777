/**
 * e^x and the natural logarithm of doubles, and functions made of them. V8's own miss the nearest double for one argument of ten, or of fifty; the C
 * library of the server hardly ever does. So they are computed with pairs of doubles, whose sum has twice the digits.
 */
import { addPairs, dividePair, exactProduct, exactSum, multiplyPairs, type Pair } from './double-pair.ts';

const LN_2 = { high: Math.LN2, low: 2.3190468138462996e-17 };
/** ln 2 with so few bits that a multiple of it is exact, and the rest. */
const LN_2_SHORT = 0.6931471803691238;
const LN_2_REST = { high: 1.9082149292705877e-10, low: 1.1612227229362532e-26 };
const OVERFLOW_MIN = 709.782712893384;
const UNDERFLOW_MAX = -745.14;
const HALVINGS = 9;
const TERMS = 9;
const ONE_POWER_MIN = 22;
/** From here on a square plus or minus one is the square. */
const SQUARE_MIN = 2 ** 28;
/** Where the logarithm is small against what the pairs lose. */
const NEAR_ONE = 2 ** -8;
const MANTISSA_MAX = 1.4;
const SUBNORMAL_SHIFT = 64;
const NORMAL_MIN = 2 ** -1022;

export function exponentialDouble(x: number): number {
  if (!Number.isFinite(x) || x >= OVERFLOW_MIN || x <= UNDERFLOW_MAX || x === 0) return Math.exp(x);
  const { power, twos } = exponentialPair(x);
  // In two steps, for 2^-1075 is no double.
  const half = Math.trunc(twos / 2);
  return power.high * 2 ** half * 2 ** (twos - half);
}

export function logarithmDouble(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY || Math.abs(x - 1) < NEAR_ONE) return Math.log(x);
  const { mantissa, twos } = split(x);
  const guess = Math.log(mantissa);
  const { power, twos: few } = exponentialPair(guess);
  const scaled = mantissa * 2 ** -few;
  const correction = (scaled - power.high - power.low) / power.high;
  const multiple = addPairs(exactProduct(twos, LN_2.high), { high: twos * LN_2.low, low: 0 });
  return addPairs(multiple, exactSum(guess, correction)).high;
}

/** Of a small number V8's own is exact enough, and beyond 22 the smaller of e^x and e^-x changes nothing. */
export function hyperbolicCosineDouble(x: number): number {
  const size = Math.abs(x);
  if (!(size >= Math.LN2 / 2 && size <= ONE_POWER_MIN)) return Math.cosh(x);
  const power = exponentialDouble(size);
  return power / 2 + 0.5 / power;
}

export function inverseHyperbolicSineDouble(x: number): number {
  const size = Math.abs(x);
  if (!(size > 2) || size === Number.POSITIVE_INFINITY) return Math.asinh(x);
  const result =
    size > SQUARE_MIN
      ? logarithmDouble(size) + Math.LN2
      : logarithmDouble(2 * size + 1 / (Math.sqrt(size * size + 1) + size));
  return x < 0 ? -result : result;
}

export function inverseHyperbolicCosineDouble(x: number): number {
  if (!(x > 2) || x === Number.POSITIVE_INFINITY) return Math.acosh(x);
  if (x > SQUARE_MIN) return logarithmDouble(x) + Math.LN2;
  return logarithmDouble(2 * x - 1 / (x + Math.sqrt(x * x - 1)));
}

/** e^x = power × 2^twos. */
function exponentialPair(x: number): { readonly power: Pair; readonly twos: number } {
  const twos = Math.round(x / Math.LN2);
  const product = exactProduct(twos, LN_2_REST.high);
  const rest = addPairs(exactSum(x - twos * LN_2_SHORT, -product.high), {
    high: -product.low - twos * LN_2_REST.low,
    low: 0,
  });
  const small = { high: rest.high / 2 ** HALVINGS, low: rest.low / 2 ** HALVINGS };
  // e^small - 1, so that nothing is lost to the 1, and then (1 + p)^2 - 1 = 2p + p^2.
  let result: Pair = { high: 1, low: 0 };
  for (let term = TERMS; term > 1; term -= 1) {
    result = addPairs({ high: 1, low: 0 }, dividePair(multiplyPairs(small, result), term));
  }
  result = multiplyPairs(small, result);
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    result = addPairs({ high: 2 * result.high, low: 2 * result.low }, multiplyPairs(result, result));
  }
  return { power: addPairs({ high: 1, low: 0 }, result), twos };
}

/** A number from 0.7 to 1.4, and the power of two that it lacks. */
function split(x: number): { readonly mantissa: number; readonly twos: number } {
  const isSubnormal = x < NORMAL_MIN;
  const normal = isSubnormal ? x * 2 ** SUBNORMAL_SHIFT : x;
  const exponent = exponentOf(normal);
  const mantissa = normal * 2 ** -exponent;
  const twos = exponent - (isSubnormal ? SUBNORMAL_SHIFT : 0);
  return mantissa > MANTISSA_MAX ? { mantissa: mantissa / 2, twos: twos + 1 } : { mantissa, twos };
}

const view = new DataView(new ArrayBuffer(8));

function exponentOf(normal: number): number {
  view.setFloat64(0, normal);
  return ((view.getUint16(0) >> 4) & 0x7ff) - 1023;
}
