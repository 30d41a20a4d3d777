/** The variables of a `$lookup`, which its pipeline and those within it see. */
import type { Document } from '../../bson/bson.ts';
import { compileExpression } from './expression.ts';
import { rootScope } from './scope.ts';
import type { StageOptions } from './stage.ts';
import { checkVariableName } from './variables.ts';

interface LookupVariables {
  /** With those from outside; absent when there are none at all. */
  readonly variables: ReadonlyMap<string, unknown> | undefined;
  /** Gives them their values for a document. */
  bind(document: Document): void;
}

/** They do not see each other. */
export function compileLookupVariables(
  specs: readonly (readonly [string, unknown])[],
  options: StageOptions,
): LookupVariables {
  const { variables: outer } = options;
  if (specs.length === 0) return { variables: outer, bind: () => undefined };
  const own = specs.map(([name, spec]) => {
    checkVariableName(name);
    return { name, evaluate: compileExpression(spec, options) };
  });
  const variables = new Map<string, unknown>(outer);
  for (const { name } of own) variables.set(name, undefined);
  return {
    variables,
    bind(document) {
      // Those from outside may have changed since: they may be those of a `$lookup` around this one.
      for (const [name, value] of outer ?? []) variables.set(name, value);
      for (const { name, evaluate } of own) variables.set(name, evaluate(rootScope(document)));
    },
  };
}
