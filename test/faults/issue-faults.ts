/** What is wrong with an issue itself: a text that was not filled in, or a place that the file does not have. */
import type { AppFiles, JsonValue } from '../../src/app/app.ts';
import type { Issue } from '../../src/app/issue.ts';
import { listIssueCodes } from '../../src/app/issue-codes.ts';

const definitions = new Map(listIssueCodes());

export function findFaults(issue: Issue, files: AppFiles): string[] {
  const definition = definitions.get(issue.code);
  if (definition === undefined) return [`has the unknown code ${issue.code}`];
  return [
    ...(definition.severity === issue.severity ? [] : [`has severity ${issue.severity}`]),
    ...findTextFaults(issue, definition.message + definition.hint, files),
    ...findPlaceFaults(issue, files.get(issue.file)),
  ];
}

/** A longer message would carry a piece of the app along, which may be megabytes. */
const textLengthMax = 2_000;

function findTextFaults({ message, hint }: Issue, template: string, files: AppFiles): string[] {
  const text = `${message}\n${hint}`;
  const placeholders = [...template.matchAll(/\{\w+\}/g)].map(([name]) => name);
  const left = placeholders.filter((name) => text.includes(name) && !mentions(files, name));
  // As an item of a list it is the name of a BSON type.
  const told = text.replaceAll(', undefined,', ',');
  const odd = ['undefined', '[object', 'NaN'].filter((word) => told.includes(word) && !mentions(files, word));
  return [
    ...(message === '' || hint === '' ? ['has an empty text'] : []),
    ...(text.length > textLengthMax ? [`has a text of ${text.length} characters`] : []),
    ...[...left, ...odd].map((word) => `says ${word}: ${text}`),
  ];
}

/** An app may say such a word itself, and then an issue may repeat it. */
function mentions(files: AppFiles, word: string): boolean {
  return [...files].some(([path, bytes]) => path.includes(word) || Buffer.from(bytes).includes(word));
}

function findPlaceFaults({ line, column, pointer }: Issue, bytes: Uint8Array | undefined): string[] {
  if (line === undefined && column === undefined && pointer === undefined) return [];
  if (bytes === undefined) return ['has a place in a file that is not there'];
  const text = Buffer.from(bytes).toString('utf8');
  return [
    ...findPositionFaults(text, line, column),
    ...(pointer === undefined ? [] : findPointerFaults(text, pointer)),
  ];
}

function findPositionFaults(text: string, line: number | undefined, column: number | undefined): string[] {
  if (line === undefined) return column === undefined ? [] : ['has a column without a line'];
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|[\n\r\u2028\u2029]/);
  const length = lines[line - 1]?.length;
  if (length === undefined) return [`has line ${line} of ${lines.length}`];
  // A line may end by `\n` alone for one reader and by more for another: JSON and JavaScript differ in that.
  const longest = Math.max(length, text.split('\n')[line - 1]?.length ?? 0);
  if (column === undefined || (column >= 1 && column <= longest + 1)) return [];
  return [`has column ${column} of ${longest} in line ${line}`];
}

/** What is missing may be named, also inside an object that is missing itself; what can hold nothing may not be gone into. */
function findPointerFaults(text: string, pointer: string): string[] {
  let value: unknown = parse(text);
  for (const step of pointer.split('/').slice(1)) {
    if (value === undefined || value === null) return [];
    if (typeof value !== 'object') return [`points to ${pointer}, which cannot be there`];
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    value = Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
  }
  return [];
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    // A pointer into a broken file cannot be followed.
    return undefined;
  }
}
