/** Arithmetic on values of documents: numbers of any type, and dates, whose difference is a number of milliseconds. */
import {
  addNumbers,
  divideNumbers,
  isZero,
  multiplyNumbers,
  subtractNumbers,
  toDouble,
} from '../../../bson/arithmetic.ts';
import { Double, Long } from '../../../bson/bson.ts';
import { isNumeric } from '../../../bson/bson-type.ts';
import { dateMillis } from '../../../bson/compare.ts';
import { type EngineError, typeMismatch } from '../../engine-error.ts';
import { typeName } from '../scope.ts';

/** Throws TypeMismatch unless both are numbers or both dates. */
export function difference(a: unknown, b: unknown): unknown {
  if (a instanceof Date && b instanceof Date)
    return Long.fromBigInt(BigInt.asIntN(64, BigInt(dateMillis(a)) - BigInt(dateMillis(b))));
  if (!isNumeric(a) || !isNumeric(b)) throw noNumbers('subtract', a, b);
  return subtractNumbers(a, b) ?? new Double(toDouble(a) - toDouble(b));
}

export function sum(a: unknown, b: unknown): unknown {
  if (!isNumeric(a) || !isNumeric(b)) throw noNumbers('add', a, b);
  return addNumbers(a, b) ?? new Double(toDouble(a) + toDouble(b));
}

export function product(a: unknown, b: unknown): unknown {
  if (!isNumeric(a) || !isNumeric(b)) throw noNumbers('multiply', a, b);
  return multiplyNumbers(a, b) ?? new Double(toDouble(a) * toDouble(b));
}

/** Undefined when the divisor is zero. */
export function quotient(a: unknown, b: unknown): unknown {
  if (!isNumeric(a) || !isNumeric(b)) throw noNumbers('divide', a, b);
  return isZero(b) ? undefined : divideNumbers(a, b);
}

function noNumbers(operation: string, a: unknown, b: unknown): EngineError {
  return typeMismatch(`can't ${operation} ${typeName(a)} and ${typeName(b)}`);
}
