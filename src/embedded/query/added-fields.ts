/** Reads what the stage `$addFields` says: expressions by path, where a document stands for the paths below its field. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldCount, fieldEntries, fieldNames } from '../../bson/fields.ts';
import { compileExpression } from '../aggregation/expression.ts';
import { parseFieldPath } from '../aggregation/field-path.ts';
import type { ExpressionOptions } from '../aggregation/scope.ts';
import { locationError } from '../engine-error.ts';
import { emptyNode, insertLeaf, type ProjectionNode } from './projection-tree.ts';

export function parseAddedFields(spec: Document, options: ExpressionOptions): ProjectionNode {
  const fields = fieldEntries(spec).flatMap(([name, value]) => readField(parseFieldPath(name), value));
  // Every path is looked at before any expression.
  checkPaths(fields);
  const root = emptyNode();
  for (const { segments, value } of fields) {
    insertLeaf(root, segments, { kind: 'computed', evaluate: compileExpression(value, options) });
  }
  return root;
}

interface AddedField {
  readonly segments: readonly string[];
  readonly value: unknown;
}

function readField(segments: readonly string[], value: unknown): AddedField[] {
  const document = asDocument(value);
  if (document === undefined || fieldCount(document) === 0) return [{ segments, value }];
  if (fieldNames(document).some((name) => name.startsWith('$'))) {
    if (fieldCount(document) === 1) return [{ segments, value }];
    throw locationError(
      40_181,
      `an expression specification must contain exactly one field, the name of the expression. Found ${fieldCount(document)} fields in ${segments.join('.')}`,
    );
  }
  return fieldEntries(document).flatMap(([name, inner]) => {
    if (name.includes('.'))
      throw locationError(40_183, `cannot use dotted field name '${name}' in a sub object: ${segments.join('.')}`);
    return readField([...segments, ...parseFieldPath(name)], inner);
  });
}

function checkPaths(fields: readonly AddedField[]): void {
  const root = emptyNode();
  for (const { segments } of fields) {
    if (insertLeaf(root, segments, { kind: 'flag', include: true }) === undefined) continue;
    throw locationError(40_176, `specification contains two conflicting paths: ${segments.join('.')}`);
  }
}
