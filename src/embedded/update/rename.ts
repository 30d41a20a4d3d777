/** `$rename`: takes a value from one path and sets it at another; neither path runs through an array. */
import type { Document } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf } from '../../bson/bson-type.ts';
import { getField } from '../../bson/fields.ts';
import { isArrayIndex, splitPath } from '../../bson/paths.ts';
import { badValue } from '../engine-error.ts';
import type { Change } from './change.ts';
import { describe } from './describe.ts';
import { creating, REMOVE } from './modifier.ts';
import { editPath, notTraversable } from './path-edit.ts';
import { checkUpdatePath } from './update-path.ts';

export function compileRename(source: string, operand: unknown): Change {
  if (typeof operand !== 'string')
    throw badValue(`The 'to' field for $rename must be a string: ${source}: ${bsonTypeOf(operand)}`);
  const target = operand;
  checkUpdatePath(target);
  if (source.includes('$')) throw badValue(`The source field for $rename may not be dynamic: ${source}`);
  if (target.includes('$')) throw badValue(`The destination field for $rename may not be dynamic: ${target}`);
  if (source === target) throw badValue(`The source and target field for $rename must differ: ${source}: "${target}"`);
  const from = splitPath(source);
  const to = splitPath(target);
  return {
    path: target,
    segments: to,
    claims: [source, target],
    insertOnly: false,
    apply: (document, run) => {
      const value = readThroughDocuments(document, from, 'source');
      if (value === undefined) return document;
      readThroughDocuments(document, to, 'destination');
      const moved = editPath(document, { segments: to, modifier: creating(() => value), run });
      return editPath(moved, { segments: from, modifier: REMOVE, run });
    },
  };
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
