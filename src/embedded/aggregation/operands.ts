/** Shapes of operators: how many operands one takes, and in which order they are evaluated before it is applied. */
import { isNullish } from '../../bson/bson-type.ts';
import { locationError } from '../engine-error.ts';
import { foldAll, foldable } from './constant-folding.ts';
import type { Expression, OperatorCompiler } from './scope.ts';

export type Apply = (values: readonly unknown[], name: string) => unknown;

/** An operator of `least` to `most` operands; one operand may stand without its array. */
export function operands(least: number, most: number, apply: Apply): OperatorCompiler {
  return (operand, { name, compile }) => {
    const expressions = countedSpecs(operand, name, least, most).map((spec) => compile(spec));
    return (scope) =>
      apply(
        expressions.map((evaluate) => evaluate(scope)),
        name,
      );
  };
}

export function unary(apply: (value: unknown, name: string) => unknown): OperatorCompiler {
  return (operand, { name, compile }) => {
    const evaluate = compile(countedSpecs(operand, name, 1, 1)[0]);
    return (scope) => apply(evaluate(scope), name);
  };
}

export function binary(apply: (a: unknown, b: unknown, name: string) => unknown): OperatorCompiler {
  return (operand, { name, compile }) => {
    const [first, second] = countedSpecs(operand, name, 2, 2);
    const a = compile(first);
    const b = compile(second);
    return (scope) => apply(a(scope), b(scope), name);
  };
}

/** Null when either operand is null or missing, else the operator's value. */
export function binaryUnlessNull(apply: (a: unknown, b: unknown) => unknown): OperatorCompiler {
  return binary((a, b) => (isNullish(a) || isNullish(b) ? null : apply(a, b)));
}

export function variadic(apply: Apply): OperatorCompiler {
  return operands(0, Number.POSITIVE_INFINITY, apply);
}

/** What an operator makes of operands that come one after the other. */
export interface Gathering {
  add(value: unknown): void;
  result(): unknown;
}

/**
 * Which constants the server puts together before there is a document: neighbours where an operator is associative, all of
 * them, behind the other operands, where it is commutative too. It shows in which operand is the first that is null or wrong.
 */
export type ConstantGrouping = 'none' | 'neighbours' | 'behind the others';

/** Operands are evaluated and taken one after the other; after the first that is null or missing none is looked at. */
export function oneByOne(create: (name: string) => Gathering, grouping: ConstantGrouping = 'none'): OperatorCompiler {
  return (operand, { name, compile }) => {
    const expressions = specsOf(operand).map((spec) => compile(spec));
    const gather = (members: readonly Expression[]) => gathered(members, name, create);
    if (grouping === 'none' || expressions.every((each) => each.constant)) return gather(expressions);
    const ordered = runsOf(expressions, grouping).flatMap((run) =>
      run.length === 1 ? run : [foldable(gather(run), run)],
    );
    const fold = () => {
      foldAll(expressions);
      foldAll(ordered);
    };
    return Object.assign(gather(ordered), { fold });
  };
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

function countedSpecs(operand: unknown, name: string, least: number, most: number): readonly unknown[] {
  const specs = specsOf(operand);
  checkCount(name, specs.length, least, most);
  return specs;
}

function specsOf(operand: unknown): readonly unknown[] {
  return Array.isArray(operand) ? operand : [operand];
}

function gathered(expressions: readonly Expression[], name: string, create: (name: string) => Gathering): Expression {
  return (scope) => {
    const gathering = create(name);
    for (const evaluate of expressions) {
      const value = evaluate(scope);
      if (isNullish(value)) return null;
      gathering.add(value);
    }
    return gathering.result();
  };
}

/** Constants that are put together, and every other operand by itself. */
function runsOf(
  expressions: readonly Expression[],
  grouping: Exclude<ConstantGrouping, 'none'>,
): readonly (readonly Expression[])[] {
  const ordered =
    grouping === 'neighbours'
      ? expressions
      : expressions.toSorted((a, b) => Number(!!a.constant) - Number(!!b.constant));
  const runs: Expression[][] = [];
  for (const expression of ordered) {
    const last = runs.at(-1);
    if (expression.constant && last?.[0]?.constant) last.push(expression);
    else runs.push([expression]);
  }
  return runs;
}
