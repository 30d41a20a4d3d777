/** `$expMovingAvg`: newer documents weigh more. Reckoned in decimals, as the server does. */
import { numberType, toDecimal, toDouble } from '../../../bson/arithmetic.ts';
import { type Document, Double } from '../../../bson/bson.ts';
import { asDocument, isNumeric } from '../../../bson/bson-type.ts';
import { compareNumbers } from '../../../bson/compare-numbers.ts';
import { type DecimalValue, finite, roundToFormat, toDecimal128 } from '../../../bson/decimal.ts';
import { addDecimals, divideDecimals, multiplyDecimals, negateDecimal } from '../../../bson/decimal-arithmetic.ts';
import { fieldCount, hasField } from '../../../bson/fields.ts';
import { failedToParse } from '../../engine-error.ts';
import { compileExpression } from '../expression.ts';
import { rootScope } from '../scope.ts';
import { wholeLong } from '../whole-number.ts';
import type { FunctionSpec } from './specification.ts';
import type { WindowFunction } from './window-function.ts';

const ONE = finite(1n, 0);

export function compileMovingAverage({ operand, spec, order, options }: FunctionSpec): WindowFunction {
  const average = asDocument(operand);
  if (average === undefined || fieldCount(spec) !== 1)
    throw failedToParse('$expMovingAvg must have exactly one argument that is an object');
  if (fieldCount(average) !== 2 || !hasField(average, 'input'))
    throw failedToParse("$expMovingAvg must have exactly two fields: 'input', and either 'N' or 'alpha'");
  if (order === undefined) throw failedToParse("$expMovingAvg requires an explicit 'sortBy'");
  const weight = hasField(average, 'N') ? weightOfCount(average.N) : weightOfAlpha(average);
  const rest = roundToFormat(addDecimals(ONE, negateDecimal(weight)));
  const input = compileExpression(average.input, options);
  return {
    start(partition) {
      let current: DecimalValue | undefined;
      let isDecimal = false;
      return (position) => {
        const value = input(rootScope(partition.at(position)));
        if (isNumeric(value)) {
          isDecimal ||= numberType(value) === 'decimal';
          const number = toDecimal(value);
          current = current === undefined ? number : weighted(number, weight, current, rest);
        }
        if (current === undefined) return null;
        const result = toDecimal128(current);
        return isDecimal ? result : new Double(toDouble(result));
      };
    },
  };
}

function weighted(a: DecimalValue, weightA: DecimalValue, b: DecimalValue, weightB: DecimalValue): DecimalValue {
  return roundToFormat(
    addDecimals(roundToFormat(multiplyDecimals(a, weightA)), roundToFormat(multiplyDecimals(b, weightB))),
  );
}

function weightOfCount(value: unknown): DecimalValue {
  const count = wholeLong(value);
  if (count === undefined) throw failedToParse("'N' field must be an integer: use 'alpha' for another number");
  if (count <= 0) throw failedToParse(`'N' must be greater than zero. Got ${count}`);
  return roundToFormat(divideDecimals(finite(2n, 0), finite(BigInt(count) + 1n, 0)));
}

function weightOfAlpha(spec: Document): DecimalValue {
  if (!hasField(spec, 'alpha'))
    throw failedToParse("Got unrecognized field in $expMovingAvg: 'N' or 'alpha' is needed");
  const { alpha } = spec;
  if (!isNumeric(alpha)) throw failedToParse("'alpha' must be a number");
  if (!(compareNumbers(alpha, 0) > 0 && compareNumbers(alpha, 1) < 0))
    throw failedToParse("'alpha' must be between 0 and 1 (exclusive)");
  return toDecimal(alpha);
}
