/** Checks a JSON file against the schema of its kind and puts what the schema finds into issues with positions. */
import { z } from 'zod';
import type { JsonValue } from './app.ts';
import type { Issue } from './issue.ts';
import { createIssue, type IssueCode, type IssueDetails } from './issue-codes.ts';
import { type JsonPath, toJsonPointer } from './json-positions.ts';
import { describeKind, describeValue, type JsonFile } from './json-text.ts';
import { renderSuggestion } from './nearest-name.ts';

export interface ParsedConfig<Config> {
  /** Undefined when the issues hold an error. */
  readonly config: Config | undefined;
  readonly issues: readonly Issue[];
}

export function parseConfig<Schema extends z.ZodObject>(schema: Schema, file: JsonFile): ParsedConfig<z.infer<Schema>> {
  const parsed = schema.safeParse(file.json);
  const unknownKeys = listUnknownKeys(schema, file.json, []);
  const unknown = describeFirst(file, unknownKeys, (path) => reportUnknownKey(file, schema, path));
  if (parsed.success) return { config: parsed.data, issues: unknown };
  const wrong = describeFirst(file, parsed.error.issues, (issue) => describe(file, issue));
  return { config: undefined, issues: [...wrong, ...unknown] };
}

/** Nobody reads more of one kind in one file. */
const issuesShownMax = 50;

/** The issues of the first findings, and one that counts the rest: describing costs more than finding. */
export function describeFirst<Finding>(
  file: JsonFile,
  findings: readonly Finding[],
  describeFinding: (finding: Finding) => Issue,
): Issue[] {
  const issues = findings.slice(0, issuesShownMax).map(describeFinding);
  const count = findings.length - issues.length;
  return count === 0 ? issues : [...issues, createIssue('MoreIssues', { file: file.path }, { count })];
}

/** The old server and its clients wrote `null` for what is not set: it means the same as a missing key. */
export function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish();
}

/** A key that may hold anything, or be missing. */
export const anything = z.unknown().optional();

/** An issue about the value at a path of a JSON file; about the nearest part above it when the path is not there. */
export function issueAt<C extends IssueCode>(code: C, file: JsonFile, path: JsonPath, details: IssueDetails<C>): Issue {
  const place = { file: file.path, pointer: toJsonPointer(path), ...file.positions.ofValue(path) };
  return createIssue(code, place, details);
}

export function valueAt(json: JsonValue, path: JsonPath): JsonValue | undefined {
  let value: JsonValue | undefined = json;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Array.isArray(value) ? value[Number(step)] : Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}

function describe(file: JsonFile, issue: z.core.$ZodIssue): Issue {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  const key = path.join('.');
  const value = valueAt(file.json, path);
  if (value === undefined) return issueAt('MissingKey', file, path, { key });
  if (issue.code === 'invalid_value') return describeUnknownValue(file, path, value, issue.values.map(String));
  const expected =
    'expected' in issue ? (kindNames[String(issue.expected)] ?? String(issue.expected)) : 'another value';
  const advice = expected === kindNames.string && typeof value === 'number' ? ': put it in quotes' : '';
  const found = path.at(-1) === 'secret' ? describeKind(value) : describeValue(value);
  return issueAt('WrongType', file, path, { key, expected, found, advice });
}

const kindNames: Readonly<Record<string, string>> = {
  string: 'a text',
  boolean: 'true or false',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  array: 'an array',
};

function describeUnknownValue(file: JsonFile, path: JsonPath, value: JsonValue, values: readonly string[]): Issue {
  const suggestion = typeof value === 'string' ? renderSuggestion(value, values) : '';
  const allowed = values.filter((name) => name !== '*').join(', ');
  const details = { found: describeValue(value), suggestion, allowed };
  switch (path.at(-1)) {
    case 'httpMethod':
      return issueAt('UnknownMethod', file, path, details);
    case 'validationMethod':
      return issueAt('UnknownValidationMethod', file, path, details);
    default:
      return issueAt('UnknownValue', file, path, { key: path.join('.'), ...details });
  }
}

function listUnknownKeys(schema: z.ZodObject, value: JsonValue | undefined, path: JsonPath): JsonPath[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.keys(value).flatMap((key) => {
    const child = Object.hasOwn(schema.shape, key) ? schema.shape[key] : undefined;
    if (child === undefined) return [[...path, key]];
    const inner = unwrap(child);
    return inner instanceof z.ZodObject ? listUnknownKeys(inner, value[key], [...path, key]) : [];
  });
}

function unwrap(schema: unknown): unknown {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? unwrap(schema.unwrap()) : schema;
}

function reportUnknownKey(file: JsonFile, schema: z.ZodObject, path: JsonPath): Issue {
  let owner: unknown = schema;
  for (const step of path.slice(0, -1)) owner = owner instanceof z.ZodObject ? unwrap(owner.shape[step]) : undefined;
  const known = owner instanceof z.ZodObject ? Object.keys(owner.shape) : [];
  const key = String(path.at(-1));
  const place = { file: file.path, pointer: toJsonPointer(path), ...file.positions.ofKey(path) };
  return createIssue('UnknownKey', place, { key, suggestion: renderSuggestion(key, known) });
}
