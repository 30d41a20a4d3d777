/** BSON values to extended JSON. An object may only look like one of them: whatever it holds, the text stays JSON. */
import { bsonLibrary } from './bson-library.ts';
import { encodeBase64 } from './bytes.ts';
import { writeDouble } from './ejson-write-number.ts';
import { jsonStringify, numberIsInteger, objectEntries } from './primordials.ts';

type BsonValue = InstanceType<typeof bsonLibrary.BSONValue>;

/** `writeInner` writes the values inside it; undefined from it is what has no place in a document. */
export function writeBsonValue(
  value: BsonValue,
  relaxed: boolean,
  writeInner: (inner: unknown) => string | undefined,
): string {
  if (value instanceof bsonLibrary.ObjectId) return `{"$oid":${writeString(value.toHexString())}}`;
  if (value instanceof bsonLibrary.Binary) return writeBinary(value);
  // Before Long, which it extends.
  if (value instanceof bsonLibrary.Timestamp) return `{"$timestamp":{"t":${value.t >>> 0},"i":${value.i >>> 0}}}`;
  if (value instanceof bsonLibrary.Long) {
    return relaxed ? writeDouble(Number(value.toNumber()), true) : `{"$numberLong":${writeString(value.toString())}}`;
  }
  if (value instanceof bsonLibrary.Decimal128) return `{"$numberDecimal":${writeString(value.toString())}}`;
  if (value instanceof bsonLibrary.Double) return writeDouble(Number(value.value), relaxed);
  if (value instanceof bsonLibrary.Int32) {
    const int = Number(value.value) | 0;
    return relaxed ? `${int}` : `{"$numberInt":"${int}"}`;
  }
  if (value instanceof bsonLibrary.MinKey) return '{"$minKey":1}';
  if (value instanceof bsonLibrary.MaxKey) return '{"$maxKey":1}';
  if (value instanceof bsonLibrary.BSONRegExp) {
    return `{"$regularExpression":{"pattern":${writeString(value.pattern)},"options":${writeString(value.options)}}}`;
  }
  if (value instanceof bsonLibrary.BSONSymbol) return `{"$symbol":${writeString(value.value)}}`;
  if (value instanceof bsonLibrary.Code) {
    const scope = value.scope ? `,"$scope":${writeInner(value.scope) ?? 'null'}` : '';
    return `{"$code":${writeString(value.code)}${scope}}`;
  }
  if (value instanceof bsonLibrary.DBRef) return writeReference(value, writeInner);
  throw new TypeError(`a value of type ${String(value._bsontype)} has no extended JSON`);
}

function writeString(value: unknown): string {
  return jsonStringify(String(value));
}

function writeBinary(value: InstanceType<typeof bsonLibrary.Binary>): string {
  const { sub_type: subType, buffer } = value;
  if (!numberIsInteger(subType) || subType < 0 || subType > 255) {
    throw new TypeError('the subtype of a BSON.Binary must be an integer from 0 to 255');
  }
  if (!(buffer instanceof Uint8Array)) throw new TypeError('the bytes of a BSON.Binary must be a Uint8Array');
  const digits = `${SIXTEEN_DIGITS[subType >> 4]}${SIXTEEN_DIGITS[subType & 15]}`;
  return `{"$binary":{"base64":"${encodeBase64(buffer.subarray(0, value.position))}","subType":"${digits}"}}`;
}

const SIXTEEN_DIGITS = '0123456789abcdef';

function writeReference(
  value: InstanceType<typeof bsonLibrary.DBRef>,
  writeInner: (inner: unknown) => string | undefined,
): string {
  let text = `{"$ref":${writeString(value.collection)},"$id":${writeInner(value.oid) ?? 'null'}`;
  if (value.db !== undefined) text += `,"$db":${writeString(value.db)}`;
  const fields = objectEntries(value.fields ?? {});
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index];
    const written = field && writeInner(field[1]);
    if (field !== undefined && written !== undefined) text += `,${jsonStringify(field[0])}:${written}`;
  }
  return `${text}}`;
}
