/** The accumulators `$percentile` and `$median`. */
import { Double } from '../../../bson/bson.ts';
import { compileExpression } from '../expression.ts';
import { MemoryShare } from '../memory.ts';
import type { ExpressionOptions } from '../scope.ts';
import type { Accumulator, CompiledAccumulator } from './accumulator.ts';
import { mergeEach } from './extremes.ts';
import { parsePercentile, parseShares, percentileNumber, percentileOf } from './percentile.ts';
import { slidingPercentile } from './sliding-order.ts';

const DOUBLE_BYTES = 8;

export function compilePercentile(operand: unknown, options: ExpressionOptions, name: string): CompiledAccumulator {
  const spec = parsePercentile(name, operand, ['input', 'p', 'method'], 7_429_703);
  const shares = parseShares(name, compileExpression(spec.p, options));
  return {
    evaluate: compileExpression(spec.input, options),
    create: (memory) => createPercentile(shares, new MemoryShare(name, memory)),
    slide: (memory) => slidingPercentile(memory, name, shares),
  };
}

export function compileMedian(operand: unknown, options: ExpressionOptions, name: string): CompiledAccumulator {
  const spec = parsePercentile(name, operand, ['input', 'method'], 7_436_100);
  return {
    evaluate: compileExpression(spec.input, options),
    create: (memory) => onlyOf(createPercentile([0.5], new MemoryShare(name, memory))),
    slide: (memory) => onlyOf(slidingPercentile(memory, name, [0.5])),
  };
}

function createPercentile(shares: readonly number[], share: MemoryShare): Accumulator {
  const numbers = new NumberList();
  const add = (value: unknown) => {
    const number = percentileNumber(value);
    if (number === undefined) return;
    share.keep(DOUBLE_BYTES);
    numbers.push(number);
  };
  return {
    add,
    result: () => {
      const sorted = numbers.toSorted();
      return shares.map((share) => percentileOf(sorted, share));
    },
    partial: () => Array.from(numbers.toSorted(), (number) => new Double(number)),
    merge: (partial) => mergeEach(partial, add),
  };
}

const FIRST_NUMBERS = 16;

class NumberList {
  #numbers = new Float64Array(FIRST_NUMBERS);
  #length = 0;

  push(number: number): void {
    if (this.#length === this.#numbers.length) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#length] = number;
    this.#length += 1;
  }

  toSorted(): Float64Array {
    return this.#numbers.slice(0, this.#length).sort();
  }
}

function onlyOf<T extends { result(): unknown }>(accumulator: T): T {
  return {
    ...accumulator,
    result: () => {
      const values = accumulator.result();
      return Array.isArray(values) ? values[0] : null;
    },
  };
}
