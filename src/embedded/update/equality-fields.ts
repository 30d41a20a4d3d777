/** The fields that an upsert takes from its filter: those that the filter requires to equal one value. */

import type { Document } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf } from '../../bson/bson-type.ts';
import { compareStrings } from '../../bson/compare.ts';
import { fieldEntries, getField, hasField, setField } from '../../bson/fields.ts';
import { EngineError } from '../engine-error.ts';
import { checkPathLength } from '../path-length.ts';
import { operatorsOf } from '../query/operator-document.ts';

export function equalityFields(filter: Document): Document {
  const equalities = new Map<string, unknown>();
  for (const [path, value] of collectEqualities(filter)) addEquality(equalities, path, value);
  let document: Document = {};
  // In the order of their paths, whatever the order in which the filter was written.
  for (const [path, value] of [...equalities].sort(([a], [b]) => compareStrings(a, b))) {
    const segments = path.split('.');
    checkPathLength(segments);
    document = withPath(document, segments, value);
  }
  return document;
}

/** An `$or` of one branch is that branch, and an `$in` or `$all` of one value is that value. */
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
  for (const name of ['$in', '$all']) {
    const members: unknown = operators[name];
    if (!Array.isArray(members) || members.length !== 1) continue;
    const [member] = members;
    if (bsonTypeOf(member) !== 'regex' && operatorsOf(member) === undefined) yield [path, member];
  }
}

function addEquality(equalities: Map<string, unknown>, path: string, value: unknown): void {
  for (const other of equalities.keys()) {
    if (other === path) throw conflict(`cannot infer query fields to set, path '${path}' is matched twice`);
    if (other.startsWith(`${path}.`) || path.startsWith(`${other}.`)) {
      throw conflict(`cannot infer query fields to set, both paths '${path}' and '${other}' are matched`);
    }
  }
  equalities.set(path, value);
}

function conflict(message: string): EngineError {
  return new EngineError(54, 'NotSingleValueField', message);
}

function withPath(document: Document, segments: readonly string[], value: unknown): Document {
  const [name = '', ...rest] = segments;
  const copy = { ...document };
  setField(copy, name, rest.length === 0 ? value : withPath(asDocument(getField(document, name)) ?? {}, rest, value));
  return copy;
}
