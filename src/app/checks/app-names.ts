/** The names of an app that its sources and other files use, and the nearest one for a name that is not there. */
import type { App } from '../app.ts';
import { renderSuggestion } from '../nearest-name.ts';

export interface AppNames {
  /** Types by name. */
  readonly services: ReadonlyMap<string, string>;
  readonly functions: ReadonlySet<string>;
  readonly values: ReadonlySet<string>;
}

export function listAppNames(app: App): AppNames {
  return {
    services: new Map(app.services.map(({ name, type }) => [name, type])),
    functions: new Set(app.functions.map(({ name }) => name)),
    values: new Set(app.values.map(({ name }) => name)),
  };
}

/** After so many names the rest goes without a suggestion: each is compared with every name of the app. */
const suggestionsMax = 20;

/** Like `renderSuggestion`, asked once for each name. */
export function createSuggester(candidates: Iterable<string>): (name: string) => string {
  const names = [...candidates];
  const known = new Map<string, string>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined || known.size >= suggestionsMax) return before ?? '';
    const suggestion = renderSuggestion(name, names);
    known.set(name, suggestion);
    return suggestion;
  };
}
