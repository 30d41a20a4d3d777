/**
 * The one door to the bson package. Under ESM the `bson` and `mongodb` packages each bring a copy of these classes, and a
 * value of one copy fails `instanceof` against the other; this door loads the CommonJS copy, which is the one the driver uses.
 */
import { createRequire } from 'node:module';

const bson = createRequire(import.meta.url)('bson') as typeof import('bson');

export const {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Double,
  EJSON,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
  calculateObjectSize,
  deserialize,
  serialize,
} = bson;

export type Binary = import('bson').Binary;
export type BSONRegExp = import('bson').BSONRegExp;
export type BSONSymbol = import('bson').BSONSymbol;
export type Code = import('bson').Code;
export type DBRef = import('bson').DBRef;
export type Decimal128 = import('bson').Decimal128;
export type Double = import('bson').Double;
export type Int32 = import('bson').Int32;
export type Long = import('bson').Long;
export type MaxKey = import('bson').MaxKey;
export type MinKey = import('bson').MinKey;
export type ObjectId = import('bson').ObjectId;
export type Timestamp = import('bson').Timestamp;
export type UUID = import('bson').UUID;
/** A BSON document: field names to BSON values, in field order. */
export type Document = import('bson').Document;
