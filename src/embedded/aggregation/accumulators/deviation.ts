/** Standard deviations, and the accumulators `$stdDevPop` and `$stdDevSamp`. */
import { toDouble } from '../../../bson/arithmetic.ts';
import { Double } from '../../../bson/bson.ts';
import { isNumeric } from '../../../bson/bson-type.ts';
import type { Accumulator } from './accumulator.ts';

export type DeviationKind = 'population' | 'sample';

/** The deviation of numbers that are added one by one, by Welford's algorithm. What is no number does not count. */
export class Deviation {
  #count = 0;
  #mean = 0;
  /** The sum of the squares of the distances to the mean. */
  #squares = 0;

  add(value: unknown): void {
    if (!isNumeric(value)) return;
    const number = toDouble(value);
    this.#count += 1;
    const distance = number - this.#mean;
    if (distance === 0) return;
    this.#mean += distance / this.#count;
    this.#squares += distance * (number - this.#mean);
  }

  /** Null for no number, of a sample for one. */
  result(kind: DeviationKind): Double | null {
    const count = kind === 'sample' ? this.#count - 1 : this.#count;
    return count <= 0 ? null : new Double(Math.sqrt(this.#squares / count));
  }

  partial(): unknown {
    return [this.#count, this.#mean, this.#squares].map((number) => new Double(number));
  }

  merge(partial: unknown): void {
    const [count = 0, mean = 0, squares = 0] = Array.isArray(partial) ? partial.map(toDouble) : [];
    if (count === 0) return;
    const both = this.#count + count;
    const distance = mean - this.#mean;
    if (distance !== 0) {
      this.#mean = (this.#count * this.#mean + count * mean) / both;
      this.#squares += squares + distance * distance * ((this.#count * count) / both);
    } else {
      this.#squares += squares;
    }
    this.#count = both;
  }
}

export function createDeviation(kind: DeviationKind): Accumulator {
  const deviation = new Deviation();
  return {
    add: (value) => deviation.add(value),
    result: () => deviation.result(kind),
    partial: () => deviation.partial(),
    merge: (partial) => deviation.merge(partial),
  };
}
