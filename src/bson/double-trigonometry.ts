/**
 * Trigonometric functions of doubles. V8's own miss the nearest double for three to eight arguments of a hundred; the C
 * library of the server hardly ever does. So they are put right with pairs of doubles.
 */
import { doubleOfDecimal } from './arithmetic.ts';
import { exactDecimalOfDouble } from './decimal.ts';
import { cosineDecimal, sineDecimal, tangentDecimal } from './decimal-trigonometry.ts';
import { addPairs, dividePair, exactProduct, exactSum, multiplyPairs, type Pair } from './double-pair.ts';

/** Half of pi in parts, the first two so short that their multiples up to `TURNS_MAX` are exact. */
const HALF_PI_1 = 1.5707963267341256;
const HALF_PI_2 = 6.077100506303966e-11;
const HALF_PI_3 = { high: 2.0222662487959506e-21, low: 1.0085854035872483e-37 };
const ARGUMENT_MAX = 2 ** 20;
/** Below it all digits of an argument are those of the result. */
const ARGUMENT_MIN = 2 ** -27;
/** Beyond it an angle is that of an axis. */
const RATIO_MAX = 2 ** 57;
/** Within these no product overflows or loses digits. */
const COORDINATE = { least: 2 ** -400, most: 2 ** 400 };
/** The later terms are so small that doubles do for them. */
const TERMS = 10;
const PAIR_TERMS = 4;
const ONE: Pair = { high: 1, low: 0 };

export function sineDouble(x: number): number {
  const size = Math.abs(x);
  if (!(size >= ARGUMENT_MIN) || size === Number.POSITIVE_INFINITY) return Math.sin(x);
  if (size > ARGUMENT_MAX) return doubleOfDecimal(sineDecimal(exactDecimalOfDouble(x)));
  return sineAndCosine(x).sine.high;
}

export function cosineDouble(x: number): number {
  const size = Math.abs(x);
  if (!(size >= ARGUMENT_MIN) || size === Number.POSITIVE_INFINITY) return Math.cos(x);
  if (size > ARGUMENT_MAX) return doubleOfDecimal(cosineDecimal(exactDecimalOfDouble(x)));
  return sineAndCosine(x).cosine.high;
}

export function tangentDouble(x: number): number {
  const size = Math.abs(x);
  if (!(size >= ARGUMENT_MIN) || size === Number.POSITIVE_INFINITY) return Math.tan(x);
  if (size > ARGUMENT_MAX) return doubleOfDecimal(tangentDecimal(exactDecimalOfDouble(x)));
  const { sine, cosine } = sineAndCosine(x);
  const rough = sine.high / cosine.high;
  const rest = addPairs(sine, negated(multiplyPairs(cosine, { high: rough, low: 0 })));
  return rough + rest.high / cosine.high;
}

export function arcTangentDouble(x: number): number {
  const size = Math.abs(x);
  return size >= ARGUMENT_MIN && size < RATIO_MAX ? angleOf(x, 1, Math.atan(x)) : Math.atan(x);
}

export function arcTangent2Double(y: number, x: number): number {
  const rough = Math.atan2(y, x);
  if (!isMiddling(x) || !isMiddling(y)) return rough;
  const ratio = Math.abs(y / x);
  return ratio >= 1 / RATIO_MAX && ratio < RATIO_MAX ? angleOf(y, x, rough) : rough;
}

/** Of a number from -1 to 1. */
export function arcSineDouble(x: number): number {
  const size = Math.abs(x);
  if (!(size >= ARGUMENT_MIN && size < 1)) return Math.asin(x);
  const rough = Math.asin(x);
  const { sine, cosine } = sineAndCosine(rough);
  return rough + addPairs({ high: x, low: 0 }, negated(sine)).high / cosine.high;
}

/** Of a number from -1 to 1. */
export function arcCosineDouble(x: number): number {
  if (!(Math.abs(x) < 1)) return Math.acos(x);
  const rough = Math.acos(x);
  const { sine, cosine } = sineAndCosine(rough);
  return rough + addPairs(cosine, { high: -x, low: 0 }).high / sine.high;
}

/** The angle of a point, put right by the distance of the point from the ray of a nearly right angle. */
function angleOf(y: number, x: number, rough: number): number {
  const { sine, cosine } = sineAndCosine(rough);
  const across = addPairs(
    multiplyPairs(cosine, { high: y, low: 0 }),
    negated(multiplyPairs(sine, { high: x, low: 0 })),
  );
  return rough + across.high / (x * cosine.high + y * sine.high);
}

interface SineAndCosine {
  readonly sine: Pair;
  readonly cosine: Pair;
}

function sineAndCosine(x: number): SineAndCosine {
  const turns = Math.round(x / (Math.PI / 2));
  const rest = turns === 0 ? { high: x, low: 0 } : reduced(x, turns);
  const square = multiplyPairs(rest, rest);
  const sine = multiplyPairs(rest, series(square, 1));
  const cosine = series(square, 0);
  switch (((turns % 4) + 4) % 4) {
    case 0:
      return { sine, cosine };
    case 1:
      return { sine: cosine, cosine: negated(sine) };
    case 2:
      return { sine: negated(sine), cosine: negated(cosine) };
    default:
      return { sine: negated(cosine), cosine: sine };
  }
}

/** What is left of an angle after so many right angles: at most half of one. */
function reduced(x: number, turns: number): Pair {
  const rest = exactSum(x - turns * HALF_PI_1, -turns * HALF_PI_2);
  const third = exactProduct(turns, HALF_PI_3.high);
  return addPairs(rest, { high: -third.high, low: -third.low - turns * HALF_PI_3.low });
}

/** 1 - x^2/((n+1)(n+2)) + …, as cosine is for n = 0, and sine over x for n = 1. */
function series(square: Pair, start: 0 | 1): Pair {
  const divisor = (term: number) => (2 * term - 1 + start) * (2 * term + start);
  let rest = 1;
  for (let term = TERMS; term > PAIR_TERMS; term -= 1) rest = 1 - (square.high * rest) / divisor(term);
  let result: Pair = { high: rest, low: 0 };
  for (let term = PAIR_TERMS; term > 0; term -= 1) {
    result = addPairs(ONE, negated(dividePair(multiplyPairs(square, result), divisor(term))));
  }
  return result;
}

function negated({ high, low }: Pair): Pair {
  return { high: -high, low: -low };
}

function isMiddling(value: number): boolean {
  const size = Math.abs(value);
  return size >= COORDINATE.least && size <= COORDINATE.most;
}
