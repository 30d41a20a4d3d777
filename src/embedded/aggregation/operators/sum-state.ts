/** What `$add` makes of its operands, one after the other: the type widens as they come, and a date takes what follows. */
import {
  type NumberType,
  type NumberValue,
  numberType,
  toDecimal,
  toDouble,
  toWhole,
} from '../../../bson/arithmetic.ts';
import { Double, Int32, Long } from '../../../bson/bson.ts';
import { isNumeric } from '../../../bson/bson-type.ts';
import { type DecimalValue, decimalOfDouble, finite, roundToFormat, toDecimal128 } from '../../../bson/decimal.ts';
import { addDecimals } from '../../../bson/decimal-arithmetic.ts';
import { fitsInt, fitsLong } from '../../../bson/number-ranges.ts';
import { locationError, typeMismatch } from '../../engine-error.ts';
import type { Gathering } from '../operands.ts';
import { typeName } from '../scope.ts';
import { addMillis, dateOfMillis, millisOf, wholeMillis } from './date-sum.ts';

export class SumState implements Gathering {
  #type: NumberType = 'int';
  #whole = 0;
  /** Takes over from `#whole` when that leaves the whole numbers that a double holds. */
  #long: bigint | undefined;
  #double = 0;
  #decimal: DecimalValue = finite(0n, 0);
  #millis: bigint | undefined;

  add(value: unknown): void {
    if (value instanceof Date) this.#addDate(value);
    else if (!isNumeric(value)) throw typeMismatch(`$add only supports numeric or date types, not ${typeName(value)}`);
    else if (this.#millis !== undefined) this.#millis = addMillis(this.#millis, wholeMillis(value));
    else this.#addNumber(value);
  }

  result(): NumberValue | Date {
    return this.#millis === undefined ? this.#number() : dateOfMillis(this.#millis);
  }

  /** The numbers before the date count as their sum, each one after it by itself. */
  #addDate(date: Date): void {
    if (this.#millis !== undefined) throw locationError(16_612, 'only one date allowed in an $add expression');
    this.#millis = addMillis(wholeMillis(this.#number()), millisOf(date));
  }

  #addNumber(value: unknown): void {
    const type = numberType(value);
    if (type === 'decimal') {
      this.#widenToDecimal();
      this.#decimal = roundToFormat(addDecimals(this.#decimal, toDecimal(value)));
    } else if (this.#type === 'decimal') {
      this.#decimal = roundToFormat(addDecimals(this.#decimal, toDecimal(value)));
    } else if (type === 'double' || this.#type === 'double') {
      this.#double = this.#asDouble() + toDouble(value);
      this.#type = 'double';
    } else {
      this.#addWhole(value, type);
    }
  }

  #addWhole(value: unknown, type: 'int' | 'long'): void {
    if (type === 'long') this.#type = 'long';
    const small = this.#whole + toDouble(value);
    if (this.#long === undefined && Number.isSafeInteger(small)) {
      this.#whole = small;
      return;
    }
    const long = this.#asLong() + toWhole(value);
    if (fitsLong(long)) {
      this.#long = long;
      return;
    }
    this.#double = this.#asDouble() + toDouble(value);
    this.#type = 'double';
  }

  #widenToDecimal(): void {
    if (this.#type === 'double') this.#decimal = decimalOfDouble(this.#double);
    else if (this.#type !== 'decimal') this.#decimal = finite(this.#asLong(), 0);
    this.#type = 'decimal';
  }

  #asLong(): bigint {
    return this.#long ?? BigInt(this.#whole);
  }

  #asDouble(): number {
    return this.#type === 'double' ? this.#double : Number(this.#long ?? this.#whole);
  }

  #number(): NumberValue {
    if (this.#type === 'decimal') return toDecimal128(this.#decimal);
    if (this.#type === 'double') return new Double(this.#double);
    if (this.#long !== undefined) return Long.fromBigInt(this.#long);
    const isInt = this.#type === 'int' && fitsInt(this.#whole);
    return isInt ? new Int32(this.#whole) : Long.fromNumber(this.#whole);
  }
}
