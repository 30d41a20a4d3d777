/** Window functions by name. */
import type { Document } from '../../../bson/bson.ts';
import { fieldNames, getField } from '../../../bson/fields.ts';
import { failedToParse, locationError, notImplemented } from '../../engine-error.ts';
import { compileAccumulator } from '../accumulators/field.ts';
import { accumulatedFunction } from './accumulated.ts';
import { compileCovariance } from './covariance.ts';
import { compileLinearFill, compileLocf } from './fills.ts';
import { compileMovingAverage } from './moving-average.ts';
import { compileFirst, compileLast, compileShift } from './places.ts';
import { compileDenseRank, compileDocumentNumber, compileRank } from './ranks.ts';
import { compileMinMaxScaler } from './scaler.ts';
import { compileDerivative, compileIntegral } from './slopes.ts';
import { boundsOf, type FunctionSpec, sortValueOf } from './specification.ts';
import type { WindowFunction } from './window-function.ts';

const COMPILERS: ReadonlyMap<string, (spec: FunctionSpec) => WindowFunction> = new Map([
  ['$covariancePop', compileCovariance('population')],
  ['$covarianceSamp', compileCovariance('sample')],
  ['$denseRank', compileDenseRank],
  ['$derivative', compileDerivative],
  ['$documentNumber', compileDocumentNumber],
  ['$expMovingAvg', compileMovingAverage],
  ['$first', compileFirst],
  ['$integral', compileIntegral],
  ['$last', compileLast],
  ['$linearFill', compileLinearFill],
  ['$locf', compileLocf],
  ['$minMaxScaler', compileMinMaxScaler],
  ['$rank', compileRank],
  ['$shift', compileShift],
]);

/** Known to the server, but not as functions of windows. */
const NO_WINDOW_FUNCTIONS = new Set(['$accumulator', '$mergeObjects']);

/** The first name that begins with a dollar says which function it is. */
export function compileWindowFunction(
  spec: Document,
  stage: Pick<FunctionSpec, 'order' | 'options' | 'sortKey'>,
): WindowFunction {
  const name = fieldNames(spec).find((field) => field.startsWith('$'));
  if (name === undefined) throw failedToParse('Expected a $-prefixed window function');
  if (NO_WINDOW_FUNCTIONS.has(name)) throw notImplemented(`${name} in $setWindowFields`);
  const functionSpec: FunctionSpec = { name, operand: getField(spec, name), spec, ...stage };
  return COMPILERS.get(name)?.(functionSpec) ?? compileAccumulated(functionSpec);
}

function compileAccumulated(spec: FunctionSpec): WindowFunction {
  const { name, operand, options } = spec;
  const accumulator = compileAccumulator(name, operand, options);
  if (accumulator === undefined) throw failedToParse(`Unrecognized window function, ${name}`);
  return accumulatedFunction({
    evaluate: accumulator.evaluate,
    bounds: boundsOf(spec),
    sortValue: sortValueOf(spec),
    create: (memory) => accumulator.create(memory, {}),
    slide: (memory) => {
      const sliding = accumulator.slide?.(memory);
      if (sliding !== undefined) return sliding;
      throw locationError(5_461_500, `Window function ${name} is not supported with a removable window`);
    },
  });
}
