/** Checks a JSON file against the schema of its kind and puts what the schema finds into issues with positions. */
import { z } from 'zod';
import type { JsonObject, JsonValue } from '../app.ts';
import type { Issue } from '../issue.ts';
import { createIssue, type IssueCode, type IssueDetails } from '../issue-codes.ts';
import { renderSuggestion } from '../nearest-name.ts';
import { takesFromEnvironment } from './environment-text.ts';
import { type JsonPath, toJsonPointer } from './json-positions.ts';
import { describeKind, describeValue, type JsonFile } from './json-text.ts';
import { hasMoreEntries, listKnownKeys, listUnknownKeys } from './unknown-keys.ts';

export interface ParsedConfig<Config> {
  /** Undefined when the issues hold an error. */
  readonly config: Config | undefined;
  readonly issues: readonly Issue[];
}

export function parseConfig<Schema extends z.ZodType>(schema: Schema, file: JsonFile): ParsedConfig<z.infer<Schema>> {
  const json = withoutSchemaKey(file.json);
  // Each takes two characters at least, so most files need not be counted.
  if (file.text.length > 2 * entriesMax && hasMoreEntries(schema, json, entriesMax)) {
    return { config: undefined, issues: [issueAt('TooManyEntries', file, [], { max: entriesMax })] };
  }
  const parsed = schema.safeParse(json);
  const unknownKeys = listUnknownKeys(schema, json);
  const unknown = describeFirst(file, unknownKeys, (path) => reportUnknownKey(file, schema, path));
  if (parsed.success) return { config: parsed.data, issues: unknown };
  const wrong = describeFirst(file, listFindings(parsed.error.issues), (issue) => describe(file, schema, issue));
  return { config: undefined, issues: [...wrong, ...unknown] };
}

/** What zod finds in more entries than these, it cannot pass on: its lists of issues become arguments of one call. */
const entriesMax = 50_000;

/** An editor's pointer to a JSON Schema is welcome in every file, and says nothing about the app. */
function withoutSchemaKey(json: JsonObject): JsonObject {
  if (!Object.hasOwn(json, SCHEMA_KEY)) return json;
  const { [SCHEMA_KEY]: _schema, ...rest } = json;
  return rest;
}

export const SCHEMA_KEY = '$schema';

/** Nobody reads more of one kind in one file. */
const issuesShownMax = 50;

/** The issues of the first findings, and one that counts the rest: describing costs more than finding. */
export function describeFirst<Finding>(
  { path }: Pick<JsonFile, 'path'>,
  findings: Iterable<Finding>,
  describeFinding: (finding: Finding) => Issue,
): Issue[] {
  const issues: Issue[] = [];
  let count = 0;
  for (const finding of findings) {
    if (issues.length < issuesShownMax) issues.push(describeFinding(finding));
    else count++;
  }
  return count === 0 ? issues : [...issues, createIssue('MoreIssues', { file: path }, { count })];
}

/** The old server and its clients wrote `null` for what is not set: it means the same as a missing key. */
export function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish();
}

/** A key that may hold anything, or be missing. */
export const anything = z.unknown().optional();

/** What the old platform wrote into the file of every resource. */
export const identityKeys = {
  id: anything.describe('Id that the old platform gave it; kept, never used as a key'),
  _id: anything.describe('Older spelling of "id"'),
  last_modified: anything.describe('Time of the last change, in seconds since 1970; kept, not used'),
};

/** An issue about the value at a path of a JSON file; about the nearest part above it when the path is not there. */
export function issueAt<C extends IssueCode>(code: C, file: JsonFile, path: JsonPath, details: IssueDetails<C>): Issue {
  const place = { file: file.path, pointer: toJsonPointer([...file.at, ...path]), ...file.positions.ofValue(path) };
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

/** A closed object names all keys that it refuses at once; each of them is a finding. */
function* listFindings(issues: readonly z.core.$ZodIssue[]): Generator<z.core.$ZodIssue> {
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') yield issue;
    else for (const key of issue.keys) yield { ...issue, keys: [key] };
  }
}

function describe(file: JsonFile, schema: z.ZodType, issue: z.core.$ZodIssue): Issue {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  if (issue.code === 'unrecognized_keys') return refuseKey(file, schema, [...path, issue.keys[0] ?? '']);
  const key = path.join('.');
  const value = valueAt(file.json, path);
  if (value === undefined) return issueAt('MissingKey', file, path, { key });
  const choices = choicesOf(issue);
  if (choices !== undefined) return describeUnknownValue(file, path, value, choices);
  const expected = [...new Set(expectationsOf(issue))].join(' or ') || 'another value';
  const advice = expected === kindNames.string && typeof value === 'number' ? ': put it in quotes' : '';
  const found = path.at(-1) === 'secret' ? describeKind(value) : describeValue(value);
  return issueAt('WrongType', file, path, { key, expected, found, advice });
}

/** The values of a key that takes one of several texts, or such a text and something else. */
function choicesOf(issue: z.core.$ZodIssue): string[] | undefined {
  if (issue.code === 'invalid_value') return issue.values.map(String).filter((value) => value !== '');
  if (issue.code !== 'invalid_union') return undefined;
  return issue.errors
    .flat()
    .filter(({ path }) => path.length === 0)
    .map(choicesOf)
    .find((choices) => choices !== undefined);
}

function expectationsOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'invalid_union') return issue.errors.flatMap((form) => form.slice(0, 1).flatMap(expectationsOf));
  return 'expected' in issue ? [kindNames[String(issue.expected)] ?? String(issue.expected)] : [];
}

function refuseKey(file: JsonFile, schema: z.ZodType, path: JsonPath): Issue {
  const known = listKnownKeys(schema, file.json, path.slice(0, -1));
  const key = String(path.at(-1));
  const place = { file: file.path, pointer: toJsonPointer([...file.at, ...path]), ...file.positions.ofKey(path) };
  const details = { key, suggestion: renderSuggestion(key, known), allowed: known.join(', ') };
  return createIssue('KeyNotAllowed', place, details);
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
  // The star is taken as a method too, with a warning that names ANY.
  const named = path.at(-1) === 'httpMethod' ? values.filter((name) => name !== '*') : values;
  if (typeof value === 'string' && takesFromEnvironment(value)) {
    const allowed = `; the allowed values are: ${named.join(', ')}`;
    return issueAt('EnvironmentValueNeeded', file, path, {
      key: path.join('.'),
      found: JSON.stringify(value),
      allowed,
    });
  }
  const suggestion = typeof value === 'string' ? renderSuggestion(value, named) : '';
  const details = { found: describeValue(value), suggestion, allowed: named.join(', ') };
  switch (path.at(-1)) {
    case 'httpMethod':
      return issueAt('UnknownMethod', file, path, details);
    case 'validationMethod':
      return issueAt('UnknownValidationMethod', file, path, details);
    default:
      return issueAt('UnknownValue', file, path, { key: path.join('.'), ...details });
  }
}

function reportUnknownKey(file: JsonFile, schema: z.ZodType, path: JsonPath): Issue {
  const known = listKnownKeys(schema, file.json, path.slice(0, -1));
  const key = String(path.at(-1));
  const place = { file: file.path, pointer: toJsonPointer([...file.at, ...path]), ...file.positions.ofKey(path) };
  return createIssue('UnknownKey', place, { key, suggestion: renderSuggestion(key, known) });
}
