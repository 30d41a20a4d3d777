/** Counts what an operator's operands make for it, until it has its own value. */
import type { Expression } from './scope.ts';

/** An operand whose values its operator holds. */
export function held(operand: Expression): Expression {
  if (operand.makes !== true) return operand;
  return withTraits(operand, (scope) => {
    const value = operand(scope);
    scope.held.add(value);
    return value;
  });
}

/** An operator, which lets go of its operands' values when it has its own. */
export function releasing(evaluate: Expression, operands: readonly Expression[]): Expression {
  if (!operands.some(({ makes }) => makes)) return evaluate;
  return withTraits(evaluate, (scope) => {
    const mark = scope.held.mark();
    const value = evaluate(scope);
    scope.held.release(mark);
    return value;
  });
}

function withTraits({ constant, fold, makes }: Expression, evaluate: Expression): Expression {
  return Object.assign(
    evaluate,
    constant === undefined ? {} : { constant },
    fold === undefined ? {} : { fold },
    makes === undefined ? {} : { makes },
  );
}
