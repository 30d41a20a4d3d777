/** `$and`, `$or` and `$not`. The first two evaluate only what they need. */
import { constantValue, foldAll } from '../constant-folding.ts';
import { unary } from '../operands.ts';
import { type Expression, isTruthy, type OperatorCompiler, type OperatorTable } from '../scope.ts';

export const BOOLEAN_OPERATORS: OperatorTable = {
  $not: unary((value) => !isTruthy(value)),
  $and: junction(false),
  $or: junction(true),
};

/** One operand of the deciding value is enough. A constant that decides does so before operands that could fail. */
function junction(deciding: boolean): OperatorCompiler {
  return (operand, { compile }) => {
    const specs: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
    const operands = specs.map((spec) => compile(spec));
    let decided = false;
    const evaluate = (scope: Parameters<Expression>[0]) => {
      if (decided) return deciding;
      for (const evaluateOperand of operands) if (isTruthy(evaluateOperand(scope)) === deciding) return deciding;
      return !deciding;
    };
    const fold = () => {
      foldAll(operands);
      decided = operands.some((each) => each.constant && isTruthy(constantValue(each)) === deciding);
    };
    return Object.assign(evaluate, { constant: operands.every((each) => each.constant), fold });
  };
}
