/** The option `encryptedFields` of `create`: not supported, and what is malformed gets the server's error first. */
import type { Document } from '../../bson/bson.ts';
import { isNullish } from '../../bson/bson-type.ts';
import { getField } from '../../bson/fields.ts';
import { locationError } from '../engine-error.ts';
import { compileTypeTest } from '../query/type-aliases.ts';
import { isPlainDocument } from '../wire/codec.ts';
import { readUuid } from './collection-uuid.ts';
import { arrayOption, documentOption, missingField, optionalString, stringOption, wrongType } from './options.ts';

const NEVER_ENCRYPTED = new Set(['null', 'undefined', 'minKey', 'maxKey']);

/** Whether it is given. */
export function readEncryptedFields(command: string, body: Document): boolean {
  const encrypted = documentOption(command, body, 'encryptedFields');
  if (encrypted === undefined) return false;
  const place = `${command}.encryptedFields`;
  const fields = arrayOption(place, encrypted, 'fields');
  if (fields === undefined) throw missingField(place, 'fields');
  const paths = new Set<string>();
  for (const [position, field] of fields.entries()) {
    if (isNullish(field)) continue;
    if (!isPlainDocument(field)) throw wrongType(place, `fields.${position}`, field, 'object');
    const path = readField(`${place}.fields`, field);
    if (paths.has(path)) throw locationError(6_338_402, `Duplicate paths are not allowed: ${path}`);
    paths.add(path);
  }
  return true;
}

function readField(place: string, field: Document): string {
  const path = stringOption(place, field, 'path');
  if (readUuid(place, 'keyId', getField(field, 'keyId')) === undefined) throw missingField(place, 'keyId');
  const type = optionalString(place, field, 'bsonType');
  if (path === '') throw locationError(6_316_402, 'An encrypted field needs a path that is not empty');
  if (path.includes('\0')) throw locationError(9_867_600, 'The path of an encrypted field cannot contain a null byte');
  if (path === '_id' || path.startsWith('_id.')) throw locationError(6_316_403, 'Cannot encrypt _id or its subfields');
  if (type === undefined) return path;
  compileTypeTest(type);
  if (NEVER_ENCRYPTED.has(type)) throw locationError(6_338_406, `Type '${type}' is not a supported encrypted type`);
  return path;
}
