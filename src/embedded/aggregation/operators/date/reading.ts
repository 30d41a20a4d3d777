/** Operands of date operators that are read into values of their own: once when they are constant, else for each document. */
import { isNullish } from '../../../../bson/bson-type.ts';
import { constantValue, foldAll } from '../../constant-folding.ts';
import { type Expression, rootScope, type Scope } from '../../scope.ts';

/** Null when the operand is null or missing. */
export interface Reading<T> {
  readonly operand: Expression | undefined;
  at(scope: Scope): T | null;
}

/** `absent` is what an operand that is not there is read as; `read` throws for a value that it cannot take. */
export function reading<T>(operand: Expression | undefined, absent: T, read: (value: unknown) => T): Reading<T> {
  if (operand === undefined) return { operand, at: () => absent };
  const readValue = (value: unknown) => (isNullish(value) ? null : read(value));
  if (!operand.constant) return { operand, at: (scope) => readValue(operand(scope)) };
  let known: { readonly value: T | null } | undefined;
  return {
    operand,
    at: () => {
      known ??= { value: readValue(constantValue(operand)) };
      return known.value;
    },
  };
}

/**
 * An operator whose constant operands are read before any document is, so that a wrong one fails even when there is none.
 * One of `decisive` that is null makes the operator null, whatever the other operands are.
 */
export function withReadings(
  operands: readonly (Expression | undefined)[],
  readings: readonly Reading<unknown>[],
  evaluate: Expression,
  decisive: readonly (Expression | undefined)[] = [],
): Expression {
  const given = operands.filter((operand) => operand !== undefined);
  if (given.every((operand) => operand.constant)) return evaluate;
  let isNull = false;
  const fold = () => {
    foldAll(given);
    for (const { operand, at } of readings) if (operand?.constant) at(NEVER_READ);
    isNull = decisive.some((operand) => operand?.constant && isNullish(constantValue(operand)));
  };
  return Object.assign((scope: Scope) => (isNull ? null : evaluate(scope)), { fold });
}

/** A constant reading does not look at its scope. */
const NEVER_READ: Scope = rootScope({});
