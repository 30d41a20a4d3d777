/** Dotted paths through documents and arrays, as index keys and sorts see them. */
import type { Document } from './bson.ts';
import { asDocument } from './bson-type.ts';
import { EMPTY_ARRAY } from './compare.ts';
import { getField, hasField } from './fields.ts';

export type ValueTuple = readonly unknown[];
export type TuplesResult =
  | {
      readonly kind: 'tuples';
      readonly tuples: readonly ValueTuple[];
      /** A bit for each path that runs through an array, the least for the first. */
      readonly arrays: number;
    }
  /** Two paths run through different arrays, which no index and no sort can combine. */
  | { readonly kind: 'parallel'; readonly paths: readonly [string, string] };

const ARRAY_INDEX = /^(?:0|[1-9]\d*)$/;

/**
 * The values that a path reaches, through arrays; `[undefined]` when it reaches none. An array at the end contributes its
 * elements, an empty one EMPTY_ARRAY. A numeric segment means both the element and the field of that name, so the result
 * holds every value that a query on the path can match by equality or range.
 */
export function getPathValues(document: Document, path: string): unknown[] {
  const values: unknown[] = [];
  collectBelow(document, splitPath(path), 0, values);
  return values.length === 0 ? [undefined] : values;
}

/**
 * The keys of a compound index: one tuple per element of the array that the paths share, one tuple when there is none.
 * The paths are those of one index or sort.
 */
export function getKeyTuples(document: Document, paths: readonly string[]): TuplesResult {
  const walks = paths.map((path) => advance(document, splitPath(path)));
  const tuples: ValueTuple[] = [];
  const parallel = expandTuples(walks, paths, tuples);
  if (parallel !== undefined) return { kind: 'parallel', paths: parallel };
  return { kind: 'tuples', tuples, arrays: arraysOf(walks) };
}

function arraysOf(walks: readonly Walk[]): number {
  let arrays = 0;
  for (let at = 0; at < walks.length; at += 1) if (walks[at]?.at === 'array') arrays |= 1 << at;
  return arrays >>> 0;
}

/** Paths are split once and kept: an engine sees the same few again and again. */
export function splitPath(path: string): readonly string[] {
  const known = splitPaths.get(path);
  if (known !== undefined) return known;
  const segments = path.split('.');
  if (splitPaths.size >= SPLIT_PATHS_MAX) splitPaths.clear();
  splitPaths.set(path, segments);
  return segments;
}

export function isArrayIndex(segment: string): boolean {
  return ARRAY_INDEX.test(segment);
}

const SPLIT_PATHS_MAX = 10_000;
const splitPaths = new Map<string, readonly string[]>();

function collectInDocument(document: Document, segments: readonly string[], index: number, values: unknown[]): void {
  collectBelow(getField(document, segments[index] ?? ''), segments, index + 1, values);
}

/** `value` stands before `segments[index]`, or at the end of the path. */
function collectBelow(value: unknown, segments: readonly string[], index: number, values: unknown[]): void {
  if (index === segments.length) collectEnd(value, values);
  else if (Array.isArray(value)) collectInArray(value, segments, index, values);
  else {
    const inner = asDocument(value);
    if (inner === undefined) values.push(undefined);
    else collectInDocument(inner, segments, index, values);
  }
}

function collectEnd(value: unknown, values: unknown[]): void {
  if (!Array.isArray(value)) values.push(value);
  else if (value.length === 0) values.push(EMPTY_ARRAY);
  else for (const element of value) values.push(element);
}

function collectInArray(
  array: readonly unknown[],
  segments: readonly string[],
  index: number,
  values: unknown[],
): void {
  const segment = segments[index] ?? '';
  const names = isPosition(array, segment);
  for (const element of array) {
    const inner = asDocument(element);
    // Where the segment names an element, a document without a field of that name does not count as lacking one.
    if (names && (inner === undefined || !hasField(inner, segment))) continue;
    if (inner === undefined) values.push(undefined);
    else collectInDocument(inner, segments, index, values);
  }
  if (!names) return;
  const element = array[Number(segment)];
  // A query tests the element as it is, an array too; an index holds that array's elements.
  if (index === segments.length - 1 && Array.isArray(element)) values.push(element);
  collectBelow(element, segments, index + 1, values);
}

/** Where a path stands: at its value, or before an array with the segments that led to it and those that remain. */
type Walk =
  | { readonly at: 'value'; readonly value: unknown }
  | {
      readonly at: 'array';
      readonly array: readonly unknown[];
      readonly way: readonly string[];
      readonly rest: readonly string[];
    };

function advance(start: unknown, segments: readonly string[]): Walk {
  let current = start;
  for (let index = 0; index < segments.length; index += 1) {
    const segment = segments[index] ?? '';
    if (Array.isArray(current)) {
      if (!isPosition(current, segment)) return arrayAt(current, segments, index);
      current = current[Number(segment)];
      continue;
    }
    const document = asDocument(current);
    if (document === undefined) return { at: 'value', value: undefined };
    current = getField(document, segment);
  }
  return Array.isArray(current) ? arrayAt(current, segments, segments.length) : { at: 'value', value: current };
}

function arrayAt(array: readonly unknown[], segments: readonly string[], index: number): Walk {
  return { at: 'array', array, way: segments.slice(0, index), rest: segments.slice(index) };
}

function isPosition(array: readonly unknown[], segment: string): boolean {
  return isArrayIndex(segment) && Number(segment) < array.length;
}

function expandTuples(
  walks: readonly Walk[],
  paths: readonly string[],
  tuples: ValueTuple[],
): readonly [string, string] | undefined {
  const first = walks.findIndex((walk) => walk.at === 'array');
  const leading = walks[first];
  if (leading === undefined || leading.at === 'value') {
    tuples.push(walks.map((walk) => (walk.at === 'value' ? walk.value : undefined)));
    return undefined;
  }
  const { array, way } = leading;
  // A value that was computed may stand at two places as one object.
  const isOther = (walk: Walk) => walk.at === 'array' && (walk.array !== array || !isSameWay(walk.way, way));
  const other = walks.findIndex(isOther);
  if (other !== -1) return [paths[other] ?? '', paths[first] ?? ''];
  const elements = array.length === 0 ? [EMPTY_ARRAY] : array;
  for (const element of elements) {
    const parallel = expandTuples(
      walks.map((walk) => enter(walk, element)),
      paths,
      tuples,
    );
    if (parallel !== undefined) return parallel;
  }
  return undefined;
}

function isSameWay(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((segment, index) => segment === other[index]);
}

/** One element of the shared array. An array directly within an array is a value, not a way further. */
function enter(walk: Walk, element: unknown): Walk {
  if (walk.at === 'value') return walk;
  if (walk.rest.length === 0) return { at: 'value', value: element };
  if (Array.isArray(element) || element === EMPTY_ARRAY) return { at: 'value', value: undefined };
  return advance(element, walk.rest);
}
