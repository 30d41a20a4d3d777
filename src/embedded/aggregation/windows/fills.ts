/** `$locf` and `$linearFill`: what stands in the place of null and missing values. */
import { isNullish, isNumeric } from '../../../bson/bson-type.ts';
import { compareValues } from '../../../bson/compare.ts';
import { locationError, typeMismatch } from '../../engine-error.ts';
import { compileExpression } from '../expression.ts';
import { type Expression, rootScope, typeName } from '../scope.ts';
import type { Partition } from './partition.ts';
import { difference, product, quotient, sum } from './point-arithmetic.ts';
import { type FunctionSpec, refuseBounds, requireOneSortField, sortValueOf } from './specification.ts';
import type { WindowFunction } from './window-function.ts';

/** The last value that was there. */
export function compileLocf(spec: FunctionSpec): WindowFunction {
  refuseBounds(spec);
  const input = compileExpression(spec.operand, spec.options);
  return {
    start(partition) {
      let last: unknown = null;
      return (position) => {
        const value = input(rootScope(partition.at(position)));
        if (!isNullish(value)) last = value;
        return last;
      };
    },
  };
}

export function compileLinearFill(spec: FunctionSpec): WindowFunction {
  refuseBounds(spec);
  requireOneSortField(spec, 605_001);
  const input = compileExpression(spec.operand, spec.options);
  const sortValue = sortValueOf(spec);
  return { start: (partition) => new LinearFill(partition, sortValue, input).fill };
}

interface Point {
  readonly x: unknown;
  readonly y: unknown;
}

/** The straight line between the nearest values before and after. */
class LinearFill {
  readonly #partition: Partition;
  readonly #sortValue: Expression;
  readonly #input: Expression;
  #before: Point | undefined;
  #after: Point | undefined;
  #lastX: unknown;
  /** Whether nothing is left to find in the rest of the partition. */
  #isAtEnd = false;

  constructor(partition: Partition, sortValue: Expression, input: Expression) {
    this.#partition = partition;
    this.#sortValue = sortValue;
    this.#input = input;
  }

  readonly fill = (position: number): unknown => {
    const { x, y } = this.#point(position);
    if (!isNumeric(y) && !isNullish(y))
      throw typeMismatch(`Value to be filled must be numeric or nullish, but found ${typeName(y)}`);
    this.#checkOrder(x, position);
    if (!isNullish(y)) {
      this.#before = { x, y };
      this.#after = undefined;
      return y;
    }
    this.#after ??= this.#before === undefined ? undefined : this.#find(position + 1);
    if (this.#before === undefined || this.#after === undefined) return null;
    return interpolate(this.#before, this.#after, x);
  };

  #point(position: number): Point {
    const scope = rootScope(this.#partition.at(position));
    return { x: this.#sortValue(scope), y: this.#input(scope) };
  }

  #checkOrder(x: unknown, position: number): void {
    const isDate = x instanceof Date;
    if (!isDate && !isNumeric(x))
      throw typeMismatch(`Value of the sortBy field must be numeric or a date, but found ${typeName(x)}`);
    if (position > 0) {
      if (compareValues(x, this.#lastX) === 0)
        throw locationError(6_050_106, 'There can be no repeated values in the sort field');
      if (isDate !== this.#lastX instanceof Date)
        throw typeMismatch(`Conflicting sort value types: ${typeName(this.#lastX)} and ${typeName(x)}`);
    }
    this.#lastX = x;
  }

  #find(from: number): Point | undefined {
    if (this.#isAtEnd) return undefined;
    for (let position = from; position < this.#partition.length; position += 1) {
      const point = this.#point(position);
      if (!isNullish(point.y) && !isNullish(point.x)) return point;
    }
    this.#isAtEnd = true;
    return undefined;
  }
}

function interpolate(a: Point, b: Point, x: unknown): unknown {
  const slope = quotient(difference(b.y, a.y), difference(b.x, a.x));
  return slope === undefined ? null : sum(a.y, product(difference(x, a.x), slope));
}
