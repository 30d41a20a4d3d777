/** A file of one kind, parsed from its text: what a parser found in it, as `line:column pointer code message`. */
import type { Issue } from '../../../src/app/issue.ts';
import { parseJsonFile } from '../../../src/app/json/json-text.ts';
import type { ParsedResource, ParseResource } from '../../../src/app/kinds/parsed-resource.ts';
import { DEFAULT_LIMITS } from '../../../src/limits.ts';

export interface Parsed<Resource> {
  readonly resource: Resource | undefined;
  /** One line for each issue. */
  readonly found: readonly string[];
  readonly hints: readonly string[];
}

export function parseText<Resource>(
  parse: ParseResource<Resource>,
  content: unknown,
  path = 'file.json',
): Parsed<Resource> {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const { file, issues } = parseJsonFile(path, new TextEncoder().encode(text), DEFAULT_LIMITS);
  if (file === undefined) return report<Resource>({ resource: undefined, issues });
  const parsed = parse(file, DEFAULT_LIMITS);
  return report({ ...parsed, issues: [...issues, ...parsed.issues] });
}

function report<Resource>({ resource, issues }: ParsedResource<Resource>): Parsed<Resource> {
  return { resource, found: issues.map(showIssue), hints: issues.map(({ hint }) => hint) };
}

function showIssue({ severity, line, column, pointer, code, message }: Issue): string {
  return `${severity} ${line}:${column} ${pointer} ${code}: ${message}`;
}
