/** What `$convert` is told to make: a type by its name or number, the subtype, format and byte order of binary data. */
import { asDocument, isNullish, isNumeric } from '../../../../bson/bson-type.ts';
import { getField, hasField } from '../../../../bson/fields.ts';
import { badValue, failedToParse, locationError } from '../../../engine-error.ts';
import { typeName } from '../../scope.ts';
import { wholeInt } from '../../whole-number.ts';
import { checkedText } from '../text-size.ts';
import type { ByteOrder } from './binary-number.ts';
import type { BinaryFormat } from './binary-text.ts';

export interface Target {
  readonly type: string;
  readonly subtype: number;
}

/** A type's name or number, or a document of `type` and `subtype`. */
export function parseTarget(value: unknown): Target {
  const document = asDocument(value);
  if (document === undefined) return { type: parseType(value), subtype: 0 };
  if (!hasField(document, 'type')) throw failedToParse("$convert's 'to' must have a field 'type' when it is an object");
  const subtype = getField(document, 'subtype');
  return {
    type: parseType(getField(document, 'type')),
    subtype: subtype === undefined ? 0 : parseSubtype(subtype),
  };
}

/** Undefined when none is given. */
export function parseFormat(value: unknown): BinaryFormat | undefined {
  if (isNullish(value)) return undefined;
  if (typeof value !== 'string') {
    throw locationError(4_341_114, `$convert requires that 'format' be a string, found: ${typeName(value)}`);
  }
  const format = FORMATS.find((name) => name === checkedText(value));
  if (format === undefined) {
    throw locationError(
      4_341_125,
      `$convert does not know the format '${shown(value)}'; allowed: ${FORMATS.join(', ')}`,
    );
  }
  return format;
}

export function parseByteOrder(value: unknown): ByteOrder {
  if (isNullish(value)) return 'little';
  if (typeof value !== 'string') {
    throw locationError(9_130_001, `$convert requires that 'byteOrder' be a string, found: ${typeName(value)}`);
  }
  if (value === 'little' || value === 'big') return value;
  throw locationError(
    9_130_002,
    `$convert does not know the byte order '${shown(checkedText(value))}'; allowed: little, big`,
  );
}

const FORMATS: readonly BinaryFormat[] = ['auto', 'base64', 'base64url', 'hex', 'utf8', 'uuid'];

const TYPE_NUMBERS: Readonly<Record<string, number>> = {
  missing: 0,
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  javascript: 13,
  symbol: 14,
  javascriptWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
};

const SUBTYPES_MAX = 9;
const USER_SUBTYPES_MIN = 128;
const SUBTYPE_MAX = 255;
const SHOWN_LENGTH_MAX = 40;

function parseType(value: unknown): string {
  if (typeof value === 'string') {
    if (Object.hasOwn(TYPE_NUMBERS, checkedText(value))) return value;
    throw badValue(`unknown type name: ${shown(value)}`);
  }
  if (!isNumeric(value)) throw failedToParse(`$convert's 'to' must be a string or a number, found: ${typeName(value)}`);
  const number = wholeInt(value);
  const found = Object.entries(TYPE_NUMBERS).find((entry) => entry[1] === number);
  if (found === undefined) throw failedToParse(`$convert's numeric 'to' is no type's number: ${String(value)}`);
  return found[0];
}

function parseSubtype(value: unknown): number {
  if (!isNumeric(value)) {
    throw locationError(4_341_108, `$convert's 'subtype' must be a number, found: ${typeName(value)}`);
  }
  const subtype = wholeInt(value);
  if (subtype === undefined)
    throw locationError(4_341_106, `$convert's 'subtype' must be an integer, found: ${String(value)}`);
  const isKnown = subtype >= 0 && (subtype <= SUBTYPES_MAX || (subtype >= USER_SUBTYPES_MIN && subtype <= SUBTYPE_MAX));
  if (!isKnown) throw locationError(4_341_107, `$convert's 'subtype' is no subtype of binary data: ${subtype}`);
  return subtype;
}

function shown(text: string): string {
  return text.slice(0, SHOWN_LENGTH_MAX);
}
