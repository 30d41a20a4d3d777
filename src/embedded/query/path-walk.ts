/**
 * How a condition on a dotted path finds the values that it tests. Arrays on the way are entered, at the end their
 * elements are tested and then the array itself, and a path that a document lacks yields one missing value. An array on
 * the way whose elements are no documents yields nothing, so `{'a.b': null}` does not match `{a: [1]}`.
 */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { getField } from '../../bson/fields.ts';
import { isArrayIndex, splitPath } from '../../bson/paths.ts';

/** Where the positional operator `$` will point: the index of the matching element in the outermost array. */
export interface ArrayPosition {
  index: number | undefined;
}

export type Matcher = (document: Document, position?: ArrayPosition) => boolean;
export type ValueTest = (value: unknown, position?: ArrayPosition) => boolean;

/** Whether a test is made on the elements of an array at the end of the path too, or on the whole value only. */
export type LeafMode = 'elements' | 'whole';

export function someValueAt(path: string, mode: LeafMode, test: ValueTest): Matcher {
  const segments = splitPath(path);
  const [only] = segments;
  if (segments.length === 1 && only !== undefined) {
    return (document, position) => testLeaf(getField(document, only), mode, test, position);
  }
  return (document, position) => walkDocument({ segments, mode, test }, document, 0, position);
}

interface Walk {
  readonly segments: readonly string[];
  readonly mode: LeafMode;
  readonly test: ValueTest;
}

function walkDocument(walk: Walk, document: Document, index: number, position: ArrayPosition | undefined): boolean {
  const value = getField(document, walk.segments[index] ?? '');
  if (index === walk.segments.length - 1) return testLeaf(value, walk.mode, walk.test, position);
  if (Array.isArray(value)) return walkArray(walk, value, index + 1, position);
  const inner = asDocument(value);
  return inner === undefined ? walk.test(undefined, position) : walkDocument(walk, inner, index + 1, position);
}

function walkArray(walk: Walk, array: readonly unknown[], index: number, position: ArrayPosition | undefined): boolean {
  const segment = walk.segments[index] ?? '';
  const offset = isArrayIndex(segment) ? Number(segment) : -1;
  for (let at = 0; at < array.length; at += 1) {
    const element = array[at];
    const inner = asDocument(element);
    const found =
      (inner !== undefined && walkDocument(walk, inner, index, position)) ||
      (at === offset && walkOffset(walk, element, index, position));
    if (!found) continue;
    if (position !== undefined) position.index = at;
    return true;
  }
  return false;
}

/** The element that a numeric segment names. At the end of the path it is tested as it is, even when it is an array. */
function walkOffset(walk: Walk, element: unknown, index: number, position: ArrayPosition | undefined): boolean {
  if (index === walk.segments.length - 1) return walk.test(element, position);
  if (Array.isArray(element)) return walkArray(walk, element, index + 1, position);
  const inner = asDocument(element);
  return inner !== undefined && walkDocument(walk, inner, index + 1, position);
}

function testLeaf(value: unknown, mode: LeafMode, test: ValueTest, position: ArrayPosition | undefined): boolean {
  if (mode === 'elements' && Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) {
      if (!test(value[at], position)) continue;
      if (position !== undefined) position.index = at;
      return true;
    }
  }
  return test(value, position);
}
