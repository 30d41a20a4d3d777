/** Filters of places where no search and no script may stand: validators, and the filters of lists. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldEntries } from '../../bson/fields.ts';
import { badValue, locationError } from '../engine-error.ts';
import { operatorsOf } from './operator-document.ts';

const SEARCHES = new Set(['$where', '$text']);
const NEARNESS = new Set(['$near', '$nearSphere', '$geoNear']);
const WITH_CONDITIONS = new Set(['$and', '$or', '$nor', '$not', '$elemMatch', '$all']);

/** Throws for what the server does not allow there, whether or not it is supported elsewhere. */
export function checkRestrictedFilter(filter: Document, place: string): void {
  for (const [name, operand] of fieldEntries(filter)) {
    if (SEARCHES.has(name)) throw badValue(`${name} is not allowed in ${place}`);
    if (NEARNESS.has(name)) throw locationError(5_626_500, `${name} is not allowed in ${place}`);
    if (WITH_CONDITIONS.has(name)) {
      for (const inner of Array.isArray(operand) ? operand : [operand]) {
        checkRestrictedFilter(asDocument(inner) ?? {}, place);
      }
    } else if (!name.startsWith('$')) {
      checkRestrictedFilter(operatorsOf(operand) ?? {}, place);
    }
  }
}
