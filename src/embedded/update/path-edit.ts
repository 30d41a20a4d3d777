/**
 * Applies a modifier at a path. What lies on the way is copied, once in a run, everything else is shared with the old document, and the
 * old document itself comes back when nothing changed.
 */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { getField, removeField, setField } from '../../bson/fields.ts';
import { valuesIdentical } from '../../bson/identical.ts';
import { isArrayIndex } from '../../bson/paths.ts';
import { badValue, EngineError } from '../engine-error.ts';
import type { EditRun } from './change.ts';
import { claimTouched } from './conflicts.ts';
import { describeElement, describeField } from './describe.ts';
import { addEdit, type EditPath } from './edits.ts';
import type { Modifier } from './modifier.ts';
import { filterIdentifier } from './update-path.ts';

export interface PathEdit {
  readonly segments: readonly string[];
  readonly modifier: Modifier;
  readonly run: EditRun;
}

/** An index far beyond an array's end would fill it with nulls. */
const PADDING_MAX = 1_500_000;

export function editPath(document: Document, edit: PathEdit): Document {
  // `$` is the index that the filter found, whatever it leads into.
  const segments = edit.segments.map((segment) => (segment === '$' ? String(matchedElement(edit)) : segment));
  return editDocument({ ...edit, segments }, document, 0, { document, path: [] });
}

/** Code 28 for a path that no update could make. */
export function notTraversable(path: readonly string[], index: number, value: unknown): EngineError {
  const element = describeElement(path[index - 1] ?? '', value);
  return pathNotViable(
    `Cannot use the part (${path[index]}) of (${path.join('.')}) to traverse the element (${element})`,
  );
}

interface At {
  readonly document: Document;
  readonly path: EditPath;
}

function editDocument(edit: PathEdit, document: Document, index: number, at: At): Document {
  const name = edit.segments[index] ?? '';
  const current = getField(document, name);
  const value = editValue(edit, current, index, { document: at.document, path: [...at.path, name] });
  if (value === current) return document;
  const copy = edit.run.copies.ofDocument(document);
  if (value === undefined) removeField(copy, name);
  else setField(copy, name, value);
  return copy;
}

/** The value at `segments[index]`, edited at the rest of the path; the same value when nothing changed. */
function editValue(edit: PathEdit, current: unknown, index: number, at: At): unknown {
  if (index === edit.segments.length - 1) return modifyLeaf(edit, current, at);
  if (Array.isArray(current)) return editArray(edit, current, index + 1, at);
  const document = asDocument(current);
  if (filterIdentifier(edit.segments[index + 1] ?? '') !== undefined) throw noArray(current, at);
  if (document !== undefined) return editDocument(edit, document, index + 1, at);
  if (current === undefined) return createBelow(edit, index + 1, at);
  return leaveOrRefuse(edit, current, index + 1);
}

/** A value that holds no such field. */
function leaveOrRefuse<Value>({ modifier, segments }: PathEdit, value: Value, index: number): Value {
  if (modifier.lacking === 'leave') return value;
  if (modifier.lacking === 'leave-if-viable') throw notTraversable(segments, index, value);
  const element = describeElement(segments[index - 1] ?? '', value);
  throw pathNotViable(`Cannot create field '${segments[index]}' in element ${element}`);
}

function modifyLeaf(edit: PathEdit, current: unknown, at: At): unknown {
  const path = at.path.join('.');
  if (edit.run.touched !== undefined) claimTouched(path, edit.run.touched);
  const value = edit.modifier.modify(current, { path, document: at.document });
  if (edit.modifier.rewrites !== true && valuesIdentical(current, value)) return current;
  noteLeaf(edit, current, value, at.path);
  return value;
}

function noteLeaf({ run: { edits }, modifier }: PathEdit, current: unknown, value: unknown, path: EditPath): void {
  if (edits === undefined) return;
  const isElement = typeof path.at(-1) === 'number';
  const appended = modifier.appended?.(current, value) ?? 0;
  if (appended > 0 && Array.isArray(value)) {
    for (let place = value.length - appended; place < value.length; place += 1)
      addEdit(edits, [...path, place], 'updated');
  } else if (isElement || (current !== undefined && value !== undefined)) addEdit(edits, path, 'updated');
  else addEdit(edits, path, value === undefined ? 'removed' : 'created');
}

/** A missing parent becomes a document, unless the modifier has nothing to put into it. */
function createBelow(edit: PathEdit, index: number, at: At): unknown {
  if (edit.modifier.lacking !== 'create') return undefined;
  const empty: Document = {};
  const created = editDocument({ ...edit, run: { ...edit.run, edits: undefined } }, empty, index, at);
  if (created === empty) return undefined;
  if (edit.run.edits !== undefined) addEdit(edit.run.edits, at.path, 'created');
  return created;
}

function editArray(edit: PathEdit, array: readonly unknown[], index: number, at: At): readonly unknown[] {
  const segment = edit.segments[index] ?? '';
  const identifier = filterIdentifier(segment);
  if (identifier !== undefined) return editElements(edit, array, index, at, elementChooser(edit, identifier));
  if (isArrayIndex(segment)) return editElement(edit, array, index, at, Number(segment));
  return leaveOrRefuse(edit, array, index);
}

function elementChooser({ run }: PathEdit, identifier: string): (element: unknown) => boolean {
  if (identifier === '') return () => true;
  const chooses = run.filters.get(identifier);
  if (chooses === undefined) throw badValue(`No array filter found for identifier '${identifier}'`);
  return chooses;
}

function editElements(
  edit: PathEdit,
  array: readonly unknown[],
  index: number,
  at: At,
  chooses: (element: unknown) => boolean,
): readonly unknown[] {
  const original = valueAt(edit.run.original, at.path);
  const found = Array.isArray(original) ? original : array;
  let changed = false;
  const elements = array.map((element, position) => {
    if (!chooses(found[position])) return element;
    const value = editValue(edit, element, index, { document: at.document, path: [...at.path, position] });
    changed ||= value !== element;
    return value ?? null;
  });
  return changed ? elements : array;
}

function valueAt(document: Document, path: EditPath): unknown {
  let current: unknown = document;
  for (const step of path) {
    if (typeof step === 'number') current = Array.isArray(current) ? current[step] : undefined;
    else current = getField(asDocument(current) ?? {}, step);
  }
  return current;
}

function editElement(
  edit: PathEdit,
  array: readonly unknown[],
  index: number,
  at: At,
  position: number,
): readonly unknown[] {
  const current = array[position];
  const value = editValue(edit, current, index, { document: at.document, path: [...at.path, position] });
  if (value === current) return array;
  if (position - array.length > PADDING_MAX) {
    throw badValue(`can't backfill more than ${PADDING_MAX} elements`);
  }
  const elements = edit.run.copies.ofArray(array);
  while (elements.length < position) elements.push(null);
  // An element that is taken away leaves null, so that the others keep their places.
  elements[position] = value ?? null;
  return elements;
}

function matchedElement({ run }: PathEdit): number {
  if (run.matched !== undefined) return run.matched;
  throw badValue('The positional operator did not find the match needed from the query.');
}

/** `$[]` or `$[identifier]` where there is no array. */
function noArray(current: unknown, at: At): EngineError {
  if (current === undefined) {
    return badValue(`The path '${at.path.join('.')}' must exist in the document in order to apply array updates.`);
  }
  return badValue(
    `Cannot apply array updates to non-array element ${describeField(String(at.path.at(-1) ?? ''), current)}`,
  );
}

function pathNotViable(message: string): EngineError {
  return new EngineError(28, 'PathNotViable', message);
}
