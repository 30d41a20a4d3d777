/**
 * A sum of numbers of any type, as `$sum` and `$avg` keep it. Whole numbers are summed exactly, decimals with 34 digits,
 * and everything but decimals in a pair of doubles too, the second of which holds what rounding took from the first.
 */
import {
  divideNumbers,
  type NumberValue,
  numberType,
  toDecimal,
  toDouble,
  toWhole,
  wholeNumber,
} from '../../bson/arithmetic.ts';
import { Decimal128, Double, Long } from '../../bson/bson.ts';
import { isNumeric } from '../../bson/bson-type.ts';
import { exactNumber, isNotANumber } from '../../bson/compare-numbers.ts';
import {
  type DecimalValue,
  decimalValue,
  exactDecimalOfDouble,
  finite,
  infinity,
  NOT_A_NUMBER,
  roundToFormat,
  toDecimal128,
} from '../../bson/decimal.ts';
import { addDecimals, negateDecimal } from '../../bson/decimal-arithmetic.ts';
import { fitsLong } from '../../bson/number-ranges.ts';

const HALF = 2 ** 32;
const ZERO = finite(0n, 0);
/** Elements of the partial of whole numbers. */
const SHORT_PARTIAL = 3;

export class RunningSum {
  #count = 0;
  #longs = 0;
  #doubles = 0;
  #decimals = 0;
  #notANumbers = 0;
  #positiveInfinities = 0;
  #negativeInfinities = 0;
  #whole = 0n;
  /** Whole numbers up to 2^53 are summed here first: several times faster than bigints. */
  #smallWhole = 0;
  #double = 0;
  #lost = 0;
  #decimal: DecimalValue = ZERO;
  /** The first of the decimals that is one; its sign is that of the sum. */
  #decimalNotANumber: DecimalValue | undefined;

  /** Values that are no numbers do not count. */
  add(value: unknown): void {
    if (isNumeric(value)) this.#update(value, 1);
  }

  /** Takes away a value that was added. */
  remove(value: unknown): void {
    if (isNumeric(value)) this.#update(value, -1);
  }

  get count(): number {
    return this.#count;
  }

  total(): NumberValue {
    if (this.#decimals > 0) return toDecimal128(this.#decimalTotal());
    if (this.#doubles > 0) return new Double(this.#doubleTotal());
    const whole = this.#wholeTotal();
    return wholeNumber(whole, this.#longs > 0 ? 'long' : 'int') ?? new Double(this.#doubleTotal());
  }

  /** Null when there was no number. As a group has it, where whole numbers count by their exact sum. */
  average(): NumberValue | null {
    return this.#count === 0 ? null : divideNumbers(this.total(), this.#count);
  }

  /** Null when there was no number. As everything but a group has it, where what the doubles lost is lost. */
  averageOfDoubles(): NumberValue | null {
    if (this.#count === 0) return null;
    const sum = this.#decimals > 0 ? toDecimal128(this.#decimalTotal()) : new Double(this.#doubleTotal());
    return divideNumbers(sum, this.#count);
  }

  /** All of it as a BSON value: of whole numbers alone, which are the most frequent, in short. */
  partial(): unknown {
    const whole = this.#wholeTotal();
    if (this.#doubles === 0 && this.#decimals === 0 && fitsLong(whole)) {
      return [this.#count, this.#longs, Long.fromBigInt(whole)];
    }
    const numbers = [
      ...[this.#count, this.#longs, this.#doubles, this.#decimals],
      ...[this.#notANumbers, this.#positiveInfinities, this.#negativeInfinities, this.#double, this.#lost],
    ];
    return [...numbers.map((number) => new Double(number)), String(whole), toDecimal128(this.#decimal)];
  }

  merge(partial: unknown): void {
    const values: readonly unknown[] = Array.isArray(partial) ? partial : [];
    if (values.length === SHORT_PARTIAL) this.#mergeWhole(values);
    else this.#mergeAny(values);
  }

  #mergeWhole([count, longs, whole]: readonly unknown[]): void {
    this.#count += toDouble(count);
    this.#longs += toDouble(longs);
    this.#addLong(whole, 1);
  }

  #mergeAny(values: readonly unknown[]): void {
    const [count, longs, doubles, decimals, notANumbers, positive, negative, double, lost] = values.map((value) =>
      value instanceof Double ? value.value : 0,
    );
    this.#count += count ?? 0;
    this.#longs += longs ?? 0;
    this.#doubles += doubles ?? 0;
    this.#decimals += decimals ?? 0;
    this.#notANumbers += notANumbers ?? 0;
    this.#positiveInfinities += positive ?? 0;
    this.#negativeInfinities += negative ?? 0;
    this.#addDouble(double ?? 0);
    this.#lost += lost ?? 0;
    const [whole, decimal] = values.slice(-2);
    this.#whole += BigInt(String(whole));
    if (decimal instanceof Decimal128) this.#addDecimal(decimalValue(decimal));
  }

  #update(value: unknown, sign: 1 | -1): void {
    this.#count += sign;
    const type = numberType(value);
    if (type === 'int') {
      this.#addInt(sign * toDouble(value));
      return;
    }
    if (type === 'long') {
      this.#longs += sign;
      this.#addLong(value, sign);
      return;
    }
    if (type === 'double') this.#doubles += sign;
    else this.#decimals += sign;
    const exact = exactNumber(value);
    const special = isNotANumber(exact) ? Number.NaN : infinityOf(exact);
    if (typeof exact === 'object' && exact.kind === 'nan') this.#decimalNotANumber ??= exact;
    if (special !== undefined) this.#countSpecial(special, sign);
    else if (type === 'double') this.#addDouble(sign * toDouble(value));
    else this.#addDecimal(sign === 1 ? toDecimal(value) : negateDecimal(toDecimal(value)));
  }

  #countSpecial(value: number, sign: 1 | -1): void {
    if (Number.isNaN(value)) this.#notANumbers += sign;
    else if (value > 0) this.#positiveInfinities += sign;
    else this.#negativeInfinities += sign;
  }

  #addInt(value: number): void {
    this.#addWhole(value);
    this.#addDouble(value);
  }

  /** To the doubles in two parts that these hold exactly, the lower one first, as the server does: what is lost depends on it. */
  #addLong(value: unknown, sign: 1 | -1): void {
    const exact = exactNumber(value);
    if (typeof exact === 'number') {
      const small = sign * exact;
      const low = small % HALF;
      this.#addWhole(small);
      this.#addDouble(low);
      this.#addDouble(small - low);
      return;
    }
    const large = sign === 1 ? toWhole(value) : -toWhole(value);
    const low = large % BigInt(HALF);
    this.#whole += large;
    this.#addDouble(Number(low));
    this.#addDouble(Number(large - low));
  }

  #addWhole(value: number): void {
    const sum = this.#smallWhole + value;
    if (Number.isSafeInteger(sum)) {
      this.#smallWhole = sum;
      return;
    }
    this.#whole += BigInt(this.#smallWhole) + BigInt(value);
    this.#smallWhole = 0;
  }

  /** What was lost is added to the value first, and what that and the sum lose by rounding is kept, as the server does. */
  #addDouble(value: number): void {
    const addend = value + this.#lost;
    const restOfAddend = this.#lost - (addend - value);
    const sum = this.#double + addend;
    const before = sum - addend;
    const restOfSum = this.#double - before + (addend - (sum - before));
    if (Number.isFinite(sum)) this.#lost = restOfAddend + restOfSum;
    this.#double = sum;
  }

  /** Rounded to the digits of the format each time, as the server does. */
  #addDecimal(value: DecimalValue): void {
    this.#decimal = roundToFormat(addDecimals(this.#decimal, value));
  }

  #wholeTotal(): bigint {
    return this.#whole + BigInt(this.#smallWhole);
  }

  /** What not-a-numbers and infinities make of the sum; undefined without them. */
  #special(): number | undefined {
    if (this.#notANumbers > 0) return Number.NaN;
    if (this.#positiveInfinities === 0 && this.#negativeInfinities === 0) return undefined;
    if (this.#negativeInfinities === 0) return Number.POSITIVE_INFINITY;
    return this.#positiveInfinities > 0 ? Number.NaN : Number.NEGATIVE_INFINITY;
  }

  #doubleTotal(): number {
    return this.#special() ?? this.#double;
  }

  #decimalTotal(): DecimalValue {
    const special = this.#special() ?? (Number.isFinite(this.#double) ? undefined : this.#double);
    if (special !== undefined && Number.isNaN(special)) return this.#decimalNotANumber ?? NOT_A_NUMBER;
    if (special !== undefined) return infinity(special > 0 ? 1 : -1);
    const double = roundToFormat(exactDecimalOfDouble(this.#double));
    const lost = roundToFormat(exactDecimalOfDouble(this.#lost));
    return addDecimals(this.#decimal, roundToFormat(addDecimals(double, lost)));
  }
}

function infinityOf(exact: ReturnType<typeof exactNumber>): number | undefined {
  if (typeof exact === 'number') return Number.isFinite(exact) ? undefined : exact;
  if (typeof exact === 'bigint' || exact.kind !== 'infinity') return undefined;
  return exact.sign * Number.POSITIVE_INFINITY;
}
