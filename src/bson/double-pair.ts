/** Numbers as the sums of two doubles, which have twice the digits of one. */

export interface Pair {
  readonly high: number;
  readonly low: number;
}

const SPLITTER = 2 ** 27 + 1;

/** a + b, where a pair's low part is small against its high part. */
export function addPairs(a: Pair, b: Pair): Pair {
  const sum = exactSum(a.high, b.high);
  return quickSum(sum.high, sum.low + a.low + b.low);
}

export function multiplyPairs(a: Pair, b: Pair): Pair {
  const product = exactProduct(a.high, b.high);
  return quickSum(product.high, product.low + (a.high * b.low + a.low * b.high));
}

export function dividePair(a: Pair, divisor: number): Pair {
  const quotient = a.high / divisor;
  const product = exactProduct(quotient, divisor);
  return quickSum(quotient, (a.high - product.high - product.low + a.low) / divisor);
}

export function exactSum(a: number, b: number): Pair {
  const high = a + b;
  const before = high - b;
  return { high, low: a - before + (b - (high - before)) };
}

/** The first is the larger. */
function quickSum(a: number, b: number): Pair {
  const high = a + b;
  return { high, low: b - (high - a) };
}

export function exactProduct(a: number, b: number): Pair {
  const high = a * b;
  const [aHigh, aLow] = halves(a);
  const [bHigh, bLow] = halves(b);
  return { high, low: aLow * bLow - (high - aHigh * bHigh - aLow * bHigh - aHigh * bLow) };
}

function halves(value: number): readonly [number, number] {
  const shifted = value * SPLITTER;
  const high = shifted - (shifted - value);
  return [high, value - high];
}
