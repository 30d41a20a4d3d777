/** `$rename`: takes a value from one path and sets it at another; neither path runs through an array. */
import type { Document } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf } from '../../bson/bson-type.ts';
import { getField, hasField } from '../../bson/fields.ts';
import { isArrayIndex, splitPath } from '../../bson/paths.ts';
import { badValue, EngineError, locationError } from '../engine-error.ts';
import type { Change } from './change.ts';
import { describe } from './describe.ts';
import { creating, REMOVE } from './modifier.ts';
import { editPath, notTraversable } from './path-edit.ts';
import { checkUpdatePath, isPositional } from './update-path.ts';

export function compileRename(source: string, operand: unknown): Change {
  if (typeof operand !== 'string')
    throw badValue(`The 'to' field for $rename must be a string: ${source}: ${bsonTypeOf(operand)}`);
  const target = operand;
  checkUpdatePath(target);
  if (target.includes('\0')) throw locationError(9_867_600, "The 'to' field for $rename cannot contain a null byte");
  const from = splitPath(source);
  const to = splitPath(target);
  if (from.some(isPositional)) throw badValue(`The source field for $rename may not be dynamic: ${source}`);
  if (to.some(isPositional)) throw badValue(`The destination field for $rename may not be dynamic: ${target}`);
  if (source === target) throw badValue(`The source and target field for $rename must differ: ${source}: "${target}"`);
  return {
    path: target,
    segments: to,
    claims: [source, target],
    insertOnly: false,
    apply: (document, run) => {
      const value = readThroughDocuments(document, from, 'source');
      if (value === undefined) return document;
      readThroughDocuments(document, to, 'destination');
      if (target === '_id' && hasField(document, '_id')) throw immutableId();
      const moved = editPath(document, { segments: to, modifier: creating(() => value), run });
      return editPath(moved, { segments: from, modifier: REMOVE, run });
    },
  };
}

/** Also when the value would be the same. */
function immutableId(): EngineError {
  const message = "Performing an update on the path '_id' would modify the immutable field '_id'";
  return new EngineError(66, 'ImmutableField', message);
}

function readThroughDocuments(document: Document, segments: readonly string[], role: string): unknown {
  let current: unknown = document;
  for (const [index, segment] of segments.entries()) {
    if (Array.isArray(current) && isArrayIndex(segment)) {
      throw badValue(
        `The ${role} field cannot be an array element, '${segments.join('.')}' in doc with _id: ${describe(document._id)} has an array field called '${segments[index - 1]}'`,
      );
    }
    const inner = current === undefined ? {} : asDocument(current);
    if (inner === undefined) throw notTraversable(segments, index, current);
    current = getField(inner, segment);
  }
  return current;
}
