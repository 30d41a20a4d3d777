/** Arithmetic on numbers and dates. Null or missing operands make the result null. */
import {
  addNumbers,
  divideNumbers,
  isZero,
  multiplyNumbers,
  type NumberValue,
  remainderOfNumbers,
  subtractNumbers,
  toDouble,
} from '../../../bson/arithmetic.ts';
import { Double, Long } from '../../../bson/bson.ts';
import { isNumeric } from '../../../bson/bson-type.ts';
import { locationError, typeMismatch } from '../../engine-error.ts';
import { operands, unlessNull, variadic } from '../operands.ts';
import { type OperatorTable, typeName } from '../scope.ts';
import { absolute, parsePlaces, roundNumber } from './rounding.ts';

export const ARITHMETIC_OPERATORS: OperatorTable = {
  $add: variadic(unlessNull(add)),
  $subtract: operands(
    2,
    2,
    unlessNull(([a, b]) => subtract(a, b)),
  ),
  $multiply: variadic(unlessNull(multiply)),
  $divide: operands(
    2,
    2,
    unlessNull(([a, b]) => divide(a, b)),
  ),
  $mod: operands(
    2,
    2,
    unlessNull(([a, b]) => modulo(a, b)),
  ),
  $abs: operands(
    1,
    1,
    unlessNull(([value]) => absolute(value)),
  ),
  $ceil: operands(
    1,
    1,
    unlessNull(([value]) => roundNumber('$ceil', 'ceil', value, 0)),
  ),
  $floor: operands(
    1,
    1,
    unlessNull(([value]) => roundNumber('$floor', 'floor', value, 0)),
  ),
  $round: operands(
    1,
    2,
    unlessNull(([value, places]) => roundNumber('$round', 'half-even', value, parsePlaces('$round', places))),
  ),
  $trunc: operands(
    1,
    2,
    unlessNull(([value, places]) => roundNumber('$trunc', 'trunc', value, parsePlaces('$trunc', places))),
  ),
};

/** Numbers, and at most one date, which the numbers move by milliseconds. */
function add(values: readonly unknown[]): unknown {
  const dates = values.filter((value) => value instanceof Date);
  const wrong = values.find((value) => !isNumeric(value) && !(value instanceof Date));
  if (wrong !== undefined) throw typeMismatch(`$add only supports numeric or date types, not ${typeName(wrong)}`);
  if (dates.length > 1) throw locationError(16_612, 'only one date allowed in an $add expression');
  const sum = values.filter(isNumeric).reduce<unknown>(addWidening, 0);
  const [date] = dates;
  return date === undefined ? numberOf(sum) : moveDate(date, toDouble(sum));
}

function subtract(a: unknown, b: unknown): unknown {
  if (a instanceof Date && b instanceof Date) return Long.fromNumber(a.getTime() - b.getTime());
  if (a instanceof Date && isNumeric(b)) return moveDate(a, -toDouble(b));
  if (isNumeric(a) && isNumeric(b)) return subtractNumbers(a, b) ?? new Double(toDouble(a) - toDouble(b));
  throw typeMismatch(`can't $subtract ${typeName(b)} from ${typeName(a)}`);
}

function multiply(values: readonly unknown[]): unknown {
  const wrong = values.find((value) => !isNumeric(value));
  if (wrong !== undefined) throw typeMismatch(`$multiply only supports numeric types, not ${typeName(wrong)}`);
  const product = values.reduce<unknown>(
    (total, value) => multiplyNumbers(total, value) ?? new Double(toDouble(total) * toDouble(value)),
    1,
  );
  return numberOf(product);
}

function divide(a: unknown, b: unknown): NumberValue {
  if (!isNumeric(a) || !isNumeric(b)) {
    throw typeMismatch(`$divide only supports numeric types, not ${typeName(a)} and ${typeName(b)}`);
  }
  if (isZero(b)) throw locationError(16_608, "can't $divide by zero");
  return divideNumbers(a, b);
}

function modulo(a: unknown, b: unknown): NumberValue {
  if (!isNumeric(a) || !isNumeric(b)) {
    throw locationError(16_611, `$mod only supports numeric types, not ${typeName(a)} and ${typeName(b)}`);
  }
  if (isZero(b)) throw locationError(16_610, "can't $mod by zero");
  return remainderOfNumbers(a, b);
}

/** Whole numbers beyond a long go on as a double. */
function addWidening(total: unknown, value: unknown): unknown {
  return addNumbers(total, value) ?? new Double(toDouble(total) + toDouble(value));
}

/** The start of a sum is a plain number; what leaves has a BSON type. */
function numberOf(value: unknown): unknown {
  return typeof value === 'number' ? addNumbers(value, 0) : value;
}

function moveDate(date: Date, millis: number): Date {
  return new Date(date.getTime() + Math.round(millis));
}
