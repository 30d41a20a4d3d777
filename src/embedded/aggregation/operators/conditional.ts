/** Conditional operators. They evaluate only what they need. */
// biome-ignore-all lint/suspicious/noThenProperty: `$cond` and `$switch` name an operand `then`.
import { asDocument, isNullish } from '../../../bson/bson-type.ts';
import { fieldEntries, fieldNames, getField, hasField } from '../../../bson/fields.ts';
import { locationError } from '../../engine-error.ts';
import { constantValue } from '../constant-folding.ts';
import { checkCount } from '../operands.ts';
import { type Expression, isTruthy, type OperatorContext, type OperatorTable, type Scope, typeName } from '../scope.ts';

export const CONDITIONAL_OPERATORS: OperatorTable = {
  $cond: compileCond,
  $ifNull: compileIfNull,
  $switch: compileSwitch,
};

function compileCond(operand: unknown, context: OperatorContext): Expression {
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
function compileIfNull(operand: unknown, { compile, name }: OperatorContext): Expression {
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

interface Branch {
  readonly test: Expression;
  readonly outcome: Expression;
}

function compileSwitch(operand: unknown, { compile }: OperatorContext): Expression {
  const spec = switchOperands(operand);
  const branches = spec.branches.map((branch) => parseBranch(branch, compile));
  const fallback = hasField(spec, 'default') ? compile(spec.default) : undefined;
  const chosen = (scope: Scope) => branches.find(({ test }) => isTruthy(test(scope)))?.outcome ?? fallback;
  const evaluate = (scope: Scope) => {
    const outcome = chosen(scope);
    if (outcome === undefined) throw noBranch(40_066);
    return outcome(scope);
  };
  const operands = [...branches.flatMap(({ test, outcome }) => [test, outcome]), ...(fallback ? [fallback] : [])];
  return Object.assign(evaluate, {
    constant: operands.every((each) => each.constant),
    fold: () => foldBranches(branches, fallback),
  });
}

function switchOperands(operand: unknown): { readonly branches: readonly unknown[]; readonly default?: unknown } {
  const spec = asDocument(operand);
  if (spec === undefined) throw locationError(40_060, `$switch requires an object, found: ${typeName(operand)}`);
  let branches: readonly unknown[] = [];
  for (const [name, value] of fieldEntries(spec)) {
    if (name === 'branches') {
      if (!Array.isArray(value)) throw locationError(40_061, "$switch expected an array for 'branches'");
      branches = value;
    } else if (name !== 'default') throw locationError(40_067, `$switch found an unknown argument: ${name}`);
  }
  if (branches.length === 0) throw locationError(40_068, '$switch requires at least one branch.');
  return hasField(spec, 'default') ? { branches, default: spec.default } : { branches };
}

function parseBranch(branch: unknown, compile: OperatorContext['compile']): Branch {
  const fields = asDocument(branch);
  if (fields === undefined) throw locationError(40_062, `$switch expected an object, found: ${typeName(branch)}`);
  const unknown = fieldNames(fields).find((name) => name !== 'case' && name !== 'then');
  if (unknown !== undefined) throw locationError(40_063, `$switch found an unknown argument to a branch: ${unknown}`);
  if (!hasField(fields, 'case')) throw locationError(40_064, "$switch requires each branch have a 'case' expression");
  if (!hasField(fields, 'then')) throw locationError(40_065, "$switch requires each branch have a 'then' expression.");
  return { test: compile(getField(fields, 'case')), outcome: compile(getField(fields, 'then')) };
}

/** The default first; what stands behind a constant true case, or belongs to a constant false one, does not count. */
function foldBranches(branches: readonly Branch[], fallback: Expression | undefined): void {
  fallback?.fold?.();
  let open = fallback !== undefined;
  for (const { test, outcome } of branches) {
    test.fold?.();
    const always = test.constant ? isTruthy(constantValue(test)) : undefined;
    if (always === false) continue;
    outcome.fold?.();
    open = true;
    if (always) break;
  }
  if (!open) throw noBranch(40_069);
}

function noBranch(code: 40_066 | 40_069): Error {
  return locationError(code, '$switch could not find a matching branch for an input, and no default was specified.');
}
