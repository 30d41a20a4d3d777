/**
 * Files that list several resources (`functions/config.json` of layout C, HTTPS endpoints, auth providers, hosted files):
 * compared and merged by entry, so that a merge of two apps does not lose the entries of one of them. The bytes of either
 * side are kept wherever one side already has every entry.
 */
import type { JsonObject, JsonValue } from './app.ts';
import { printJson } from './print.ts';

export interface ListChange {
  readonly action: 'add' | 'change' | 'remove';
  /** What the entry is known by: a name, a path, or the method and route of an endpoint. */
  readonly name: string;
}

/** What differs between two versions of a list file. Undefined when one of them cannot be read as a list. */
export function compareLists(path: string, before: Uint8Array, after: Uint8Array): ListChange[] | undefined {
  const [old, now] = [readEntries(path, before), readEntries(path, after)];
  if (old === undefined || now === undefined) return undefined;
  const removed = [...old.keys()].filter((name) => !now.has(name)).map((name) => ({ action: 'remove', name }) as const);
  const changed = [...now].flatMap(([name, entry]): ListChange[] => {
    const earlier = old.get(name);
    if (earlier === undefined) return [{ action: 'add', name }];
    return isSame(earlier, entry) ? [] : [{ action: 'change', name }];
  });
  return [...changed, ...removed];
}

/**
 * The entries of `local`, and those that only `deployed` has after them. Undefined when one of them cannot be read as a
 * list: then there is no honest merge.
 */
export function mergeLists(path: string, deployed: Uint8Array, local: Uint8Array): Uint8Array | undefined {
  const changes = compareLists(path, deployed, local);
  if (changes === undefined) return undefined;
  if (!changes.some(({ action }) => action === 'remove')) return local;
  if (changes.every(({ action }) => action === 'remove')) return deployed;
  return printMerged(path, deployed, local);
}

function printMerged(path: string, deployed: Uint8Array, local: Uint8Array): Uint8Array | undefined {
  const [kept, own] = [readEntries(path, deployed), readEntries(path, local)];
  if (kept === undefined || own === undefined) return undefined;
  const merged = [...own, ...[...kept].filter(([name]) => !own.has(name))];
  if (Array.isArray(parse(local))) return printJson(merged.map(([, entry]) => entry));
  // `fromEntries` makes own properties whatever they are called, `__proto__` too.
  return printJson(Object.fromEntries(merged));
}

/** By name, in the order of the file. Two entries of one name cannot be told apart, so such a file is no list. */
function readEntries(path: string, bytes: Uint8Array): Map<string, JsonValue> | undefined {
  const json = parse(bytes);
  if (typeof json !== 'object' || json === null) return undefined;
  if (!Array.isArray(json)) return new Map(Object.entries(json));
  const entries = new Map<string, JsonValue>();
  for (const entry of json) {
    const name = nameOfEntry(path, entry);
    if (name === undefined || entries.has(name)) return undefined;
    entries.set(name, entry);
  }
  return entries;
}

function nameOfEntry(path: string, entry: JsonValue): string | undefined {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return undefined;
  if (path.endsWith('endpoints/config.json')) return nameOfEndpoint(entry);
  const key = path.startsWith('hosting/') ? 'path' : 'name';
  return textOf(entry, key);
}

/** One route may have an endpoint for each method. */
function nameOfEndpoint(entry: JsonObject): string | undefined {
  const route = textOf(entry, 'route');
  return route === undefined ? undefined : `${textOf(entry, 'http_method') ?? '*'} ${route}`;
}

function textOf(entry: JsonObject, key: string): string | undefined {
  const value = Object.hasOwn(entry, key) ? entry[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function isSame(left: JsonValue, right: JsonValue): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function parse(bytes: Uint8Array): JsonValue | undefined {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    // Both sides were checked when they were read; what does not parse here is damage, which the caller refuses by name.
    return undefined;
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true });
