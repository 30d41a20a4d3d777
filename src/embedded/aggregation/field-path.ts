/** Dotted paths in expressions: `$a.b` in the document, `$$v.a.b` in a variable. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { getField } from '../../bson/fields.ts';
import { locationError } from '../engine-error.ts';
import { checkPathLength } from '../path-length.ts';

/** The names of a path, without the `$` before it. */
export function parseFieldPath(path: string): readonly string[] {
  if (path === '') throw locationError(40_352, 'FieldPath cannot be constructed with empty string');
  if (path.endsWith('.')) throw locationError(40_353, `FieldPath must not end with a '.': ${path}`);
  const segments = path.split('.');
  checkPathLength(segments);
  segments.forEach(checkFieldName);
  return segments;
}

/** Of a field that an expression makes, or one name of a path. */
export function checkFieldName(name: string): void {
  if (name === '') throw locationError(15_998, 'FieldPath field names may not be empty strings.');
  if (name.startsWith('$') && !REFERENCE_NAMES.has(name)) {
    throw locationError(16_410, `FieldPath field names may not start with '$'. Found: ${name}`);
  }
  if (name.includes('\0')) throw locationError(16_411, 'FieldPath field names may not contain a null byte.');
  if (name.includes('.')) throw locationError(16_412, `FieldPath field names may not contain '.'. Found: ${name}`);
}

/** The names that a reference to another document has. */
const REFERENCE_NAMES = new Set(['$id', '$ref', '$db']);

/** An array on the way yields the array of what its documents have; a number is a field name here, never an index. */
export function valueInDocument(document: Document, segments: readonly string[], index: number): unknown {
  const value = getField(document, segments[index] ?? '');
  return index === segments.length - 1 ? value : valueBelow(value, segments, index + 1);
}

export function valueBelow(value: unknown, segments: readonly string[], index: number): unknown {
  if (!Array.isArray(value)) {
    const inner = asDocument(value);
    return inner === undefined ? undefined : valueInDocument(inner, segments, index);
  }
  const found: unknown[] = [];
  for (const element of value) {
    const inner = asDocument(element);
    const reached = inner === undefined ? undefined : valueInDocument(inner, segments, index);
    if (reached !== undefined) found.push(reached);
  }
  return found;
}
