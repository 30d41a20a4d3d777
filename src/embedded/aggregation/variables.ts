/** Variables of expressions: which names they may have, and what the server's own ones are. */
import { failedToParse, locationError, notImplemented } from '../engine-error.ts';
import { constant, type Expression, type ExpressionOptions, type Scope } from './scope.ts';

/** Throws for a name that a user may not give to a variable. `CURRENT` alone of the server's names may be given anew. */
export function checkVariableName(name: string): void {
  if (name === 'CURRENT') return;
  checkName(name, WRITABLE_START, 'a user variable name');
}

/** The names in reach, by the operators that bind them: a scope has its values in the same arrangement. */
export interface VariableNames {
  readonly indexes: ReadonlyMap<string, number>;
  readonly outer: VariableNames | undefined;
}

export function declareVariables(names: readonly string[], outer: VariableNames | undefined): VariableNames {
  return { indexes: new Map(names.map((name, index) => [name, index])), outer };
}

/** The value of the variable that a `$$` names, without the path after it. */
export function compileVariable(
  name: string,
  options: ExpressionOptions,
  names: VariableNames | undefined,
): Expression {
  checkName(name, READABLE_START, 'a variable name');
  const bound = findVariable(name, names);
  if (bound !== undefined) return bound;
  const { variables: given } = options;
  if (given?.has(name)) return () => given.get(name);
  const system = Object.hasOwn(SYSTEM_VARIABLES, name) ? SYSTEM_VARIABLES[name] : undefined;
  if (system === undefined) throw locationError(17_276, `Use of undefined variable: ${name}`);
  return system(options);
}

/** A variable that an operator binds. */
export function findVariable(name: string, names: VariableNames | undefined): Expression | undefined {
  let depth = 0;
  for (let level = names; level !== undefined; level = level.outer) {
    const index = level.indexes.get(name);
    if (index !== undefined) return depth === 0 ? (scope) => scope.values[index] : outerReader(depth, index);
    depth += 1;
  }
  return undefined;
}

function outerReader(depth: number, index: number): Expression {
  return (scope) => {
    let level: Scope | undefined = scope;
    for (let step = 0; step < depth; step += 1) level = level?.outer;
    return level?.values[index];
  };
}

/** A lower-case letter or anything beyond ASCII begins a user's name; a reference may begin with a capital too. */
const WRITABLE_START = /^[a-z\u0080-\uffff]/;
const READABLE_START = /^[a-zA-Z\u0080-\uffff]/;
const INVALID_CHARACTER = /[^\w\u0080-\uffff]/;

function checkName(name: string, start: RegExp, role: string): void {
  if (name === '') throw failedToParse('empty variable names are not allowed');
  if (!start.test(name)) throw failedToParse(`'${name}' starts with an invalid character for ${role}`);
  const invalid = INVALID_CHARACTER.exec(name)?.[0];
  if (invalid !== undefined)
    throw failedToParse(`'${name}' contains an invalid character for a variable name: '${invalid}'`);
}

const SYSTEM_VARIABLES: Readonly<Record<string, (options: ExpressionOptions) => Expression>> = {
  ROOT: () => (scope) => scope.root,
  CURRENT: () => (scope) => scope.root,
  REMOVE: () => constant(undefined),
  NOW: ({ now }) => {
    if (now === undefined) throw unavailable('NOW');
    return constant(now);
  },
  CLUSTER_TIME: ({ now, clusterTime }) => {
    if (now === undefined) throw unavailable('CLUSTER_TIME');
    if (clusterTime !== undefined) return constant(clusterTime);
    throw locationError(
      10_071_200,
      'system variable $$CLUSTER_TIME is not available: only a replica set has a cluster time',
    );
  },
  USER_ROLES: () => {
    throw notImplemented('$$USER_ROLES');
  },
  SEARCH_META: () => {
    throw notImplemented('$$SEARCH_META');
  },
};

function unavailable(name: string): Error {
  return locationError(51_144, `Builtin variable '$$${name}' is not available`);
}
