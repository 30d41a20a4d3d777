/**
 * Operators on constants are evaluated once, after everything is parsed and before any document is read. So an error in
 * what is written comes before an error of a constant, and that one comes even when there are no documents.
 */
import { weightOf } from '../../bson/weight.ts';
import { type Expression, rootScope, type Scope } from './scope.ts';

/** The expression of an operator from that of its operands. */
export function foldable(evaluate: Expression, operands: readonly Expression[]): Expression {
  if (evaluate.fold !== undefined || evaluate.constant) return evaluate;
  if (evaluate.constant !== false && operands.every((operand) => operand.constant)) return folded(evaluate, operands);
  if (operands.every((operand) => operand.fold === undefined)) return evaluate;
  return Object.assign(evaluate, { fold: () => foldAll(operands) });
}

export function foldAll(operands: readonly Expression[]): void {
  for (const operand of operands) operand.fold?.();
}

/** Whether an expression is written as a constant, not as an operator, a document or an array of constants. */
export function isLiteral(expression: Expression): boolean {
  return expression.constant === true && expression.fold === undefined;
}

/** The value of a constant expression. */
export function constantValue(expression: Expression): unknown {
  return expression(rootScope({}));
}

/** What an operator makes of little may be large, and would stay as long as the command: it is made again when needed. */
const KEPT_BYTES_PER_OPERAND = 256;

function folded(evaluate: Expression, operands: readonly Expression[]): Expression {
  let kept: { readonly value: unknown } | undefined;
  const fold = () => {
    foldAll(operands);
    if (kept !== undefined) return;
    const value = evaluate(rootScope({}));
    const bytesMax = KEPT_BYTES_PER_OPERAND * (1 + operands.length);
    if (weightOf(value, bytesMax) <= bytesMax) kept = { value };
  };
  return Object.assign((scope: Scope) => (kept === undefined ? evaluate(scope) : kept.value), { constant: true, fold });
}
