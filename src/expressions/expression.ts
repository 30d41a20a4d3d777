/** The door of the folder: JSON to a compiled expression, and its evaluation. */
import type { ExpressionPlace, ExpressionProblem, ExpressionScope, Test } from './compiled.ts';
import { createParser } from './parser.ts';

export interface Expression {
  readonly test: Test;
}

export type ParsedExpression =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly problems: readonly ExpressionProblem[] };

/** Reads `true`, `false` or a document; `{}` is true. Unknown operators and expansions are problems, never false. */
export function parseExpression(json: unknown): ParsedExpression {
  const problems: ExpressionProblem[] = [];
  const test = createParser(problems, 'function').test(json, '');
  return problems.length === 0 ? { ok: true, expression: { test } } : { ok: false, problems };
}

/** What is wrong with an expression of any place. Those of collections are only checked: nothing evaluates them here. */
export function checkExpression(json: unknown, place: ExpressionPlace): readonly ExpressionProblem[] {
  const problems: ExpressionProblem[] = [];
  createParser(problems, place).test(json, '');
  return problems;
}

/** What is wrong with the `%%` name of a text such as `%%user.id`; nothing when the text is none. */
export function checkExpansion(text: string, place: ExpressionPlace): readonly ExpressionProblem[] {
  const problems: ExpressionProblem[] = [];
  if (text.startsWith('%%')) createParser(problems, place).operand(text, '');
  return problems;
}

/**
 * True or false; never throws. A fault anywhere, also below `%not` or `%nor`, makes the whole expression false, so that
 * no fault can allow a request. `onFault` is told its cause.
 */
export async function evaluateExpression(
  expression: Expression,
  scope: ExpressionScope,
  onFault: (cause: string) => void = () => {},
): Promise<boolean> {
  try {
    return await expression.test(scope);
  } catch (fault) {
    onFault(fault instanceof Error ? fault.message : String(fault));
    return false;
  }
}
