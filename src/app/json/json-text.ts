/**
 * JSON files to values. The engine's parser does the reading, because it is fast and its verdict is the standard's; what it
 * passes over in silence is found by a scan, and where something is, is looked for only when there is something to say.
 */
import type { Limits } from '../../limits.ts';
import type { JsonObject, JsonValue } from '../app.ts';
import type { Issue } from '../issue.ts';
import { createIssue } from '../issue-codes.ts';
import { explainInvalidJson } from './json-fault.ts';
import { isJsonObject } from './json-object.ts';
import { createPositions, type JsonPath, type JsonPositions } from './json-positions.ts';
import { findExcess, findSilentFault } from './json-silent.ts';
import { decodeText } from './text.ts';

/**
 * A JSON object that could be read: a whole file, or one entry of a file that lists several. `text` is the file without a
 * byte-order mark: what positions refer to.
 */
export interface JsonFile {
  readonly path: string;
  readonly text: string;
  readonly json: JsonObject;
  /** Path of the object in the file; empty when it is all of it. */
  readonly at: JsonPath;
  /** Of paths below the object. */
  readonly positions: JsonPositions;
}

export interface ParsedJsonFile {
  /** Undefined when the issues hold an error. */
  readonly file: JsonFile | undefined;
  readonly issues: readonly Issue[];
}

/** For a file that must hold an object. */
export function parseJsonFile(path: string, bytes: Uint8Array, limits: Limits): ParsedJsonFile {
  const { text, value, issues } = parseJsonText(path, bytes, limits);
  if (text === undefined || value === undefined) return { file: undefined, issues };
  if (!isJsonObject(value)) {
    const place = { file: path, line: 1, column: 1 };
    return { file: undefined, issues: [...issues, createIssue('NotAnObject', place, { found: describeValue(value) })] };
  }
  return { file: { path, text, json: value, at: [], positions: createPositions(text) }, issues };
}

export interface ParsedJsonText {
  readonly text?: string;
  /** Undefined when the issues hold an error. */
  readonly value?: JsonValue;
  readonly issues: readonly Issue[];
}

/** Any JSON, with everything checked that does not depend on its shape. */
export function parseJsonText(path: string, bytes: Uint8Array, limits: Limits): ParsedJsonText {
  const { text, issues } = decodeText(path, bytes);
  if (text === undefined) return { issues };
  if (text.trim() === '') return { issues: [...issues, createIssue('EmptyFile', { file: path }, {})] };
  const result = parseValue(path, text, limits);
  return 'issue' in result ? { issues: [...issues, result.issue] } : { text, value: result.value, issues };
}

function parseValue(path: string, text: string, limits: Limits): { value: JsonValue } | { issue: Issue } {
  const excess = findExcess(path, text, limits);
  if (excess !== undefined) return { issue: excess };
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { issue: explainInvalidJson(path, text, error) };
  }
  const issue = findSilentFault(path, text);
  return issue === undefined ? { value } : { issue };
}

/** What a value is, for messages: its kind, with the value itself when it is short. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return value.length <= 40 ? JSON.stringify(value) : describeKind(value);
  if (typeof value === 'number' || typeof value === 'boolean') return `the ${typeof value} ${value}`;
  return describeKind(value);
}

/** For values that no message may show. */
export function describeKind(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}
