/** The stage `$documents`: the documents that an expression evaluates to. */
import type { Document } from '../../../bson/bson.ts';
import { asDocument, bsonTypeOf } from '../../../bson/bson-type.ts';
import { locationError } from '../../engine-error.ts';
import { compileExpression } from '../expression.ts';
import { type ExpressionOptions, rootScope } from '../scope.ts';
import type { Stage } from '../stage.ts';

export function compileDocuments(spec: unknown, options: ExpressionOptions): Stage {
  const evaluate = compileExpression(spec, options);
  if (evaluate.constant === true) elementsOf(evaluate(rootScope({})));
  return () => Iterator.from(elementsOf(evaluate(rootScope({})))).map(documentOf);
}

function elementsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw locationError(5_858_203, `an array is expected as argument of $documents, found ${bsonTypeOf(value)}`);
}

function documentOf(element: unknown): Document {
  const document = asDocument(element);
  if (document !== undefined) return document;
  throw locationError(40_228, `every element of $documents must be a document, found ${bsonTypeOf(element)}`);
}
