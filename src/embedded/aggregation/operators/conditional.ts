/** Comparison, boolean and conditional operators. The latter two evaluate only what they need. */
import { asDocument, isNullish } from '../../../bson/bson-type.ts';
import { compareValues } from '../../../bson/compare.ts';
import { fieldNames, hasField } from '../../../bson/fields.ts';
import { locationError } from '../../engine-error.ts';
import { binary, checkCount, unary } from '../operands.ts';
import { type Expression, isTruthy, type OperatorCompiler, type OperatorTable } from '../scope.ts';

export const CONDITIONAL_OPERATORS: OperatorTable = {
  $cmp: binary((a, b) => order(a, b)),
  $eq: binary((a, b) => order(a, b) === 0),
  $ne: binary((a, b) => order(a, b) !== 0),
  $gt: binary((a, b) => order(a, b) > 0),
  $gte: binary((a, b) => order(a, b) >= 0),
  $lt: binary((a, b) => order(a, b) < 0),
  $lte: binary((a, b) => order(a, b) <= 0),
  $not: unary((value) => !isTruthy(value)),
  $and: lazily((expressions) => (scope) => expressions.every((evaluate) => isTruthy(evaluate(scope)))),
  $or: lazily((expressions) => (scope) => expressions.some((evaluate) => isTruthy(evaluate(scope)))),
  $cond: compileCond,
  $ifNull: compileIfNull,
  $switch: compileSwitch,
};

/** Here, unlike in a query, a missing value is less than null. */
function order(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return missingOrder(a, b);
  return compareValues(a, b);
}

function missingOrder(a: unknown, b: unknown): number {
  if (a === undefined && b === undefined) return 0;
  // Only MinKey is less than a missing value.
  const other = a === undefined ? b : a;
  const sign = compareValues(other, null) < 0 ? 1 : -1;
  return a === undefined ? sign : -sign;
}

function lazily(combine: (expressions: readonly Expression[]) => Expression): OperatorCompiler {
  return (operand, { compile }) => {
    const specs: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
    return combine(specs.map((spec) => compile(spec)));
  };
}

function compileCond(operand: unknown, context: Parameters<OperatorCompiler>[1]): Expression {
  const [test, whenTrue, whenFalse] = condOperands(operand).map((spec) => context.compile(spec));
  if (test === undefined || whenTrue === undefined || whenFalse === undefined) {
    throw locationError(16_020, 'Expression $cond takes exactly 3 arguments.');
  }
  return (scope) => (isTruthy(test(scope)) ? whenTrue(scope) : whenFalse(scope));
}

function condOperands(operand: unknown): readonly unknown[] {
  const named = asDocument(operand);
  if (named === undefined) {
    const specs: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
    checkCount('$cond', specs.length, 3, 3);
    return specs;
  }
  const unknown = fieldNames(named).find((name) => !['if', 'then', 'else'].includes(name));
  if (unknown !== undefined) throw locationError(17_083, `Unrecognized parameter to $cond: ${unknown}`);
  if (!hasField(named, 'if')) throw locationError(17_080, "Missing 'if' parameter to $cond");
  if (!hasField(named, 'then')) throw locationError(17_081, "Missing 'then' parameter to $cond");
  if (!hasField(named, 'else')) throw locationError(17_082, "Missing 'else' parameter to $cond");
  return [named.if, named.then, named.else];
}

/** The first value that is there; the last operand's value when none is. */
function compileIfNull(operand: unknown, { compile, name }: Parameters<OperatorCompiler>[1]): Expression {
  const specs: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (specs.length < 2) throw locationError(1_257_300, `${name} needs at least two arguments, had: ${specs.length}`);
  const expressions = specs.map((spec) => compile(spec));
  return (scope) => {
    let value: unknown;
    for (const evaluate of expressions) {
      value = evaluate(scope);
      if (!isNullish(value)) return value;
    }
    return value;
  };
}

function compileSwitch(operand: unknown, { compile }: Parameters<OperatorCompiler>[1]): Expression {
  const spec = asDocument(operand);
  if (spec === undefined) throw locationError(40_060, '$switch requires an object as an argument');
  const unknown = fieldNames(spec).find((name) => name !== 'branches' && name !== 'default');
  if (unknown !== undefined) throw locationError(40_067, `$switch found an unknown argument: ${unknown}`);
  if (!Array.isArray(spec.branches)) throw locationError(40_061, "$switch expected an array for 'branches'");
  if (spec.branches.length === 0) throw locationError(40_068, '$switch requires at least one branch.');
  const branches = spec.branches.map((branch: unknown) => {
    const fields = asDocument(branch);
    if (fields === undefined) throw locationError(40_062, '$switch expected each branch to be an object');
    if (!hasField(fields, 'case')) throw locationError(40_064, "$switch requires each branch have a 'case' expression");
    if (!hasField(fields, 'then'))
      throw locationError(40_065, "$switch requires each branch have a 'then' expression.");
    return { test: compile(fields.case), outcome: compile(fields.then) };
  });
  const fallback = hasField(spec, 'default') ? compile(spec.default) : undefined;
  return (scope) => {
    const branch = branches.find(({ test }) => isTruthy(test(scope)));
    if (branch !== undefined) return branch.outcome(scope);
    if (fallback !== undefined) return fallback(scope);
    throw locationError(40_066, '$switch could not find a matching branch for an input, and no default was specified.');
  };
}
