/** The variables of a command's `let`, which its filters, updates and projections use. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldEntries, firstFieldName } from '../../bson/fields.ts';
import { compileExpression } from '../aggregation/expression.ts';
import { type ExpressionOptions, rootScope } from '../aggregation/scope.ts';
import { checkVariableName } from '../aggregation/variables.ts';
import { locationError } from '../engine-error.ts';
import { documentOption } from './options.ts';

/** What the expressions of a command see beside the document: one time for all of them, and its variables. */
export function expressionOptions(command: string, body: Document): ExpressionOptions {
  const now = new Date();
  const spec = documentOption(command, body, 'let');
  return spec === undefined ? { now } : { now, variables: letVariables(spec, now) };
}

/** Each may use those before it. None may look into a document: they are read before there is one. */
function letVariables(spec: Document, now: Date): ReadonlyMap<string, unknown> {
  const variables = new Map<string, unknown>();
  for (const [name, expression] of fieldEntries(spec)) {
    checkVariableName(name);
    if (readsDocument(expression)) {
      throw locationError(
        4_890_500,
        `'let' is evaluated before any document is read, so '${name}' may not read a field`,
      );
    }
    variables.set(name, compileExpression(expression, { now, variables })(rootScope({})));
  }
  return variables;
}

function readsDocument(expression: unknown): boolean {
  if (typeof expression === 'string') return /^\$(?:[^$]|\$(?:ROOT|CURRENT)(?:\.|$))/.test(expression);
  if (Array.isArray(expression)) return expression.some(readsDocument);
  const document = asDocument(expression);
  if (document === undefined || firstFieldName(document) === '$literal') return false;
  if (firstFieldName(document) === '$getField' && asDocument(document.$getField)?.input === undefined) return true;
  return fieldEntries(document).some(([, operand]) => readsDocument(operand));
}
