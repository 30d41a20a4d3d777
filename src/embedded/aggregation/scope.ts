/** What an expression sees while it is evaluated, and what its operators are made of. */

import { isZero } from '../../bson/arithmetic.ts';
import type { Document, Timestamp } from '../../bson/bson.ts';
import { bsonTypeOf, isNullish, isNumeric } from '../../bson/bson-type.ts';
import { HeldValues } from './value-size.ts';

/** An expression's value for a document; undefined is a missing value. */
export interface Expression {
  (scope: Scope): unknown;
  /** Whether the value is the same for every document. Absent: an operator is constant when all its operands are. */
  readonly constant?: boolean;
  /** Whether each evaluation may make a new value, where a path or a variable gives one that is there. */
  readonly makes?: boolean;
  /** Finds constant values within, so that what fails on constants fails before any document is read. */
  readonly fold?: () => void;
}

/** A document, and the values of the variables that the operators around the place bind, the innermost first. */
export interface Scope {
  readonly root: Document;
  readonly values: readonly unknown[];
  readonly outer: Scope | undefined;
  readonly held: HeldValues;
}

export interface ExpressionOptions {
  /** The value of `$$NOW`: one time for a whole command. Some commands have none. */
  readonly now?: Date;
  /** The value of `$$CLUSTER_TIME`, which a standalone server has only where a command writes. */
  readonly clusterTime?: Timestamp;
  /** Variables from outside: of a command's `let`, or of a `$lookup`. The names are fixed, a value is read when it is used. */
  readonly variables?: ReadonlyMap<string, unknown>;
  /** Throws when the command has taken too long; absent where it may take any time. */
  readonly checkTime?: () => void;
}

/** What an operator's compiler is given beside its operand. */
export interface OperatorContext {
  readonly name: string;
  /** Compiles an operand, with further variables in reach, which `bindVariables` gives their values. */
  compile(spec: unknown, variables?: readonly string[]): Expression;
  /** The same for an operand that is evaluated again and again, and whose values the operator does not hold. */
  compileStep(spec: unknown, variables: readonly string[]): Expression;
  /** To be called again and again by an operator that goes on for long: throws when the command has taken too long. */
  checkTime(): void;
}

export type OperatorCompiler = (operand: unknown, context: OperatorContext) => Expression;
export type OperatorTable = Readonly<Record<string, OperatorCompiler>>;

export function rootScope(root: Document): Scope {
  return { root, values: NO_VALUES, outer: undefined, held: new HeldValues() };
}

const NO_VALUES: readonly unknown[] = [];

/** For an operand that was compiled with further variables: their values, in that order. */
export function bindVariables(scope: Scope, values: readonly unknown[]): Scope {
  return { root: scope.root, values, outer: scope, held: scope.held };
}

/** An expression of one value. */
export function constant(value: unknown): Expression {
  return Object.assign(() => value, { constant: true });
}

/** What an expression is although its operands are constant: chance has a part in it, or the server does not look. */
export function notConstant(evaluate: (scope: Scope) => unknown): Expression {
  return Object.assign(evaluate, { constant: false });
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
