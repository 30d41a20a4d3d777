/** Operators of one number. */
import { numberType, toDecimal, toDouble } from '../../../bson/arithmetic.ts';
import { Double } from '../../../bson/bson.ts';
import { isNullish, isNumeric } from '../../../bson/bson-type.ts';
import { type DecimalValue, toDecimal128 } from '../../../bson/decimal.ts';
import { locationError } from '../../engine-error.ts';
import { unary } from '../operands.ts';
import { type OperatorCompiler, typeName } from '../scope.ts';

/** Null of null, an error of what is no number. */
export function ofNumber(apply: (value: unknown, name: string) => unknown): OperatorCompiler {
  return unary((value, name) => {
    if (isNullish(value)) return null;
    if (isNumeric(value)) return apply(value, name);
    throw locationError(28_765, `${name} only supports numeric types, not ${typeName(value)}`);
  });
}

/** A function with a decimal for a decimal and a double for every other number. */
export function ofReal(
  ofDouble: (value: number) => number,
  ofDecimal: (value: DecimalValue) => DecimalValue,
): OperatorCompiler {
  return ofNumber((value) =>
    numberType(value) === 'decimal' ? toDecimal128(ofDecimal(toDecimal(value))) : new Double(ofDouble(toDouble(value))),
  );
}
