/** A sum of numbers of any type, as `$sum` and `$avg` keep it: whole numbers and decimals exactly, doubles compensated. */
import {
  divideNumbers,
  type NumberValue,
  numberType,
  toDecimal,
  toDouble,
  toWhole,
  wholeNumber,
} from '../../bson/arithmetic.ts';
import { Double } from '../../bson/bson.ts';
import { isNumeric } from '../../bson/bson-type.ts';
import { addDecimals, type DecimalValue, decimalOfDouble, finite, toDecimal128 } from '../../bson/decimal.ts';

export class RunningSum {
  #count = 0;
  #whole = 0n;
  /** Whole numbers up to 2^53 are summed here first: several times faster than bigints. */
  #smallWhole = 0;
  #hasLong = false;
  #double = 0;
  #compensation = 0;
  #hasDouble = false;
  #decimal: DecimalValue | undefined;

  /** Values that are no numbers do not count. */
  add(value: unknown): void {
    if (!isNumeric(value)) return;
    this.#count += 1;
    switch (numberType(value)) {
      case 'int':
        this.#addSmall(toDouble(value));
        return;
      case 'long':
        this.#hasLong = true;
        this.#whole += toWhole(value);
        return;
      case 'double':
        this.#hasDouble = true;
        this.#addDouble(toDouble(value));
        return;
      case 'decimal':
        this.#decimal = addDecimals(this.#decimal ?? finite(0n, 0), toDecimal(value));
    }
  }

  total(): NumberValue {
    if (this.#decimal !== undefined) return toDecimal128(this.#decimalTotal(this.#decimal));
    const whole = this.#wholeTotal();
    if (this.#hasDouble) return new Double(this.#doubleTotal());
    return wholeNumber(whole, this.#hasLong ? 'long' : 'int') ?? new Double(Number(whole));
  }

  /** Null when there was no number. */
  average(): NumberValue | null {
    if (this.#count === 0) return null;
    const sum = this.#decimal === undefined ? new Double(this.#doubleTotal()) : this.total();
    return divideNumbers(sum, this.#count);
  }

  #addSmall(value: number): void {
    const sum = this.#smallWhole + value;
    if (Number.isSafeInteger(sum)) {
      this.#smallWhole = sum;
    } else {
      this.#whole += BigInt(this.#smallWhole) + BigInt(value);
      this.#smallWhole = 0;
    }
  }

  /** What rounding loses of each sum is kept beside it, so that ten times 0.1 is 1. */
  #addDouble(value: number): void {
    const sum = this.#double + value;
    if (Number.isFinite(sum)) {
      const larger = Math.abs(this.#double) >= Math.abs(value);
      this.#compensation += larger ? this.#double - sum + value : value - sum + this.#double;
    } else {
      this.#compensation = 0;
    }
    this.#double = sum;
  }

  #wholeTotal(): bigint {
    return this.#whole + BigInt(this.#smallWhole);
  }

  #doubleTotal(): number {
    return this.#double + (this.#compensation + Number(this.#wholeTotal()));
  }

  #decimalTotal(decimals: DecimalValue): DecimalValue {
    const doubles = this.#hasDouble ? decimalOfDouble(this.#double + this.#compensation) : finite(0n, 0);
    return addDecimals(addDecimals(decimals, doubles), finite(this.#wholeTotal(), 0));
  }
}
