/** The stage `$group`. */
import type { Document } from '../../../bson/bson.ts';
import { asDocument, isNumeric } from '../../../bson/bson-type.ts';
import { fieldEntries, fieldValues } from '../../../bson/fields.ts';
import { locationError } from '../../engine-error.ts';
import { type AccumulatedField, compileAccumulatedField } from '../accumulators/field.ts';
import { compileExpression, isOperatorDocument } from '../expression.ts';
import { groupError } from '../group-errors.ts';
import { Groups } from '../groups.ts';
import { type Expression, rootScope } from '../scope.ts';
import type { Stage, StageOptions } from '../stage.ts';

export function compileGroup(spec: unknown, options: StageOptions): Stage {
  const document = asDocument(spec);
  if (document === undefined) throw locationError(15_947, "a group's fields must be specified in an object");
  const fields: AccumulatedField[] = [];
  let evaluateId: Expression | undefined;
  for (const [name, field] of fieldEntries(document)) {
    if (name === '_id') evaluateId = compileId(field, options);
    else fields.push(compileAccumulatedField(name, field, options));
  }
  if (evaluateId === undefined) throw locationError(15_955, 'a group specification must include an _id');
  return groupBy(evaluateId, fields, options);
}

export function groupBy(evaluateId: Expression, fields: readonly AccumulatedField[], options: StageOptions): Stage {
  return function* grouped(documents) {
    const groups = new Groups(fields, options);
    try {
      for (const document of documents) addTo(groups, evaluateId, document);
      yield* groups.documents();
    } finally {
      groups.close();
    }
  };
}

function addTo(groups: Groups, evaluateId: Expression, document: Document): void {
  const scope = rootScope(document);
  try {
    groups.add(evaluateId(scope), scope);
  } catch (error) {
    throw groupError(error);
  }
}

function compileId(id: unknown, options: StageOptions): Expression {
  const document = asDocument(id);
  if (document !== undefined && !isOperatorDocument(document)) checkNoInclusion(document);
  return compileExpression(id, options);
}

/** `_id: {a: 1}` looks like a projection, which it is not. */
function checkNoInclusion(id: Document): void {
  if (!fieldValues(id).some((value) => isNumeric(value) || typeof value === 'boolean')) return;
  throw locationError(17_390, '$group does not support inclusion-style expressions');
}
