/** Fields of `$group` and its kind: a name and the accumulator that makes its value. */
import { asDocument } from '../../../bson/bson-type.ts';
import { fieldNames } from '../../../bson/fields.ts';
import { locationError, notImplemented } from '../../engine-error.ts';
import { compileExpression } from '../expression.ts';
import { KNOWN_ACCUMULATORS } from '../known-names.ts';
import type { ExpressionOptions } from '../scope.ts';
import type { AccumulatorCompiler, CompiledAccumulator } from './accumulator.ts';
import { compileCount } from './numbers.ts';
import { compileMedian, compilePercentile } from './percentile-accumulator.ts';
import { compileFirstN, compileLastN, compileMaxN, compileMinN } from './several.ts';
import { SIMPLE_ACCUMULATORS, SLIDING_ACCUMULATORS } from './simple.ts';
import { compileBottom, compileBottomN, compileTop, compileTopN } from './top.ts';

export interface AccumulatedField {
  readonly name: string;
  readonly accumulator: CompiledAccumulator;
}

export type AccumulatorByName = (
  name: string,
  operand: unknown,
  options: ExpressionOptions,
) => CompiledAccumulator | undefined;

const COMPILERS = new Map<string, AccumulatorCompiler>([
  ['$count', compileCount],
  ['$firstN', compileFirstN],
  ['$lastN', compileLastN],
  ['$minN', compileMinN],
  ['$maxN', compileMaxN],
  ['$top', compileTop],
  ['$topN', compileTopN],
  ['$bottom', compileBottom],
  ['$bottomN', compileBottomN],
  ['$median', compileMedian],
  ['$percentile', compilePercentile],
]);

/** `compile` is for stages that have accumulators of their own; undefined means that there is none of the name. */
export function compileAccumulatedField(
  name: string,
  spec: unknown,
  options: ExpressionOptions,
  compile: AccumulatorByName = compileAccumulator,
): AccumulatedField {
  const document = asDocument(spec);
  const [operator, ...others] = fieldNames(document ?? {});
  if (document === undefined || operator === undefined || !operator.startsWith('$')) {
    throw locationError(40_234, `The field '${name}' must be an accumulator object`);
  }
  if (name.includes('.')) throw locationError(40_235, `The field name '${name}' cannot contain '.'`);
  if (name.startsWith('$')) throw locationError(40_236, `The field name '${name}' cannot be an operator name`);
  if (others.length > 0) throw locationError(40_238, `The field '${name}' must specify one accumulator`);
  const operand: unknown = document[operator];
  if (Array.isArray(operand)) throw locationError(40_237, `The ${operator} accumulator is a unary operator`);
  const accumulator = compile(operator, operand, options);
  if (accumulator !== undefined) return { name, accumulator };
  if (KNOWN_ACCUMULATORS.has(operator)) throw notImplemented(`accumulator ${operator}`);
  throw locationError(15_952, `unknown group operator '${operator}'`);
}

/** Undefined when there is no accumulator of that name. */
export function compileAccumulator(
  operator: string,
  operand: unknown,
  options: ExpressionOptions,
): CompiledAccumulator | undefined {
  const create = SIMPLE_ACCUMULATORS.get(operator);
  if (create === undefined) return COMPILERS.get(operator)?.(operand, options, operator);
  const slide = SLIDING_ACCUMULATORS.get(operator);
  return {
    evaluate: compileExpression(operand, options),
    create: (memory) => create(memory, operator),
    ...(slide === undefined ? {} : { slide: (memory) => slide(memory, operator) }),
  };
}
