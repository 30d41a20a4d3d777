/** Which BSON type a decoded value has. `missing` is JavaScript's undefined, an absent field; `undefined` is BSON's own. */
import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  type Document,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from './bson.ts';
import { BSON_UNDEFINED, BsonUndefined, DBPointer, WideDate } from './legacy-types.ts';
import { fitsInt } from './number-ranges.ts';

export type BsonTypeName =
  | 'missing'
  | 'undefined'
  | 'minKey'
  | 'null'
  | 'int'
  | 'long'
  | 'double'
  | 'decimal'
  | 'string'
  | 'symbol'
  | 'object'
  | 'array'
  | 'binData'
  | 'objectId'
  | 'bool'
  | 'date'
  | 'timestamp'
  | 'regex'
  | 'dbPointer'
  | 'javascript'
  | 'javascriptWithScope'
  | 'maxKey';

/** By prototype and not by `_bsontype`: a stored document may have a field of that name. */
const TYPE_OF_PROTOTYPE = new Map<unknown, BsonTypeName>([
  [Object.prototype, 'object'],
  [null, 'object'],
  [Array.prototype, 'array'],
  [Date.prototype, 'date'],
  [WideDate.prototype, 'date'],
  [RegExp.prototype, 'regex'],
  [Int32.prototype, 'int'],
  [Double.prototype, 'double'],
  [Long.prototype, 'long'],
  [Decimal128.prototype, 'decimal'],
  [ObjectId.prototype, 'objectId'],
  [Binary.prototype, 'binData'],
  [UUID.prototype, 'binData'],
  [Uint8Array.prototype, 'binData'],
  [Buffer.prototype, 'binData'],
  [BSONRegExp.prototype, 'regex'],
  [BSONSymbol.prototype, 'symbol'],
  [Code.prototype, 'javascript'],
  [DBRef.prototype, 'object'],
  [Timestamp.prototype, 'timestamp'],
  [MinKey.prototype, 'minKey'],
  [MaxKey.prototype, 'maxKey'],
  [BsonUndefined.prototype, 'undefined'],
  [DBPointer.prototype, 'dbPointer'],
]);

export function bsonTypeOf(value: unknown): BsonTypeName {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'number':
      return isInt32(value) ? 'int' : 'double';
    case 'bigint':
      return 'long';
    case 'undefined':
      return 'missing';
    case 'object':
      return value === null ? 'null' : typeOfObject(value);
    default:
      throw new TypeError(`a ${typeof value} is not a BSON value`);
  }
}

/** Whether a JavaScript number is stored as an int: whole, in range, and not the negative zero. */
export function isInt32(value: number): boolean {
  return Number.isInteger(value) && fitsInt(value) && !Object.is(value, -0);
}

export function isNumberType(type: BsonTypeName): boolean {
  return type === 'int' || type === 'long' || type === 'double' || type === 'decimal';
}

export function isNumeric(value: unknown): boolean {
  if (typeof value === 'number' || typeof value === 'bigint') return true;
  return typeof value === 'object' && isNumberType(bsonTypeOf(value));
}

/** Null, missing, or BSON's undefined: to expressions they are one. */
export function isNullish(value: unknown): value is null | undefined | BsonUndefined {
  return value === null || value === undefined || value === BSON_UNDEFINED;
}

/**
 * The fields of an embedded document, or undefined for any other value. The bson package turns a stored document with
 * `$ref` and `$id` into a DBRef, which is a document to every operator.
 */
export function asDocument(value: unknown): Document | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return value;
  return value instanceof DBRef ? documentOfReference(value) : undefined;
}

function typeOfObject(value: object): BsonTypeName {
  const type = TYPE_OF_PROTOTYPE.get(Object.getPrototypeOf(value));
  if (type === undefined) throw new TypeError(`a ${value.constructor.name} is not a BSON value`);
  return type === 'javascript' && value instanceof Code && value.scope ? 'javascriptWithScope' : type;
}

function documentOfReference(reference: DBRef): Document {
  const database = reference.db === undefined ? {} : { $db: reference.db };
  return { $ref: reference.collection, $id: reference.oid, ...database, ...reference.fields };
}
