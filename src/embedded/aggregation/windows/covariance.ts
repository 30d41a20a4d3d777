/** `$covariancePop` and `$covarianceSamp`: of pairs of numbers; everything else does not count. */
import { divideNumbers, toDouble } from '../../../bson/arithmetic.ts';
import { Decimal128, Double } from '../../../bson/bson.ts';
import { isNullish, isNumeric } from '../../../bson/bson-type.ts';
import { exactNumber } from '../../../bson/compare-numbers.ts';
import type { DeviationKind } from '../accumulators/deviation.ts';
import type { SlidingAccumulator } from '../accumulators/sliding.ts';
import { compileExpression } from '../expression.ts';
import { RunningSum } from '../running-sum.ts';
import { accumulatedFunction } from './accumulated.ts';
import { difference, product } from './point-arithmetic.ts';
import { boundsOf, type FunctionSpec, sortValueOf } from './specification.ts';
import type { WindowFunction } from './window-function.ts';

export function compileCovariance(kind: DeviationKind): (spec: FunctionSpec) => WindowFunction {
  return (spec) => {
    const create = () => new Covariance(kind);
    return accumulatedFunction({
      evaluate: compileExpression(spec.operand, spec.options),
      bounds: boundsOf(spec),
      sortValue: sortValueOf(spec),
      create,
      slide: create,
    });
  };
}

type Pair = readonly [unknown, unknown];

/** By Welford's algorithm. Infinities and not-a-numbers go to the sum of products alone, so they can leave it again. */
class Covariance implements SlidingAccumulator {
  readonly #kind: DeviationKind;
  #count = 0;
  #x = new RunningSum();
  #y = new RunningSum();
  #products = new RunningSum();

  constructor(kind: DeviationKind) {
    this.#kind = kind;
  }

  add(value: unknown): void {
    const pair = pairOf(value);
    if (pair === undefined) return;
    const special = specialOf(pair);
    if (special !== undefined) {
      this.#products.add(special);
      return;
    }
    this.#count += 1;
    const x = distance(pair[0], this.#x);
    this.#x.add(pair[0]);
    this.#y.add(pair[1]);
    const y = distance(pair[1], this.#y);
    if (x !== undefined && y !== undefined) this.#products.add(product(x, y));
  }

  remove(value: unknown): void {
    const pair = pairOf(value);
    if (pair === undefined) return;
    const special = specialOf(pair);
    if (special !== undefined) {
      this.#products.remove(special);
      return;
    }
    this.#count -= 1;
    if (this.#count === 0) {
      [this.#x, this.#y, this.#products] = [new RunningSum(), new RunningSum(), new RunningSum()];
      return;
    }
    this.#x.remove(pair[0]);
    const x = distance(pair[0], this.#x);
    const y = distance(pair[1], this.#y);
    if (x !== undefined && y !== undefined) this.#products.remove(product(x, y));
    this.#y.remove(pair[1]);
  }

  result(): unknown {
    const isSample = this.#kind === 'sample';
    if (this.#count === 1 && !isSample) return new Double(0);
    const count = isSample ? this.#count - 1 : this.#count;
    if (count <= 0) return null;
    const total = this.#products.total();
    if (total instanceof Decimal128) return divideNumbers(total, new Double(count));
    return new Double(toDouble(total) / count);
  }
}

function pairOf(value: unknown): Pair | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [x, y]: readonly unknown[] = value;
  return isNumeric(x) && isNumeric(y) ? [x, y] : undefined;
}

/** Undefined while there is no mean. */
function distance(value: unknown, values: RunningSum): unknown {
  const mean = values.averageOfDoubles();
  return isNullish(mean) ? undefined : difference(value, mean);
}

/** What stands for a pair that has an infinity or a not-a-number; undefined for other pairs. */
function specialOf(pair: Pair): unknown {
  const specials = pair.map(specialNumber).filter((number) => number !== undefined);
  const [first] = specials;
  if (first === undefined) return undefined;
  const special = specials.every((number) => number === first) ? first : Number.NaN;
  if (!pair.some((value) => value instanceof Decimal128)) return new Double(special);
  return Decimal128.fromString(String(special));
}

function specialNumber(value: unknown): number | undefined {
  const exact = exactNumber(value);
  if (typeof exact === 'number') return Number.isFinite(exact) ? undefined : exact;
  if (typeof exact === 'bigint' || exact.kind === 'finite') return undefined;
  return exact.kind === 'nan' ? Number.NaN : exact.sign * Number.POSITIVE_INFINITY;
}
