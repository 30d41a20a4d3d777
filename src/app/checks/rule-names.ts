/** Names in `can_evaluate` of webhooks and functions: a function that is not there is no yes, so that every call is refused. */
import type { App, AppFiles, Definition, JsonValue } from '../app.ts';
import type { Issue } from '../issue.ts';
import { createIssue, type IssueCode } from '../issue-codes.ts';
import { isJsonObject } from '../json/json-object.ts';
import type { JsonPath } from '../json/json-positions.ts';
import { type AppNames, createSuggester, listAppNames } from './app-names.ts';
import { placeInConfig } from './config-place.ts';

export function checkRuleNames(app: App, files: AppFiles): Issue[] {
  const names = listAppNames(app);
  const suggest = { functions: createSuggester(names.functions), values: createSuggester(names.values) };
  return listRules(app).flatMap(({ configPath, configAt, canEvaluate }) =>
    [...listRuleNames(canEvaluate, [...configAt, 'can_evaluate'])]
      .filter(({ kind, name }) => !names[kind].has(name))
      .map(({ kind, name, path }) =>
        createIssue(CODES[kind], placeInConfig(files, configPath, path), { name, suggestion: suggest[kind](name) }),
      ),
  );
}

const CODES = { functions: 'CallsMissingFunction', values: 'ReadsMissingValue' } as const satisfies Record<
  string,
  IssueCode
>;

type Rule = Definition & { readonly canEvaluate: JsonValue | undefined };

function listRules(app: App): Array<Definition & { readonly canEvaluate: JsonValue }> {
  const all: Rule[] = [...app.services.flatMap(({ webhooks }) => webhooks), ...app.functions];
  return all.flatMap(({ configPath, configAt, canEvaluate }) =>
    canEvaluate === undefined ? [] : [{ configPath, configAt, canEvaluate }],
  );
}

interface NameInRule {
  readonly kind: keyof typeof CODES & keyof AppNames;
  readonly name: string;
  readonly path: JsonPath;
}

/** The functions and values that an expression names, with their paths below `path`. */
export function* listRuleNames(json: JsonValue, path: JsonPath = []): Generator<NameInRule> {
  if (typeof json === 'string') yield* valueIn(json, path);
  if (typeof json !== 'object' || json === null) return;
  for (const [key, value] of Array.isArray(json) ? json.entries() : Object.entries(json)) {
    const at = [...path, key];
    if (typeof key === 'string') yield* valueIn(key, at);
    const name = /^[%$]function$/.test(String(key)) && isJsonObject(value) ? value.name : undefined;
    if (typeof name === 'string') yield { kind: 'functions', name, path: [...at, 'name'] };
    yield* listRuleNames(value, at);
  }
}

function* valueIn(text: string, path: JsonPath): Generator<NameInRule> {
  const [, name] = /^%%values\.([^.]+)/.exec(text) ?? [];
  if (name !== undefined) yield { kind: 'values', name, path };
}
