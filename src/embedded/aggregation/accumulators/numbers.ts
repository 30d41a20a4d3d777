/** `$sum`, `$avg` and `$count`. */
import { asDocument } from '../../../bson/bson-type.ts';
import { fieldCount } from '../../../bson/fields.ts';
import { typeMismatch } from '../../engine-error.ts';
import { RunningSum } from '../running-sum.ts';
import { constant, type ExpressionOptions } from '../scope.ts';
import type { Accumulator, CompiledAccumulator } from './accumulator.ts';
import { slidingSum } from './sliding-numbers.ts';

export function createSum(): Accumulator {
  return new SumAccumulator();
}

export function createAverage(): Accumulator {
  return new AverageAccumulator();
}

/** Of an expression, where the server reckons otherwise than in a group. */
export function createAverageOfDoubles(): Accumulator {
  return new DoublesAverageAccumulator();
}

/** Classes where there are closures elsewhere: of these there can be millions, one for each group. */
class SumAccumulator implements Accumulator {
  protected readonly sum = new RunningSum();

  add(value: unknown): void {
    this.sum.add(value);
  }

  result(): unknown {
    return this.sum.total();
  }

  partial(): unknown {
    return this.sum.partial();
  }

  merge(partial: unknown): void {
    this.sum.merge(partial);
  }
}

class AverageAccumulator extends SumAccumulator {
  override result(): unknown {
    return this.sum.average();
  }
}

class DoublesAverageAccumulator extends SumAccumulator {
  override result(): unknown {
    return this.sum.averageOfDoubles();
  }
}

/** `$count: {}` is `$sum: 1`. */
export function compileCount(operand: unknown, _options: ExpressionOptions, name: string): CompiledAccumulator {
  const document = asDocument(operand);
  if (document === undefined || fieldCount(document) > 0)
    throw typeMismatch(`${name} takes no arguments, i.e. ${name}:{}`);
  return { evaluate: constant(1), create: createSum, slide: slidingSum };
}
