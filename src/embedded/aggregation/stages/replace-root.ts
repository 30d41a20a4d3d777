/** The stage `$replaceRoot` and its short form `$replaceWith`. */
import { asDocument, bsonTypeOf } from '../../../bson/bson-type.ts';
import { fieldNames, hasField } from '../../../bson/fields.ts';
import { locationError } from '../../engine-error.ts';
import { compileExpression } from '../expression.ts';
import { type ExpressionOptions, rootScope } from '../scope.ts';
import type { Stage } from '../stage.ts';
import { missingStageField, unknownStageField } from '../stage-fields.ts';

export function compileReplaceRoot(spec: unknown, options: ExpressionOptions): Stage {
  const document = asDocument(spec);
  if (document === undefined)
    throw locationError(40_229, `expected an object as specification for $replaceRoot stage, got ${bsonTypeOf(spec)}`);
  const unknown = fieldNames(document).find((name) => name !== 'newRoot');
  if (unknown !== undefined) throw unknownStageField(`$replaceRoot.${unknown}`);
  if (!hasField(document, 'newRoot')) throw missingStageField('$replaceRoot.newRoot');
  return compileReplaceWith(document.newRoot, options);
}

export function compileReplaceWith(spec: unknown, options: ExpressionOptions): Stage {
  const evaluate = compileExpression(spec, options);
  return (documents) =>
    Iterator.from(documents).map((document) => {
      const root = evaluate(rootScope(document));
      const replacement = asDocument(root);
      if (replacement !== undefined) return replacement;
      throw locationError(
        40_228,
        `'newRoot' expression must evaluate to an object, but resulting value was of type: ${bsonTypeOf(root)}`,
      );
    });
}
