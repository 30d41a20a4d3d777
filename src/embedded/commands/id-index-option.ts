/** The option `idIndex` of `create`, which may only say what the index on `_id` is anyway. */
import type { Document } from '../../bson/bson.ts';
import { bsonTypeOf, isNullish, isNumeric } from '../../bson/bson-type.ts';
import { valuesEqual } from '../../bson/compare.ts';
import { fieldNames, getField, hasField } from '../../bson/fields.ts';
import { badValue, EngineError, failedToParse, typeMismatch } from '../engine-error.ts';
import { ID_INDEX } from '../storage/index-spec.ts';
import { isPlainDocument } from '../wire/codec.ts';
import { isSimpleCollation } from './collation.ts';
import { exactWhole } from './option-numbers.ts';
import { documentOption } from './options.ts';

const FIELDS = new Set(['key', 'name', 'v', 'ns', 'collation']);

/** Whether it is given. Throws for an index that a collection does not have. */
export function readIdIndex(command: string, body: Document): boolean {
  const spec = documentOption(command, body, 'idIndex');
  if (spec === undefined) return false;
  for (const field of ['key', 'name']) {
    if (!hasField(spec, field)) throw failedToParse(`the '${field}' field is a required property of idIndex`);
  }
  const { key, name } = spec;
  if (!isPlainDocument(key)) throw wrongType('key', key, 'an object');
  if (typeof name !== 'string') throw wrongType('name', name, 'a string');
  const unknown = fieldNames(spec).find((field) => !FIELDS.has(field));
  if (unknown !== undefined) {
    const message = `The field '${unknown}' is not valid for an _id index specification`;
    throw new EngineError(197, 'InvalidIndexSpecificationOption', message);
  }
  if (name === '') throw cannotCreate('index names cannot be empty');
  checkVersion(getField(spec, 'v'));
  if (!valuesEqual(key, ID_INDEX.key)) throw badValue("The field 'key' for an _id index must be {_id: 1}");
  checkCollation(`${command}.idIndex`, spec, body.collation);
  return true;
}

function checkVersion(version: unknown): void {
  if (version === undefined) return;
  if (!isNumeric(version)) throw wrongType('v', version, 'a number');
  const whole = exactWhole(version);
  if (whole === undefined) throw badValue("the field 'v' of idIndex must be a whole number");
  if (whole !== 1 && whole !== 2) throw cannotCreate(`Invalid index specification: v must be 1 or 2, got ${whole}`);
}

/** It must be that of the collection. */
function checkCollation(place: string, spec: Document, own: unknown): void {
  const collation = documentOption(place, spec, 'collation');
  if (collation === undefined) return;
  if (isSimpleCollation(`${place}.collation`, collation) ? isNullish(own) : valuesEqual(collation, own)) return;
  throw badValue("'idIndex' must have the same collation as the collection");
}

function wrongType(field: string, value: unknown, expected: string): EngineError {
  return typeMismatch(`The field '${field}' of idIndex must be ${expected}, but got ${bsonTypeOf(value)}`);
}

function cannotCreate(message: string): EngineError {
  return new EngineError(67, 'CannotCreateIndex', message);
}
