/** Shapes of operators: how many operands one takes, and that they are evaluated before it is applied. */
import { isNullish } from '../../bson/bson-type.ts';
import { locationError } from '../engine-error.ts';
import type { Expression, OperatorCompiler } from './scope.ts';

export type Apply = (values: readonly unknown[], name: string) => unknown;

/** An operator of `least` to `most` operands; one operand may stand without its array. */
export function operands(least: number, most: number, apply: Apply): OperatorCompiler {
  return (operand, context) => {
    const specs: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
    checkCount(context.name, specs.length, least, most);
    const expressions = specs.map((spec) => context.compile(spec));
    return eager(expressions, apply, context.name);
  };
}

export function unary(apply: (value: unknown, name: string) => unknown): OperatorCompiler {
  return operands(1, 1, ([value], name) => apply(value, name));
}

export function binary(apply: (a: unknown, b: unknown, name: string) => unknown): OperatorCompiler {
  return operands(2, 2, ([a, b], name) => apply(a, b, name));
}

export function variadic(apply: Apply): OperatorCompiler {
  return operands(0, Number.POSITIVE_INFINITY, apply);
}

/** Null when any operand is null or missing, else the operator's value. */
export function unlessNull(apply: Apply): Apply {
  return (values, name) => (values.some(isNullish) ? null : apply(values, name));
}

export function checkCount(name: string, count: number, least: number, most: number): void {
  if (count >= least && count <= most) return;
  if (least === most) {
    throw locationError(16_020, `Expression ${name} takes exactly ${least} arguments. ${count} were passed in.`);
  }
  throw locationError(
    28_667,
    `Expression ${name} takes at least ${least} arguments, and at most ${most}, but ${count} were passed in.`,
  );
}

function eager(expressions: readonly Expression[], apply: Apply, name: string): Expression {
  return (scope) =>
    apply(
      expressions.map((evaluate) => evaluate(scope)),
      name,
    );
}
