/** JSON files that hold several resources: each entry is seen as a file of its own, with its place in the whole. */
import type { Limits } from '../../limits.ts';
import type { JsonObject, JsonValue } from '../app.ts';
import type { Issue } from '../issue.ts';
import { createIssue } from '../issue-codes.ts';
import { SCHEMA_KEY } from './config-schema.ts';
import { isJsonObject } from './json-object.ts';
import { createPositions, positionsBelow, toJsonPointer } from './json-positions.ts';
import { describeValue, type JsonFile, parseJsonText } from './json-text.ts';

/** An entry, or why it is none. */
export type JsonEntry = { readonly file: JsonFile } | { readonly issue: Issue };

export interface JsonEntries {
  readonly count: number;
  /** Made one by one: a hostile file may have millions. */
  readonly entries: Iterable<JsonEntry>;
}

/** For a file that must hold an array of objects; exports also wrote `null` for an empty one. `list` is undefined when the file itself is at fault. */
export function parseJsonList(
  path: string,
  bytes: Uint8Array,
  limits: Limits,
): { readonly list: JsonEntries | undefined; readonly issues: readonly Issue[] } {
  const { text, value, issues } = parseJsonText(path, bytes, limits);
  if (text === undefined || value === undefined) return { list: undefined, issues };
  const items = value ?? [];
  if (!Array.isArray(items)) {
    const place = { file: path, line: 1, column: 1 };
    return { list: undefined, issues: [...issues, createIssue('NotAnArray', place, { found: describeValue(items) })] };
  }
  const whole = { path, text, at: [], positions: createPositions(text) };
  return { list: { count: items.length, entries: viewEntries(whole, items.entries()) }, issues };
}

/** For an object that holds objects by name. */
export function listNamedEntries(file: JsonFile): JsonEntries {
  const named = Object.entries(file.json).filter(([key]) => key !== SCHEMA_KEY);
  return { count: named.length, entries: viewEntries(file, named) };
}

/** The object at a key. Undefined when something else is there. */
export function entryAt(file: JsonFile, key: string): JsonFile | undefined {
  const json = Object.hasOwn(file.json, key) ? file.json[key] : undefined;
  return isJsonObject(json) ? viewEntry(file, key, json) : undefined;
}

/** The file, or the part of it, that the entries are in. */
type Place = Omit<JsonFile, 'json'>;

function* viewEntries(whole: Place, values: Iterable<readonly [string | number, JsonValue]>): Generator<JsonEntry> {
  for (const [key, json] of values) {
    yield isJsonObject(json) ? { file: viewEntry(whole, key, json) } : { issue: refuseEntry(whole, key, json) };
  }
}

function viewEntry({ path, text, at, positions }: Place, key: string | number, json: JsonObject): JsonFile {
  return { path, text, json, at: [...at, key], positions: positionsBelow(positions, [key]) };
}

function refuseEntry({ path, at, positions }: Place, key: string | number, json: JsonValue): Issue {
  const place = { file: path, pointer: toJsonPointer([...at, key]), ...positions.ofValue([key]) };
  return createIssue('NotAnObject', place, { found: describeValue(json) });
}
