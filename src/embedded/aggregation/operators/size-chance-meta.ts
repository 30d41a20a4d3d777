/** Operators that belong to no family: sizes in bytes, chance, and what the server knows of a document beside its fields. */
import { type Document, Double } from '../../../bson/bson.ts';
import { asDocument, bsonTypeOf, isNullish } from '../../../bson/bson-type.ts';
import { binaryParts } from '../../../bson/compare.ts';
import { fieldCount } from '../../../bson/fields.ts';
import { locationError, notImplemented } from '../../engine-error.ts';
import { encodeDocument } from '../../wire/codec.ts';
import { unary } from '../operands.ts';
import { type Expression, notConstant, type OperatorTable, typeName } from '../scope.ts';
import { checkValueSize } from '../value-size.ts';

export const SIZE_CHANCE_META_OPERATORS: OperatorTable = {
  $bsonSize: unary(bsonSize),
  $binarySize: unary(binarySize),
  $rand: compileRand,
  $meta: compileMeta,
};

/** The bytes of a document's encoding. */
function bsonSize(value: unknown, name: string): number | null {
  if (isNullish(value)) return null;
  const document = asDocument(value);
  if (document === undefined)
    throw locationError(31_393, `$bsonSize requires a document input, found: ${typeName(value)}`);
  checkValueSize(name, document);
  return encodeDocument(document).length;
}

/** The bytes of a text in UTF-8, or of binary data. */
function binarySize(value: unknown): number | null {
  if (isNullish(value)) return null;
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (bsonTypeOf(value) === 'binData') return binaryParts(value).bytes.length;
  throw locationError(51_276, `$binarySize requires a string or BinData argument, found: ${typeName(value)}`);
}

/** A double from 0 to below 1, another one each time. */
function compileRand(operand: unknown): Expression {
  const count = Array.isArray(operand) ? operand.length : fieldCount(argumentsOf('$rand', operand));
  if (count > 0)
    throw locationError(3_040_501, `$rand does not currently accept arguments, found: ${typeName(operand)}`);
  return notConstant(() => new Double(Math.random()));
}

function argumentsOf(name: string, operand: unknown): Document {
  const document = asDocument(operand);
  if (document !== undefined) return document;
  throw locationError(10_065, `invalid parameter: expected an object (${name}), found ${typeName(operand)}`);
}

/**
 * What the server knows of a document beside its fields. Of what only a search leaves no document has any; a score of text
 * or a distance the server demands; the rest this engine does not keep.
 */
const METADATA: ReadonlyMap<string, 'missing' | 'demanded' | 'unsupported'> = new Map([
  ['searchScore', 'missing'],
  ['searchHighlights', 'missing'],
  ['searchScoreDetails', 'missing'],
  ['searchSequenceToken', 'missing'],
  ['vectorSearchScore', 'missing'],
  ['textScore', 'demanded'],
  ['geoNearDistance', 'demanded'],
  ['geoNearPoint', 'demanded'],
  ['searchRootDocumentId', 'unsupported'],
  ['randVal', 'unsupported'],
  ['recordId', 'unsupported'],
  ['indexKey', 'unsupported'],
  ['sortKey', 'unsupported'],
  ['timeseriesBucketMinTime', 'unsupported'],
  ['timeseriesBucketMaxTime', 'unsupported'],
  ['score', 'unsupported'],
  ['scoreDetails', 'unsupported'],
  ['stream', 'unsupported'],
]);

function compileMeta(operand: unknown): Expression {
  if (typeof operand !== 'string')
    throw locationError(17_307, `$meta only supports string arguments, found: ${typeName(operand)}`);
  const state = METADATA.get(operand);
  if (state === undefined) throw locationError(17_308, `Unsupported argument to $meta: ${operand}`);
  if (state === 'demanded') throw locationError(40_218, `query requires ${operand} metadata, but it is not available`);
  if (state === 'unsupported') throw notImplemented(`$meta: '${operand}'`);
  return notConstant(() => undefined);
}
