/**
 * JSON files to values. The engine's parser does the reading, because it is fast and its verdict is the standard's; what it
 * passes over in silence (repeated keys, depth, numbers that lose digits, half characters) is found by one scan, and the parser with
 * positions is started only to say where something is.
 */
import type { Limits } from '../limits.ts';
import type { JsonObject, JsonValue } from './app.ts';
import type { Issue } from './issue.ts';
import { createIssue } from './issue-codes.ts';
import { explainInvalidJson } from './json-fault.ts';
import {
  createPositions,
  findDuplicateKey,
  findIllFormedText,
  findImpreciseNumber,
  type JsonPositions,
} from './json-positions.ts';
import { scanStructure } from './json-structure.ts';
import { decodeText, positionAt } from './text.ts';

/** A JSON file that could be read. `text` is the file without a byte-order mark: what positions refer to. */
export interface JsonFile {
  readonly path: string;
  readonly text: string;
  readonly json: JsonObject;
  readonly positions: JsonPositions;
}

export interface ParsedJsonFile {
  /** Undefined when the issues hold an error. */
  readonly file: JsonFile | undefined;
  readonly issues: readonly Issue[];
}

export function parseJsonFile(path: string, bytes: Uint8Array, limits: Limits): ParsedJsonFile {
  const { text, issues } = decodeText(path, bytes);
  if (text === undefined) return { file: undefined, issues };
  if (text.trim() === '') return { file: undefined, issues: [...issues, createIssue('EmptyFile', { file: path }, {})] };
  const result = parseObject(path, text, limits);
  if ('issue' in result) return { file: undefined, issues: [...issues, result.issue] };
  return { file: { path, text, json: result.json, positions: createPositions(text) }, issues };
}

function parseObject(path: string, text: string, limits: Limits): { json: JsonObject } | { issue: Issue } {
  const structure = scanStructure(text, limits.jsonDepthMax);
  if (structure.tooDeepAt !== undefined) {
    const place = { file: path, ...positionAt(text, structure.tooDeepAt) };
    return { issue: createIssue('TooDeep', place, { max: limits.jsonDepthMax }) };
  }
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { issue: explainInvalidJson(path, text, error) };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { issue: createIssue('NotAnObject', { file: path, line: 1, column: 1 }, { found: describeValue(value) }) };
  }
  const content = measureContent(value);
  const silent =
    (content.keys === structure.keys ? undefined : findDuplicateKey(path, text)) ??
    (content.hasImpreciseNumber ? findImpreciseNumber(path, text) : undefined) ??
    // The bytes were UTF-8: only an escape can give half a character.
    (surrogateEscape.test(text) ? findIllFormedText(path, text) : undefined);
  return silent === undefined ? { json: value } : { issue: silent };
}

const surrogateEscape = /\\u[dD][89a-fA-F]/;

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

interface Content {
  readonly keys: number;
  readonly hasImpreciseNumber: boolean;
}

/** Repeated keys collapse while parsing: fewer keys in the value than in the text means that one was lost. */
function measureContent(value: JsonValue): Content {
  let keys = 0;
  let hasImpreciseNumber = false;
  const visit = (item: JsonValue): void => {
    if (typeof item === 'number') hasImpreciseNumber ||= isSuspicious(item);
    if (typeof item !== 'object' || item === null) return;
    if (!Array.isArray(item)) keys += Object.keys(item).length;
    for (const child of Object.values(item)) visit(child);
  };
  visit(value);
  return { keys, hasImpreciseNumber };
}

function isSuspicious(number: number): boolean {
  return !Number.isFinite(number) || (Number.isInteger(number) && !Number.isSafeInteger(number));
}
