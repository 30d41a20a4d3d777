/** The stage `$unwind`: one document for each element of an array. */
import { type Document, Long } from '../../../bson/bson.ts';
import { asDocument, bsonTypeOf, isNullish } from '../../../bson/bson-type.ts';
import { fieldNames, getField } from '../../../bson/fields.ts';
import { locationError } from '../../engine-error.ts';
import { parseFieldPath } from '../field-path.ts';
import { withNestedField } from '../nested-field.ts';
import type { Stage } from '../stage.ts';

interface Unwind {
  readonly segments: readonly string[];
  readonly indexField: readonly string[] | undefined;
  readonly keepEmpty: boolean;
}

export function compileUnwind(spec: unknown): Stage {
  const unwind = parseUnwind(spec);
  return function* unwound(documents) {
    for (const document of documents) yield* unwindDocument(unwind, document);
  };
}

function parseUnwind(spec: unknown): Unwind {
  const fields: Document | undefined = typeof spec === 'string' ? { path: spec } : asDocument(spec);
  if (fields === undefined) {
    throw locationError(
      15_981,
      `expected either a string or an object as specification for $unwind stage, got ${bsonTypeOf(spec)}`,
    );
  }
  const unknown = fieldNames(fields).find(
    (name) => !['path', 'includeArrayIndex', 'preserveNullAndEmptyArrays'].includes(name),
  );
  if (unknown !== undefined) throw locationError(28_811, `unrecognized option to $unwind stage: ${unknown}`);
  const { path, includeArrayIndex, preserveNullAndEmptyArrays: keep = false } = fields;
  if (path === undefined || path === '') throw locationError(28_812, 'no path specified to $unwind stage');
  if (typeof path !== 'string')
    throw locationError(28_808, `expected a string as the path for $unwind stage, got ${bsonTypeOf(path)}`);
  if (!path.startsWith('$'))
    throw locationError(28_818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  if (typeof keep !== 'boolean') {
    throw locationError(
      28_809,
      `expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage, got ${bsonTypeOf(keep)}`,
    );
  }
  if (path.includes('\0')) throw locationError(16_419, 'the path of the $unwind stage must not contain a null byte');
  return { segments: parseFieldPath(path.slice(1)), indexField: parseIndexField(includeArrayIndex), keepEmpty: keep };
}

function parseIndexField(name: unknown): readonly string[] | undefined {
  if (name === undefined) return undefined;
  if (typeof name !== 'string' || name === '') {
    throw locationError(
      28_810,
      `expected a non-empty string for the includeArrayIndex  option to $unwind stage, got ${bsonTypeOf(name)}`,
    );
  }
  if (name.startsWith('$'))
    throw locationError(28_822, `includeArrayIndex option to $unwind stage should not be prefixed with a '$': ${name}`);
  return parseFieldPath(name);
}

/** A value that is no array counts as an array of itself; null, missing and empty give nothing, unless kept. */
function* unwindDocument(unwind: Unwind, document: Document): Iterable<Document> {
  const value = valueAt(document, unwind.segments);
  if (Array.isArray(value) && value.length > 0) {
    for (const [index, element] of value.entries()) {
      yield withIndex(unwind, withNestedField(document, unwind.segments, element), Long.fromNumber(index));
    }
    return;
  }
  const isEmpty = isNullish(value) || Array.isArray(value);
  if (isEmpty && !unwind.keepEmpty) return;
  const kept = Array.isArray(value) ? withNestedField(document, unwind.segments, undefined) : document;
  yield withIndex(unwind, kept, null);
}

function withIndex(unwind: Unwind, document: Document, index: unknown): Document {
  return unwind.indexField === undefined ? document : withNestedField(document, unwind.indexField, index);
}

/** The path leads through documents only. */
function valueAt(document: Document, segments: readonly string[]): unknown {
  return segments.reduce<unknown>((value, segment) => getField(asDocument(value) ?? {}, segment), document);
}
