/** `$exp`, `$ln`, `$log`, `$log10`, `$pow`, `$sqrt` and `$sigmoid`. */
import {
  addNumbers,
  divideNumbers,
  multiplyNumbers,
  type NumberValue,
  numberType,
  toDecimal,
  toDouble,
  toWhole,
  wholeNumber,
  widerType,
} from '../../../bson/arithmetic.ts';
import { Double, Int32 } from '../../../bson/bson.ts';
import { isNullish, isNumeric } from '../../../bson/bson-type.ts';
import {
  compareFinite,
  type DecimalValue,
  finite,
  isNegative,
  isZeroDecimal,
  roundToFormat,
  toDecimal128,
} from '../../../bson/decimal.ts';
import { divideDecimals } from '../../../bson/decimal-arithmetic.ts';
import {
  exponentialDecimal,
  logarithm10Decimal,
  logarithmDecimal,
  powerDecimal,
  squareRootDecimal,
} from '../../../bson/decimal-exponential.ts';
import { exponentialDouble, logarithmDouble } from '../../../bson/double-exponential.ts';
import { locationError, typeMismatch } from '../../engine-error.ts';
import { binaryUnlessNull } from '../operands.ts';
import { type OperatorCompiler, type OperatorTable, typeName } from '../scope.ts';
import { ofNumber, ofReal } from './numeric.ts';

export const EXPONENTIAL_OPERATORS: OperatorTable = {
  $exp: ofReal(exponentialDouble, exponentialDecimal),
  $ln: logarithmOperator(28_766, logarithmDouble, logarithmDecimal),
  $log10: logarithmOperator(28_761, Math.log10, logarithm10Decimal),
  $log: binaryUnlessNull(logarithmToBase),
  $pow: binaryUnlessNull(power),
  $sqrt: ofNumber(squareRoot),
  $sigmoid: compileSigmoid,
};

/** What is not greater than zero fails, but for a NaN, which gives a double also when it is a decimal. */
function logarithmOperator(
  code: number,
  ofDouble: (value: number) => number,
  ofDecimal: (value: DecimalValue) => DecimalValue,
): OperatorCompiler {
  return ofNumber((value, name) => {
    if (isPositiveDecimal(value)) return toDecimal128(ofDecimal(toDecimal(value)));
    const number = toDouble(value);
    if (number <= 0) throw locationError(code, `${name}'s argument must be a positive number, but is ${number}`);
    return new Double(ofDouble(number));
  });
}

function logarithmToBase(value: unknown, base: unknown): NumberValue {
  if (!isNumeric(value)) throw locationError(28_756, `$log's argument must be numeric, not ${typeName(value)}`);
  if (!isNumeric(base)) throw locationError(28_757, `$log's base must be numeric, not ${typeName(base)}`);
  if (widerType(value, base) === 'decimal') {
    const result = decimalLogarithm(toDecimal(value), toDecimal(base));
    if (result !== undefined) return toDecimal128(result);
  }
  const number = toDouble(value);
  const baseNumber = toDouble(base);
  if (number <= 0) throw locationError(28_758, `$log's argument must be a positive number, but is ${number}`);
  if (baseNumber <= 0 || baseNumber === 1) {
    throw locationError(28_759, `$log's base must be a positive number not equal to 1, but is ${baseNumber}`);
  }
  return new Double(logarithmDouble(number) / logarithmDouble(baseNumber));
}

/** Undefined for what has no logarithm. */
function decimalLogarithm(value: DecimalValue, base: DecimalValue): DecimalValue | undefined {
  if (!isPositive(value) || !isPositive(base)) return undefined;
  if (base.kind === 'finite' && compareFinite(base, finite(1n, 0)) === 0) return undefined;
  return divideDecimals(logarithmDecimal(value), logarithmDecimal(base));
}

function isPositiveDecimal(value: unknown): boolean {
  return numberType(value) === 'decimal' && isPositive(toDecimal(value));
}

function isPositive(value: DecimalValue): boolean {
  return value.kind !== 'nan' && !isZeroDecimal(value) && !isNegative(value);
}

function squareRoot(value: unknown): NumberValue {
  if (numberType(value) === 'decimal') {
    const decimal = toDecimal(value);
    if (isNegative(decimal) && !isZeroDecimal(decimal)) throw negativeRoot();
    return toDecimal128(squareRootDecimal(decimal));
  }
  const number = toDouble(value);
  if (number < 0) throw negativeRoot();
  return new Double(Math.sqrt(number));
}

function negativeRoot(): Error {
  return locationError(28_714, "$sqrt's argument must be greater than or equal to 0");
}

function power(base: unknown, exponent: unknown): NumberValue {
  if (!isNumeric(base)) throw locationError(28_762, `$pow's base must be numeric, not ${typeName(base)}`);
  if (!isNumeric(exponent)) throw locationError(28_763, `$pow's exponent must be numeric, not ${typeName(exponent)}`);
  const type = widerType(base, exponent);
  if (type === 'decimal') {
    checkPower(isZeroDecimal(toDecimal(base)) && isNegative(toDecimal(exponent)));
    return toDecimal128(powerDecimal(toDecimal(base), toDecimal(exponent)));
  }
  checkPower(toDouble(base) === 0 && toDouble(exponent) < 0);
  if (type === 'double') return new Double(doublePower(toDouble(base), toDouble(exponent)));
  return wholePower(base, exponent, type);
}

function checkPower(isPole: boolean): void {
  if (isPole) throw locationError(28_764, '$pow cannot take a base of 0 and a negative exponent');
}

/** As in C, one to any power is one, and minus one to an infinite power is too. */
function doublePower(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Number.POSITIVE_INFINITY)) return 1;
  return base ** exponent;
}

const LONG_BITS = 63;

/** A double when the result is no whole number of 64 bits. */
function wholePower(base: unknown, exponent: unknown, type: 'int' | 'long'): NumberValue {
  const whole = toWhole(base);
  const times = toWhole(exponent);
  if (whole === 0n || whole === 1n || whole === -1n) {
    const result = whole === -1n && times % 2n === 0n ? 1n : times === 0n ? 1n : whole;
    return wholeNumber(result, type) ?? new Int32(Number(result));
  }
  const exact = times >= 0n && times <= LONG_BITS ? wholeNumber(whole ** times, type) : undefined;
  return exact ?? new Double(doublePower(toDouble(base), toDouble(exponent)));
}

/** 1 / (1 + e^-x), by the rules of `$multiply`, `$exp`, `$add` and `$divide`. */
function compileSigmoid(operand: unknown, { compile }: Parameters<OperatorCompiler>[1]): ReturnType<OperatorCompiler> {
  const evaluate = compile(operand);
  return (scope) => {
    const value = evaluate(scope);
    if (isNullish(value)) return null;
    if (!isNumeric(value)) throw typeMismatch(`$sigmoid only supports numeric types, not ${typeName(value)}`);
    return sigmoid(value);
  };
}

function sigmoid(value: unknown): NumberValue {
  if (numberType(value) !== 'decimal') return new Double(1 / (1 + exponentialDouble(-toDouble(value))));
  const negated = multiplyNumbers(new Int32(-1), value);
  const raised = toDecimal128(exponentialDecimal(roundToFormat(toDecimal(negated))));
  return divideNumbers(new Int32(1), addNumbers(raised, new Int32(1)));
}
