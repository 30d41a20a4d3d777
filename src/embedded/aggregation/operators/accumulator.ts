/** Accumulators as expressions, over the values of one array or several operands. */
import { toDouble } from '../../../bson/arithmetic.ts';
import { Double } from '../../../bson/bson.ts';
import { isNumeric } from '../../../bson/bson-type.ts';
import { createDeviation } from '../accumulators/deviation.ts';
import { createMax, createMin } from '../accumulators/extremes.ts';
import { createAverageOfDoubles, createSum } from '../accumulators/numbers.ts';
import { parsePercentile, parseShares, percentileNumber, percentileOf } from '../accumulators/percentile.ts';
import type { SimpleAccumulator } from '../accumulators/simple.ts';
import { UNBOUNDED_MEMORY } from '../memory.ts';
import type { Expression, OperatorCompiler, OperatorContext, OperatorTable } from '../scope.ts';

export const ACCUMULATOR_OPERATORS: OperatorTable = {
  $sum: summary(createSum),
  $avg: summary(createAverageOfDoubles),
  $min: summary(createMin),
  $max: summary(createMax),
  $stdDevPop: summary(() => createDeviation('population')),
  $stdDevSamp: summary(() => createDeviation('sample')),
  $percentile: compilePercentile,
  $median: compileMedian,
};

/** One operand that is an array counts by its elements, several operands each by itself. */
function summary(create: SimpleAccumulator): OperatorCompiler {
  return (operand, { name, compile }) => {
    const specs: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
    const expressions = specs.map((spec) => compile(spec));
    return (scope) => {
      const values = expressions.map((evaluate) => evaluate(scope));
      const [only] = values;
      const accumulator = create(UNBOUNDED_MEMORY, name);
      for (const value of values.length === 1 && Array.isArray(only) ? only : values) accumulator.add(value);
      return accumulator.result();
    };
  };
}

function compilePercentile(operand: unknown, { name, compile }: OperatorContext): Expression {
  const spec = parsePercentile(name, operand, ['input', 'p', 'method'], 7_436_200);
  const input = compile(spec.input);
  const shares = parseShares(name, compile(spec.p));
  return (scope) => percentiles(input(scope), shares);
}

function compileMedian(operand: unknown, { name, compile }: OperatorContext): Expression {
  const spec = parsePercentile(name, operand, ['input', 'method'], 7_436_201);
  const input = compile(spec.input);
  return (scope) => percentiles(input(scope), [0.5])[0];
}

/** Of the numbers of an array; a single number is all its percentiles. */
function percentiles(input: unknown, shares: readonly number[]): (Double | null)[] {
  if (isNumeric(input)) return shares.map(() => new Double(toDouble(input)));
  const values: readonly unknown[] = Array.isArray(input) ? input : [];
  const numbers = values.map(percentileNumber).filter((number) => number !== undefined);
  const sorted = Float64Array.from(numbers).sort();
  return shares.map((share) => percentileOf(sorted, share));
}
