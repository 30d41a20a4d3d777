/** `writeConcern` on a standalone: every acknowledged write is on the disk, so what is allowed is fulfilled already. */
import type { Document } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf, isNumeric } from '../../bson/bson-type.ts';
import { fieldCount, fieldNames, fieldValues } from '../../bson/fields.ts';
import { badValue, EngineError, failedToParse } from '../engine-error.ts';
import { clampedWhole } from './option-numbers.ts';
import { booleanOption, documentOption, unknownField } from './options.ts';
import { checkProvenance } from './provenance.ts';

/** Those after `wtimeout` are old and without effect. */
const FIELDS = new Set(['w', 'j', 'wtimeout', 'provenance', 'fsync', 'wElectionId', 'wOpTime', 'getLastError']);
const MEMBERS_MAX = 50;
const TIMEOUT_MAX = 0x7fff_ffff;

export function checkWriteConcern(command: string, body: Document, supported: boolean): void {
  const concern = documentOption(command, body, 'writeConcern');
  if (concern === undefined) return;
  if (!supported) throw new EngineError(72, 'InvalidOptions', `Command ${command} does not support writeConcern`);
  for (const name of fieldNames(concern)) if (!FIELDS.has(name)) throw unknownField('writeConcern', name);
  booleanOption('writeConcern', concern, 'j');
  booleanOption('writeConcern', concern, 'fsync');
  const timeout = clampedWhole(concern.wtimeout) ?? 0;
  if (timeout > TIMEOUT_MAX) throw failedToParse('wtimeout must be a 32-bit integer');
  checkProvenance('writeConcern', concern);
  if (concern.w !== undefined) checkMembers(concern.w);
}

function checkMembers(w: unknown): void {
  if (isNumeric(w)) {
    const members = clampedWhole(w) ?? 0;
    if (isNotWhole(w) || members < 0 || members > MEMBERS_MAX) {
      throw failedToParse(`w has to be a non-negative number and not greater than ${MEMBERS_MAX}; found: ${members}`);
    }
    if (members > 1) throw badValue("cannot use 'w' > 1 when a host is not replicated");
    return;
  }
  if (typeof w === 'string' || w === null) {
    if (w !== 'majority')
      throw badValue(`cannot use non-majority 'w' mode '${w}' when a host is not a member of a replica set`);
    return;
  }
  const tags = asDocument(w);
  if (tags === undefined) throw failedToParse(`w has to be a number, string, or object; found: ${bsonTypeOf(w)}`);
  if (fieldCount(tags) === 0) throw failedToParse('tagged write concern requires tags');
  if (!fieldValues(tags).every(isNumeric)) throw failedToParse('tags of a write concern must be numbers');
}

function isNotWhole(w: unknown): boolean {
  return Number.isNaN(Number(String(w)));
}
