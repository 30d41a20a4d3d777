/** The variables of a command's `let`, which its filters, updates and projections use. */
import { type Document, Timestamp } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldEntries, firstFieldName } from '../../bson/fields.ts';
import { compileExpression } from '../aggregation/expression.ts';
import { type ExpressionOptions, rootScope } from '../aggregation/scope.ts';
import { checkVariableName } from '../aggregation/variables.ts';
import { locationError } from '../engine-error.ts';
import { documentOption } from './options.ts';

/** What the expressions of a command see beside the document: one time for all of them, and its variables. */
export function expressionOptions(command: string, body: Document): ExpressionOptions {
  const reads = READING_COMMANDS.has(command);
  const options = reads ? { now: new Date() } : { now: new Date(), clusterTime: NO_CLUSTER_TIME };
  const spec = documentOption(command, body, 'let');
  return spec === undefined ? options : { ...options, variables: letVariables(spec, reads ? {} : options) };
}

/** Their `let` is evaluated before the server knows the time, and they have no cluster time without a cluster. */
const READING_COMMANDS = new Set(['find', 'aggregate']);
/** What the other commands have for it. */
const NO_CLUSTER_TIME = new Timestamp({ t: 0, i: 0 });
/** Which a server hands to others in a `let`, and no client may. */
const RESERVED_NAMES = new Set(['NOW', 'CLUSTER_TIME', 'USER_ROLES', 'JS_SCOPE', 'IS_MR']);

/** Each may use those before it. None may look into a document: they are read before there is one. */
function letVariables(spec: Document, options: ExpressionOptions): ReadonlyMap<string, unknown> {
  const variables = new Map<string, unknown>();
  for (const [name, expression] of fieldEntries(spec)) {
    if (RESERVED_NAMES.has(name)) throw locationError(4_738_901, `'let' may not set the server's own variable ${name}`);
    checkVariableName(name);
    if (readsDocument(expression)) {
      throw locationError(
        4_890_500,
        `'let' is evaluated before any document is read, so '${name}' may not read a field`,
      );
    }
    variables.set(name, compileExpression(expression, { ...options, variables })(rootScope({})));
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
