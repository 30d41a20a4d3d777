/** `$minMaxScaler`: where a number lies between the least and the greatest of its window. */
import { asDocument, isNumeric } from '../../../bson/bson-type.ts';
import { compareNumbers } from '../../../bson/compare-numbers.ts';
import { fieldNames, hasField } from '../../../bson/fields.ts';
import { failedToParse, locationError } from '../../engine-error.ts';
import { createMax, createMin } from '../accumulators/extremes.ts';
import { slidingMax, slidingMin } from '../accumulators/sliding-order.ts';
import { constantValue } from '../constant-folding.ts';
import { compileExpression } from '../expression.ts';
import { type Expression, type ExpressionOptions, rootScope, typeName } from '../scope.ts';
import { accumulatedFunction } from './accumulated.ts';
import type { WindowBounds } from './bounds.ts';
import { difference, product, quotient, sum } from './point-arithmetic.ts';
import { boundsOf, type FunctionSpec, sortValueOf } from './specification.ts';
import type { WindowFunction } from './window-function.ts';

interface Scale {
  readonly min: unknown;
  readonly max: unknown;
}

export function compileMinMaxScaler(spec: FunctionSpec): WindowFunction {
  const bounds = boundsOf(spec);
  checkHoldsCurrent(bounds);
  const { input, scale } = parseScaler(spec);
  const windowed = { evaluate: input, bounds, sortValue: sortValueOf(spec) };
  const least = accumulatedFunction({
    ...windowed,
    create: (memory) => createMin(memory, spec.name),
    slide: (memory) => slidingMin(memory, spec.name),
  });
  const greatest = accumulatedFunction({
    ...windowed,
    create: (memory) => createMax(memory, spec.name),
    slide: (memory) => slidingMax(memory, spec.name),
  });
  return {
    start(partition, options) {
      const [min, max] = [least.start(partition, options), greatest.start(partition, options)];
      return (position) => {
        const value = input(rootScope(partition.at(position)));
        return scaled(value, { min: min(position), max: max(position) }, scale);
      };
    },
  };
}

function scaled(value: unknown, window: Scale, { min, max }: Scale): unknown {
  const ratio = quotient(difference(value, window.min), difference(window.max, window.min));
  return ratio === undefined ? min : sum(product(ratio, difference(max, min)), min);
}

function checkHoldsCurrent({ lower, upper }: WindowBounds): void {
  if (isNumeric(lower) && compareNumbers(lower, 0) > 0)
    throw failedToParse('the lower bound of $minMaxScaler cannot be greater than 0: the window must hold the document');
  if (isNumeric(upper) && compareNumbers(upper, 0) < 0)
    throw failedToParse('the upper bound of $minMaxScaler cannot be less than 0: the window must hold the document');
}

function parseScaler({ name, operand, options }: FunctionSpec): { input: Expression; scale: Scale } {
  const spec = asDocument(operand);
  if (spec === undefined) throw failedToParse(`${name} expects an object`);
  const unknown = fieldNames(spec).find((field) => !['input', 'min', 'max'].includes(field));
  if (unknown !== undefined) throw failedToParse(`${name} got unexpected argument: ${unknown}`);
  if (!hasField(spec, 'input')) throw failedToParse(`${name} requires an 'input' expression`);
  if (hasField(spec, 'min') !== hasField(spec, 'max'))
    throw failedToParse(`Only one of 'min' and 'max' was specified as an argument to ${name}`);
  const scale = hasField(spec, 'min')
    ? { min: numberOf('min', spec.min, options), max: numberOf('max', spec.max, options) }
    : { min: 0, max: 1 };
  if (compareNumbers(scale.min, scale.max) >= 0)
    throw failedToParse(`the 'max' must be strictly greater than 'min', as arguments to ${name}`);
  const evaluate = compileExpression(spec.input, options);
  const input: Expression = (scope) => {
    const value = evaluate(scope);
    if (isNumeric(value)) return value;
    throw locationError(
      10_487_003,
      `'input' argument to ${name} must evaluate to a numeric type, got: ${typeName(value)}`,
    );
  };
  return { input, scale };
}

function numberOf(argument: string, spec: unknown, options: ExpressionOptions): unknown {
  const expression = compileExpression(spec, options);
  if (expression.constant !== true) throw failedToParse(`'${argument}' argument to $minMaxScaler must be a constant`);
  const value = constantValue(expression);
  if (!isNumeric(value)) throw failedToParse(`'${argument}' argument to $minMaxScaler must be a numeric type`);
  return value;
}
