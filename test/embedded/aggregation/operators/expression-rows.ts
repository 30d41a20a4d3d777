/** Rows of expressions, each with its value as `shown` prints it, null, or the code of its error. */
import { expect, it } from 'vitest';
import type { Document } from '../../../../src/bson/bson.ts';
import { compileExpression } from '../../../../src/embedded/aggregation/expression.ts';
import { rootScope } from '../../../../src/embedded/aggregation/scope.ts';
import { shown } from './shown.ts';

export type ExpressionRow = readonly [spec: unknown, expected: string | number | null];

/** For expressions that are evaluated on one document. */
export function expressionsOn(root: Document) {
  const evaluate = (spec: unknown) => compileExpression(spec)(rootScope(root));
  const rows = (table: readonly ExpressionRow[]): void => {
    it.each(table)('%j gives %s', (spec, expected) => {
      if (typeof expected === 'number') {
        expect(() => evaluate(spec)).toThrow(expect.objectContaining({ code: expected }));
      } else {
        const value = evaluate(spec);
        expect(value === null ? null : shown(value)).toBe(expected);
      }
    });
  };
  return { evaluate, rows };
}
