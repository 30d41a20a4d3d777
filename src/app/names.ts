/** What a service, incoming webhook, function or value may be called. */
import type { Limits } from '../limits.ts';
import type { Issue } from './issue.ts';
import { issueAt } from './json/config-schema.ts';
import { takesFromEnvironment } from './json/environment-text.ts';
import type { JsonFile } from './json/json-text.ts';

/** What the old console allowed. Exports hold other names too, a space above all, and those must import. */
const usualName = /^[A-Za-z0-9_-]+$/;
/** Characters that end or change a URL segment, and those that no terminal or log should be handed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
const forbidden = /[/\\?#%\u0000-\u001f\u007f]|^\.{1,2}$|^$/;

export type NamedKind = 'service' | 'incoming webhook' | 'function' | 'value';

/** A `nested function` is named by the path of its source, each part of which is a name. */
export function checkName(named: NamedKind | 'nested function', name: string, file: JsonFile, limits: Limits): Issue[] {
  const path = ['name'];
  if (takesFromEnvironment(name)) {
    const details = { key: 'name', found: JSON.stringify(name), allowed: '' };
    return [issueAt('EnvironmentValueNeeded', file, path, details)];
  }
  const kind = named === 'nested function' ? 'function' : named;
  const parts = named === 'nested function' ? name.split('/') : [name];
  const length = Math.max(...parts.map((part) => part.length));
  if (length > limits.appNameLengthMax) {
    return [issueAt('NameTooLong', file, path, { kind, length, max: limits.appNameLengthMax })];
  }
  if (parts.some((part) => forbidden.test(part))) return [issueAt('InvalidName', file, path, { kind, name })];
  if (!parts.every((part) => usualName.test(part)) && kind !== 'value')
    return [issueAt('UnusualName', file, path, { kind, name })];
  return [];
}

/** For a name that is about to be chosen, of an app too: undefined when it may be used. */
export function explainUnusableName(name: string, limits: Limits): string | undefined {
  if (name === '') return 'a name is needed';
  if (name.length > limits.appNameLengthMax) return `at most ${limits.appNameLengthMax} characters are allowed`;
  if (!usualName.test(name)) return 'only ASCII letters, digits, "-" and "_" are allowed';
  // A client app id begins with the name, and a directory of that name must not look like an option.
  return name.startsWith('-') ? 'it cannot begin with "-"' : undefined;
}
