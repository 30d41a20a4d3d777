/** The stage `$redact`: keeps, removes or looks into each document within a document, as an expression decides. */
import type { Document } from '../../../bson/bson.ts';
import { asDocument } from '../../../bson/bson-type.ts';
import { fieldEntries, setField } from '../../../bson/fields.ts';
import { locationError } from '../../engine-error.ts';
import { compileExpression } from '../expression.ts';
import { bindVariables, type Expression, type ExpressionOptions, rootScope } from '../scope.ts';
import type { Stage } from '../stage.ts';

/** The values of the variables, by which a decision is known. */
const DESCEND = 'descend';
const PRUNE = 'prune';
const KEEP = 'keep';

/** `$$ROOT` stays the whole document, a path and `$$CURRENT` read the document that is decided on. */
const NAMES = ['CURRENT', 'DESCEND', 'PRUNE', 'KEEP'];

export function compileRedact(spec: unknown, options: ExpressionOptions): Stage {
  const decide = compileExpression(spec, options, NAMES);
  return function* redacted(documents) {
    for (const document of documents) {
      const kept = redact(decide, document, document);
      if (kept !== undefined) yield kept;
    }
  };
}

/** Undefined when nothing of it stays. */
function redact(decide: Expression, root: Document, current: Document): Document | undefined {
  const decision = decide(bindVariables(rootScope(root), [current, DESCEND, PRUNE, KEEP]));
  switch (decision) {
    case KEEP:
      return current;
    case PRUNE:
      return undefined;
    case DESCEND:
      return descend(decide, root, current);
    default:
      throw locationError(17_053, '$redact must resolve to one of $$DESCEND, $$PRUNE and $$KEEP');
  }
}

function descend(decide: Expression, root: Document, current: Document): Document {
  const kept: Document = {};
  for (const [name, value] of fieldEntries(current)) {
    const rest = redactValue(decide, root, value);
    if (rest !== undefined) setField(kept, name, rest);
  }
  return kept;
}

/** What is no document stays; of an array, all but the documents that are removed. */
function redactValue(decide: Expression, root: Document, value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((element) => redactValue(decide, root, element)).filter((element) => element !== undefined);
  }
  const document = asDocument(value);
  return document === undefined ? value : redact(decide, root, document);
}
