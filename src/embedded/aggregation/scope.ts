/** What an expression sees while it is evaluated, and what its operators are made of. */

import { isZero } from '../../bson/arithmetic.ts';
import type { Document } from '../../bson/bson.ts';
import { bsonTypeOf, isNullish, isNumeric } from '../../bson/bson-type.ts';

/** An expression's value for a document; undefined is a missing value. */
export type Expression = (scope: Scope) => unknown;

export interface Scope {
  readonly root: Document;
  readonly variables: Variable | undefined;
}

/** The innermost variable, which leads to those outside it. */
interface Variable {
  readonly name: string;
  readonly value: unknown;
  readonly outer: Variable | undefined;
}

export interface ExpressionOptions {
  /** The value of `$$NOW`. */
  readonly now?: Date;
  /** Variables from outside: of a command's `let`, or of a `$lookup`. The names are fixed, a value is read when it is used. */
  readonly variables?: ReadonlyMap<string, unknown>;
}

/** What an operator's compiler is given beside its operand. */
export interface OperatorContext {
  readonly name: string;
  /** Compiles an operand, with further variables in reach. */
  compile(spec: unknown, variables?: readonly string[]): Expression;
}

export type OperatorCompiler = (operand: unknown, context: OperatorContext) => Expression;
export type OperatorTable = Readonly<Record<string, OperatorCompiler>>;

export function rootScope(root: Document): Scope {
  return { root, variables: undefined };
}

export function bindVariable(scope: Scope, name: string, value: unknown): Scope {
  return { root: scope.root, variables: { name, value, outer: scope.variables } };
}

export function lookUpVariable(scope: Scope, name: string): unknown {
  for (let variable = scope.variables; variable !== undefined; variable = variable.outer) {
    if (variable.name === name) return variable.value;
  }
  return undefined;
}

/** False, zero, null and missing are false; everything else, the empty string too, is true. */
export function isTruthy(value: unknown): boolean {
  if (isNullish(value) || value === false) return false;
  return !(isNumeric(value) && isZero(value));
}

/** How an error names a value's type. */
export function typeName(value: unknown): string {
  return bsonTypeOf(value);
}
