/** `$abs`, `$ceil`, `$floor`, and rounding to a number of digits with the number's type kept. */
import {
  doubleOfDecimal,
  type NumberValue,
  numberType,
  toDecimal,
  toDouble,
  toWhole,
  wholeNumber,
} from '../../../bson/arithmetic.ts';
import { Double, Int32 } from '../../../bson/bson.ts';
import { isNullish, isNumeric } from '../../../bson/bson-type.ts';
import {
  type DecimalValue,
  EXPONENT_MIN,
  exactDecimalOfDouble,
  finite,
  quantizeDecimal,
  type Rounding,
  roundToFormat,
  toDecimal128,
} from '../../../bson/decimal.ts';
import { absoluteDecimal, normalizeDecimal } from '../../../bson/decimal-arithmetic.ts';
import { locationError } from '../../engine-error.ts';
import { operands } from '../operands.ts';
import { type OperatorCompiler, type OperatorTable, typeName } from '../scope.ts';
import { wholeInt } from '../whole-number.ts';
import { ofNumber } from './numeric.ts';

const PLACES_MIN = -20;
const PLACES_MAX = 100;

export const ROUNDING_OPERATORS: OperatorTable = {
  $abs: ofNumber(absolute),
  $ceil: ofNumber((value) => roundToWhole(value, Math.ceil, 'ceil')),
  $floor: ofNumber((value) => roundToWhole(value, Math.floor, 'floor')),
  $round: toPlaces('half-even'),
  $trunc: toPlaces('trunc'),
};

function absolute(value: unknown): NumberValue {
  switch (numberType(value)) {
    case 'double':
      return new Double(Math.abs(toDouble(value)));
    case 'decimal':
      return toDecimal128(absoluteDecimal(toDecimal(value)));
    case 'int':
    case 'long': {
      const whole = toWhole(value);
      const result = wholeNumber(whole < 0n ? -whole : whole, numberType(value) === 'int' ? 'int' : 'long');
      if (result === undefined) throw locationError(28_680, "can't take $abs of long long min");
      return result;
    }
  }
}

/** A decimal with more digits before the point than the format has is not a number then, as in the server. */
function roundToWhole(value: unknown, round: (value: number) => number, rounding: Rounding): unknown {
  switch (numberType(value)) {
    case 'double':
      return new Double(round(toDouble(value)));
    case 'decimal':
      return toDecimal128(quantizeDecimal(toDecimal(value), 0, rounding));
    default:
      return value;
  }
}

function toPlaces(rounding: Rounding): OperatorCompiler {
  return operands(1, 2, (values, name) => {
    const [value] = values;
    if (isNullish(value)) return null;
    if (!isNumeric(value)) throw locationError(51_081, `${name} only supports numeric types, not ${typeName(value)}`);
    if (values.length === 1) return roundNumber(name, rounding, value, 0);
    const places = parsePlaces(name, values[1]);
    return places === undefined ? null : roundNumber(name, rounding, value, places);
  });
}

function parsePlaces(name: string, places: unknown): number | undefined {
  if (isNullish(places)) return undefined;
  if (!isNumeric(places)) throw locationError(16_004, `can't convert from BSON type ${typeName(places)} to long`);
  const isDouble = numberType(places) === 'double';
  if (isDouble && !(Math.abs(toDouble(places)) < 2 ** 63)) {
    throw locationError(31_109, `can't coerce out of range value ${toDouble(places)} to long`);
  }
  const whole = wholeInt(places);
  if (whole === undefined) throw locationError(51_082, `precision argument to ${name} must be an integral value`);
  if (whole < PLACES_MIN || whole > PLACES_MAX) {
    throw locationError(51_083, `cannot apply ${name} with precision value ${whole} value must be in [-20, 100]`);
  }
  return whole;
}

function roundNumber(name: string, rounding: Rounding, value: unknown, places: number): unknown {
  switch (numberType(value)) {
    case 'decimal':
      return toDecimal128(quantizeToPlaces(toDecimal(value), rounding, places));
    case 'double':
      return new Double(roundDouble(toDouble(value), rounding, places));
    case 'int':
    case 'long':
      return places >= 0 ? value : roundWhole(name, rounding, value, places);
  }
}

/** A number that has no digits so far behind the point as asked for is padded with as many as there can be. */
function quantizeToPlaces(value: DecimalValue, rounding: Rounding, places: number): DecimalValue {
  if (value.kind !== 'finite') return value;
  const normal = value.coefficient === 0n ? finite(0n, EXPONENT_MIN) : roundToFormat(normalizeDecimal(value));
  const isBeyond = normal.kind === 'finite' && normal.exponent + places > 0;
  return isBeyond ? normal : quantizeDecimal(value, 0 - places, rounding);
}

/** The double's exact value decides, so that 2.675, which is a little less, rounds down. */
function roundDouble(value: number, rounding: Rounding, places: number): number {
  if (!Number.isFinite(value) || value === 0) return value;
  if (places === 0 && rounding === 'trunc') return Math.trunc(value);
  return doubleOfDecimal(quantizeToPlaces(roundToFormat(exactDecimalOfDouble(value)), rounding, places));
}

function roundWhole(name: string, rounding: Rounding, value: unknown, places: number): NumberValue {
  const rounded = quantizeToPlaces(finite(toWhole(value), 0), rounding, places);
  const whole = rounded.kind === 'finite' ? rounded.coefficient * 10n ** BigInt(rounded.exponent) : 0n;
  // The server looks for an int that has become too large, not for one too small, which therefore starts anew at the top.
  if (numberType(value) === 'int' && whole < 0n) return new Int32(Number(BigInt.asIntN(32, whole)));
  const result = wholeNumber(whole, numberType(value) === 'int' ? 'int' : 'long');
  if (result === undefined) throw locationError(51_080, `invalid conversion from Decimal128 result in ${name}`);
  return result;
}
