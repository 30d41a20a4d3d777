/** The fields that an upsert takes from its filter: those that the filter requires to equal one value. */

import type { Document } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf } from '../../bson/bson-type.ts';
import { compareStrings } from '../../bson/compare.ts';
import { fieldEntries, getField, hasField, setField } from '../../bson/fields.ts';
import { EngineError } from '../engine-error.ts';
import { checkPathLength } from '../path-length.ts';
import { operatorsOf } from '../query/operator-document.ts';
import { ClaimedPaths } from './claimed-paths.ts';

/** `ofId` leaves out all but the `_id`, of which a filter may then say what it likes of other fields. */
export function equalityFields(filter: Document, ofId = false): Document {
  const equalities = new Map<string, unknown>();
  const claimed = new ClaimedPaths();
  for (const [path, value] of collectEqualities(filter)) {
    if (ofId && path !== '_id' && !path.startsWith('_id.')) continue;
    if (equalities.has(path)) throw conflict(`path '${path}' is matched twice`);
    const at = claimed.claim(path);
    if (at === path) throw conflict(`both path '${path}' and one within it are matched`);
    if (at !== undefined) throw conflict(`both paths '${path}' and '${at}' are matched`);
    equalities.set(path, value);
  }
  const document: Document = {};
  // In the order of their paths, whatever the order in which the filter was written.
  for (const [path, value] of [...equalities].sort(([a], [b]) => compareStrings(a, b))) {
    const segments = path.split('.');
    checkPathLength(segments);
    writeAt(document, segments, value);
  }
  return document;
}

/** An `$or` of one branch is that branch, an `$in` of one value is that value, and an `$all` requires each of its values. */
function* collectEqualities(filter: Document): Iterable<readonly [string, unknown]> {
  for (const [name, operand] of fieldEntries(filter)) {
    if (name === '$and' || (name === '$or' && Array.isArray(operand) && operand.length === 1)) {
      if (Array.isArray(operand)) for (const branch of operand) yield* collectEqualities(asDocument(branch) ?? {});
    } else if (!name.startsWith('$')) {
      yield* fieldEqualities(name, operand);
    }
  }
}

function* fieldEqualities(path: string, operand: unknown): Iterable<readonly [string, unknown]> {
  const operators = operatorsOf(operand);
  if (operators === undefined) {
    if (bsonTypeOf(operand) !== 'regex') yield [path, operand];
    return;
  }
  if (hasField(operators, '$eq')) yield [path, operators.$eq];
  const { $in: one, $all: all } = operators;
  const members: unknown[] = [
    ...(Array.isArray(one) && one.length === 1 ? one : []),
    ...(Array.isArray(all) ? all : []),
  ];
  for (const member of members) {
    if (bsonTypeOf(member) !== 'regex' && operatorsOf(member) === undefined) yield [path, member];
  }
}

function conflict(message: string): EngineError {
  return new EngineError(54, 'NotSingleValueField', `cannot infer query fields to set, ${message}`);
}

/** No path leads into the value of another: all documents on the way are new ones. */
function writeAt(document: Document, segments: readonly string[], value: unknown): void {
  let current = document;
  for (const name of segments.slice(0, -1)) {
    const inner = asDocument(getField(current, name)) ?? {};
    setField(current, name, inner);
    current = inner;
  }
  setField(current, segments.at(-1) ?? '', value);
}
