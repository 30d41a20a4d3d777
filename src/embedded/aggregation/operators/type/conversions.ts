/** The table of conversions: to which type, from which, and how. */
import { isZero } from '../../../../bson/arithmetic.ts';
import { ObjectId } from '../../../../bson/bson.ts';
import { type BsonTypeName, bsonTypeOf } from '../../../../bson/bson-type.ts';
import { conversionFailure, unsupportedConversion } from '../conversion-failure.ts';
import { dateOfMoment, momentOf } from '../date/moment.ts';
import { dateOfText } from '../date/text-operators.ts';
import { UTC } from '../date/time-zone.ts';
import { convertToString } from '../to-string.ts';
import { type ByteOrder, binaryOfNumber, doubleOfBinary, intOfBinary, longOfBinary } from './binary-number.ts';
import { type BinaryFormat, binaryOfBinary, binaryOfText, textOfBinary } from './binary-text.ts';
import { decimalOfText, doubleOfText, intOfText, longOfText } from './number-text.ts';
import { dateOfNumber, decimalOfNumber, doubleOfNumber, intOfNumber, longOfNumber, numberOfDate } from './numbers.ts';

export interface Conversion {
  readonly type: string;
  /** Of binary data that is made. */
  readonly subtype?: number;
  /** Of the text of binary data. */
  readonly format?: BinaryFormat | undefined;
  /** Of numbers in binary data. */
  readonly byteOrder?: ByteOrder;
}

/** Throws ConversionFailure for a value that cannot be converted. The value is neither null nor missing. */
export function convertValue(value: unknown, conversion: Conversion): unknown {
  const convert = CONVERSIONS.get(conversion.type)?.(bsonTypeOf(value));
  if (convert === undefined) throw unsupportedConversion(value, conversion.type);
  return convert(value, conversion);
}

type Convert = (value: unknown, conversion: Conversion) => unknown;

/** For each target, the conversion from a type; undefined where there is none. */
const CONVERSIONS: ReadonlyMap<string, (from: BsonTypeName) => Convert | undefined> = new Map([
  ['bool', () => toBool],
  ['string', toStringFrom],
  [
    'int',
    numbersFrom(intOfNumber, {
      bool: (value) => Number(value),
      string: (text) => intOfText(String(text)),
      binData: (value, { byteOrder }) => intOfBinary(value, byteOrder),
    }),
  ],
  [
    'long',
    numbersFrom(longOfNumber, {
      bool: (value) => longOfNumber(Number(value)),
      string: (text) => longOfText(String(text)),
      date: (value) => longOfNumber(numberOfDate(value)),
      binData: (value, { byteOrder }) => longOfBinary(value, byteOrder),
    }),
  ],
  [
    'double',
    numbersFrom(doubleOfNumber, {
      bool: (value) => doubleOfNumber(Number(value)),
      string: (text) => doubleOfText(String(text)),
      date: (value) => doubleOfNumber(numberOfDate(value)),
      binData: (value, { byteOrder }) => doubleOfBinary(value, byteOrder),
    }),
  ],
  [
    'decimal',
    numbersFrom(decimalOfNumber, {
      bool: (value) => decimalOfNumber(Number(value)),
      string: (text) => decimalOfText(String(text)),
      date: (value) => decimalOfNumber(numberOfDate(value)),
    }),
  ],
  [
    'date',
    from({
      long: dateOfNumber,
      double: dateOfNumber,
      decimal: dateOfNumber,
      string: (text) => dateOfText(String(text), UTC),
      date: (value) => value,
      objectId: dateOfMomentIn,
      timestamp: dateOfMomentIn,
    }),
  ],
  ['objectId', from({ objectId: (value) => value, string: objectIdOfText })],
  [
    'binData',
    from({
      int: (value, { subtype, byteOrder }) => binaryOfNumber(value, subtype, byteOrder),
      long: (value, { subtype, byteOrder }) => binaryOfNumber(value, subtype, byteOrder),
      double: (value, { subtype, byteOrder }) => binaryOfNumber(value, subtype, byteOrder),
      string: (text, { subtype, format }) => binaryOfText(String(text), subtype, format),
      binData: (value, { subtype }) => binaryOfBinary(value, subtype),
    }),
  ],
]);

function from(table: Partial<Record<BsonTypeName, Convert>>): (type: BsonTypeName) => Convert | undefined {
  return (type) => table[type];
}

function numbersFrom(convert: (value: unknown) => unknown, table: Partial<Record<BsonTypeName, Convert>>) {
  return from({ int: convert, long: convert, double: convert, decimal: convert, ...table });
}

/** Everything but false and zero is true, an empty string too. */
function toBool(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  const type = bsonTypeOf(value);
  return !((type === 'int' || type === 'long' || type === 'double' || type === 'decimal') && isZero(value));
}

function toStringFrom(type: BsonTypeName): Convert {
  return type === 'binData' ? (value, { format }) => textOfBinary(value, format) : convertToString;
}

function dateOfMomentIn(value: unknown): Date {
  const moment = momentOf(value);
  const date = moment === undefined ? undefined : dateOfMoment(moment);
  if (date === undefined) throw unsupportedConversion(value, 'date');
  return date;
}

function objectIdOfText(text: unknown): ObjectId {
  if (/^[\da-f]{24}$/i.test(String(text))) return ObjectId.createFromHexString(String(text).toLowerCase());
  throw conversionFailure('an ObjectId has 24 hexadecimal digits');
}
