/** `$abs`, and rounding to a number of digits with the number's type kept. */
import { type NumberValue, numberType, toDecimal, toDouble, toWhole, wholeNumber } from '../../../bson/arithmetic.ts';
import { Double } from '../../../bson/bson.ts';
import { isNullish, isNumeric } from '../../../bson/bson-type.ts';
import { exactNumber, isNotANumber, toFinite } from '../../../bson/compare-numbers.ts';
import { decimalSign, negateDecimal, type Rounding, roundDecimal, toDecimal128 } from '../../../bson/decimal.ts';
import { locationError } from '../../engine-error.ts';
import { typeName } from '../scope.ts';

const PLACES_MIN = -20;
const PLACES_MAX = 100;

export function absolute(value: unknown): NumberValue {
  if (!isNumeric(value)) throw locationError(28_765, `$abs only supports numeric types, not ${typeName(value)}`);
  switch (numberType(value)) {
    case 'double':
      return new Double(Math.abs(toDouble(value)));
    case 'decimal': {
      const decimal = toDecimal(value);
      return toDecimal128(decimalSign(decimal) < 0 ? negateDecimal(decimal) : decimal);
    }
    case 'int':
    case 'long': {
      const whole = toWhole(value);
      const type = numberType(value) === 'int' ? 'int' : 'long';
      const result = wholeNumber(whole < 0n ? -whole : whole, type);
      if (result === undefined) throw locationError(28_680, "can't take $abs of long long min");
      return result;
    }
  }
}

export function roundNumber(name: string, rounding: Rounding, value: unknown, places: number): NumberValue {
  if (!isNumeric(value)) throw locationError(51_081, `${name} only supports numeric types, not ${typeName(value)}`);
  switch (numberType(value)) {
    case 'decimal':
      return toDecimal128(roundDecimal(toDecimal(value), rounding, places));
    case 'double':
      return new Double(roundDouble(toDouble(value), rounding, places));
    case 'int':
    case 'long':
      return roundWhole(value, rounding, places);
  }
}

export function parsePlaces(name: string, places: unknown): number {
  if (isNullish(places)) return 0;
  const whole = isNumeric(places) ? exactNumber(places) : undefined;
  if (typeof whole !== 'number' || !Number.isInteger(whole)) {
    throw locationError(51_082, `precision argument to ${name} must be a integral value`);
  }
  if (whole < PLACES_MIN || whole > PLACES_MAX) {
    throw locationError(51_083, `cannot apply ${name} with precision value ${whole} value must be in [-20, 100]`);
  }
  return whole;
}

/** The double's exact value decides, so that 2.675, which is a little less, rounds down. */
function roundDouble(value: number, rounding: Rounding, places: number): number {
  if (!Number.isFinite(value) || value === 0 || isNotANumber(value)) return value;
  const rounded = roundDecimal(toFinite(value), rounding, places);
  const result = rounded.kind === 'finite' ? Number(`${rounded.coefficient}e${rounded.exponent}`) : value;
  return result === 0 && value < 0 ? -0 : result;
}

function roundWhole(value: unknown, rounding: Rounding, places: number): NumberValue {
  const type = numberType(value) === 'int' ? 'int' : 'long';
  const rounded = roundDecimal(toFinite(toWhole(value)), rounding, places);
  const whole = rounded.kind === 'finite' ? rounded.coefficient * 10n ** BigInt(Math.max(rounded.exponent, 0)) : 0n;
  const result = wholeNumber(whole, type);
  if (result === undefined) throw locationError(51_080, 'invalid conversion from Decimal128 result in $round');
  return result;
}
