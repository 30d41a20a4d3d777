/** Values as text: `$toString`, and the looser reading of operators that take anything as text. */
import { Double, Timestamp } from '../../../bson/bson.ts';
import { bsonTypeOf, isNullish, isNumeric } from '../../../bson/bson-type.ts';
import { textOf } from '../../../bson/compare.ts';
import { EngineError, locationError, notImplemented } from '../../engine-error.ts';
import { typeName } from '../scope.ts';

const SIGNIFICANT_DIGITS = 16;

/** Strings, numbers and dates; null and missing are the empty string. */
export function coerceToString(value: unknown): string {
  if (typeof value === 'string') return value;
  if (isNullish(value)) return '';
  if (bsonTypeOf(value) === 'symbol') return textOf(value);
  if (isNumeric(value)) return numberText(value);
  if (value instanceof Date) return dateText(value);
  if (value instanceof Timestamp) throw notImplemented('a timestamp as text');
  throw locationError(16_007, `can't convert from BSON type ${typeName(value)} to String`);
}

export function convertToString(value: unknown): string {
  switch (bsonTypeOf(value)) {
    case 'string':
    case 'symbol':
    case 'int':
    case 'long':
    case 'double':
    case 'decimal':
    case 'date':
      return coerceToString(value);
    case 'bool':
    case 'objectId':
      return String(value);
    case 'binData':
      throw notImplemented('$toString of binary data');
    default:
      throw new EngineError(
        241,
        'ConversionFailure',
        `Unsupported conversion from ${typeName(value)} to string in $convert with no onError value`,
      );
  }
}

export function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) throw new EngineError(241, 'ConversionFailure', 'date out of range as text');
  return date.toISOString();
}

function numberText(value: unknown): string {
  if (value instanceof Double) return doubleText(value.value);
  return typeof value === 'number' ? doubleText(value) : String(value);
}

/** As C prints `%.16g`: an exponent from 10^16 on and below 10^-4, no trailing zeros. */
function doubleText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [digits = '', exponentText = '0'] = value.toExponential(SIGNIFICANT_DIGITS - 1).split('e');
  const exponent = Number(exponentText);
  if (exponent >= SIGNIFICANT_DIGITS || exponent < -4) {
    const sign = exponent < 0 ? '-' : '+';
    return `${stripZeros(digits)}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  return stripZeros(value.toFixed(Math.max(0, SIGNIFICANT_DIGITS - 1 - exponent)));
}

function stripZeros(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
}
