/** The option `clusteredIndex` of `create`: not supported, and what is malformed gets the server's error first. */
import type { Document } from '../../bson/bson.ts';
import { isNumeric } from '../../bson/bson-type.ts';
import { valuesEqual } from '../../bson/compare.ts';
import { getField } from '../../bson/fields.ts';
import { EngineError, locationError } from '../engine-error.ts';
import { ID_INDEX } from '../storage/index-spec.ts';
import { isPlainDocument } from '../wire/codec.ts';
import {
  booleanOption,
  checkFields,
  missingField,
  optionalString,
  requiredDocument,
  wholeOption,
  wrongType,
} from './options.ts';

const FIELDS = new Set(['v', 'key', 'name', 'unique']);
const VERSION = 2;

/** `off` is the boolean that an older server wrote for itself, and that excludes the same options as an index. */
export function readClusteredIndex(command: string, body: Document): 'absent' | 'off' | 'on' {
  const value = getField(body, 'clusteredIndex');
  if (value === undefined) return 'absent';
  const place = `${command}.clusteredIndex`;
  if (typeof value === 'boolean' || isNumeric(value)) {
    if (booleanOption(command, body, 'clusteredIndex') !== true) return 'off';
    throw locationError(5_979_703, `${place} must be an object: its boolean form is for the server's own collections`);
  }
  if (!isPlainDocument(value)) throw wrongType(command, 'clusteredIndex', value, 'object');
  checkFields(place, value, FIELDS);
  const key = requiredDocument(place, value, 'key');
  const unique = booleanOption(place, value, 'unique');
  const version = wholeOption(place, value, 'v') ?? VERSION;
  optionalString(place, value, 'name');
  if (unique === undefined) throw missingField(place, 'unique');
  if (!unique) throw locationError(5_979_700, `${place} requires {unique: true}`);
  if (version !== VERSION) throw locationError(5_979_704, `${place} requires {v: ${VERSION}}, got ${version}`);
  if (valuesEqual(key, ID_INDEX.key)) return 'on';
  throw new EngineError(197, 'InvalidIndexSpecificationOption', `${place} requires {key: {_id: 1}}`);
}
