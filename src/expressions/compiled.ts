/** The shapes that parsing an expression produces. All are asynchronous because `%function` is. */

/** What the expansions of an expression stand for. */
export interface ExpressionScope {
  /** `%%values.<name>`; undefined for an unknown name. A throw denies. */
  readonly value: (name: string) => unknown;
  readonly environment: { readonly tag: string; readonly values: Readonly<Record<string, unknown>> };
  readonly request: Readonly<Record<string, unknown>>;
  readonly user: Readonly<Record<string, unknown>>;
  /** The arguments of the function that the expression guards. */
  readonly args: readonly unknown[];
  readonly callFunction: (name: string, args: readonly unknown[]) => Promise<unknown>;
}

export type Test = (scope: ExpressionScope) => Promise<boolean>;
export type Operand = (scope: ExpressionScope) => Promise<unknown>;
/** A condition on the value of a key. */
export type Predicate = (value: unknown, scope: ExpressionScope) => Promise<boolean>;

/** What an expression guards: a function or service action, where bare keys are arguments, or the documents of a collection. */
export type ExpressionPlace = 'function' | 'document' | 'filter';

export interface ExpressionProblem {
  /** JSON pointer (RFC 6901) inside the expression. */
  readonly pointer: string;
  readonly message: string;
  /** The name that was not known, and the names that are, for suggestions. */
  readonly found?: string;
  readonly allowed?: readonly string[];
  /** True when the old platform knew the name and this version does not yet. */
  readonly notYet?: true;
}

/** What an operator needs from the parser to read its argument. */
export interface Parser {
  readonly place: ExpressionPlace;
  test(json: unknown, pointer: string): Test;
  operand(json: unknown, pointer: string): Operand;
  /** The condition that a value document such as `{"%gt": 5}` or a literal puts on a key. */
  predicate(json: unknown, pointer: string): Predicate;
  problem(problem: ExpressionProblem): void;
}

export type OperatorParser = (argument: unknown, pointer: string, parser: Parser) => Predicate;

/** Stands in for what could not be parsed; an expression with problems is never evaluated. */
export const refuse = async (): Promise<boolean> => false;

export function childPointer(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

export function isPlainDocument(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
