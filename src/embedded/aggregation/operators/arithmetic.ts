/** Arithmetic on numbers and dates. Null or missing operands make the result null. */
import {
  divideNumbers,
  isZero,
  multiplyNumbers,
  type NumberType,
  type NumberValue,
  numberType,
  remainderOfNumbers,
  subtractNumbers,
  toDouble,
  widerOf,
  widerType,
} from '../../../bson/arithmetic.ts';
import { Double, Int32, Long } from '../../../bson/bson.ts';
import { isNumeric } from '../../../bson/bson-type.ts';
import { fitsLong } from '../../../bson/number-ranges.ts';
import { badValue, locationError, typeMismatch } from '../../engine-error.ts';
import { binaryUnlessNull, type Gathering, oneByOne } from '../operands.ts';
import { type OperatorTable, typeName } from '../scope.ts';
import { dateOfMillis, millisOf, wholeMillis } from './date-sum.ts';
import { EXPONENTIAL_OPERATORS } from './exponential.ts';
import { ROUNDING_OPERATORS } from './rounding.ts';
import { SumState } from './sum-state.ts';

export const ARITHMETIC_OPERATORS: OperatorTable = {
  $add: oneByOne(() => new SumState()),
  $subtract: binaryUnlessNull(subtract),
  $multiply: oneByOne(() => new ProductState()),
  $divide: binaryUnlessNull(divide),
  $mod: binaryUnlessNull(modulo),
  ...ROUNDING_OPERATORS,
  ...EXPONENTIAL_OPERATORS,
};

function subtract(a: unknown, b: unknown): unknown {
  if (isNumeric(a) && isNumeric(b)) return subtractNumbers(a, b) ?? new Double(toDouble(a) - toDouble(b));
  if (a instanceof Date && b instanceof Date) return longOf(millisOf(a) - millisOf(b));
  if (a instanceof Date && isNumeric(b)) return dateOfMillis(millisOf(a) - wholeMillis(b));
  throw typeMismatch(`can't $subtract ${typeName(b)} from ${typeName(a)}`);
}

function longOf(millis: bigint): Long {
  if (!fitsLong(millis)) throw badValue('the difference of the dates is out of the range of 64 bits of milliseconds');
  return Long.fromBigInt(millis);
}

/** Doubles are multiplied beside the whole numbers, for these may turn out to be too large. */
class ProductState implements Gathering {
  #product: NumberValue = new Int32(1);
  #type: NumberType = 'int';
  #double = 1;

  add(value: unknown): void {
    if (!isNumeric(value)) throw typeMismatch(`$multiply only supports numeric types, not ${typeName(value)}`);
    if (this.#type === 'decimal' || numberType(value) === 'decimal') {
      this.#product = multiplyNumbers(this.#product, value) ?? this.#product;
      this.#type = 'decimal';
      return;
    }
    this.#double *= toDouble(value);
    const type = widerOf(this.#type, numberType(value));
    const whole = type === 'double' ? undefined : multiplyNumbers(this.#product, value);
    this.#product = whole ?? new Double(this.#double);
    this.#type = whole === undefined ? 'double' : type;
  }

  result(): NumberValue {
    const product = this.#product;
    // What was a long on the way may be small again.
    const isInt = this.#type === 'int' && product instanceof Long && product.toInt() === product.toNumber();
    return isInt ? new Int32(product.toInt()) : product;
  }
}

function divide(a: unknown, b: unknown): NumberValue {
  if (!isNumeric(a) || !isNumeric(b)) {
    throw typeMismatch(`$divide only supports numeric types, not ${typeName(a)} and ${typeName(b)}`);
  }
  if (isZero(b)) throw badValue("can't $divide by zero");
  return divideNumbers(a, b);
}

function modulo(a: unknown, b: unknown): NumberValue {
  if (!isNumeric(a) || !isNumeric(b)) {
    throw locationError(16_611, `$mod only supports numeric types, not ${typeName(a)} and ${typeName(b)}`);
  }
  if (isZero(b)) throw locationError(widerType(a, b) === 'decimal' ? 5_733_415 : 16_610, "can't $mod by zero");
  return remainderOfNumbers(a, b);
}
