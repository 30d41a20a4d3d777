/** Which fields an update has set, added and taken away: what a change stream tells of it. */
import { type Document, Int32 } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { getField, setField } from '../../bson/fields.ts';
import { isArrayIndex } from '../../bson/paths.ts';

/** Names of fields, and places in arrays. */
export type EditPath = ReadonlyArray<string | number>;

export type Edit = 'updated' | 'created' | 'removed';

/** Of one document or array. The values are those of the document after the update. */
export interface Edits {
  /** By name, or by place in an array. */
  readonly at: Map<string | number, Edit | Edits>;
  /** Of an array that lost elements at its end. */
  newSize?: number;
}

export function noEdits(): Edits {
  return { at: new Map() };
}

/** What lies within something that was set as a whole is told with it. */
export function addEdit(edits: Edits, path: EditPath, edit: Edit): void {
  let current = edits;
  for (const step of path.slice(0, -1)) {
    const inner = current.at.get(step) ?? noEdits();
    if (typeof inner === 'string') return;
    current.at.set(step, inner);
    current = inner;
  }
  const last = path.at(-1);
  if (last !== undefined) current.at.set(last, edit);
}

/** `{updatedFields, removedFields, truncatedArrays, disambiguatedPaths}`, in the server's order of fields. */
export function describeEdits(edits: Edits, after: Document): Document {
  const description: Description = {
    updatedFields: {},
    removedFields: [],
    truncatedArrays: [],
    disambiguatedPaths: {},
  };
  describeInto(description, edits, after, []);
  return description;
}

interface Description {
  readonly updatedFields: Document;
  readonly removedFields: string[];
  readonly truncatedArrays: Document[];
  /** Paths that could be read in more than one way, as lists of names and places. */
  readonly disambiguatedPaths: Document;
}

function describeInto(description: Description, { at, newSize }: Edits, after: unknown, path: EditPath): void {
  if (newSize !== undefined) {
    description.truncatedArrays.push({ field: print(description, path), newSize: new Int32(newSize) });
  }
  for (const [step, edit] of inOrder(at)) {
    const inner = [...path, step];
    const value = valueAt(after, step);
    if (typeof edit !== 'string') describeInto(description, edit, value, inner);
    else if (edit === 'removed') description.removedFields.push(print(description, inner));
    else setField(description.updatedFields, print(description, inner), value);
  }
}

const ORDER: readonly Edit[] = ['removed', 'updated', 'created'];

/** Elements by their places; fields as the server keeps them: taken away, set, added, and changed within. */
function inOrder(at: Edits['at']): Array<[string | number, Edit | Edits]> {
  const rank = ([step, edit]: [string | number, Edit | Edits]) => {
    if (typeof step === 'number') return step;
    return typeof edit === 'string' ? ORDER.indexOf(edit) : ORDER.length;
  };
  return [...at].sort((a, b) => rank(a) - rank(b));
}

function valueAt(value: unknown, step: string | number): unknown {
  if (typeof step === 'number') return Array.isArray(value) ? value[step] : undefined;
  return getField(asDocument(value) ?? {}, step);
}

function print({ disambiguatedPaths }: Description, path: EditPath): string {
  const text = path.join('.');
  if (path.some(isAmbiguous)) {
    setField(
      disambiguatedPaths,
      text,
      path.map((step) => (typeof step === 'number' ? new Int32(step) : step)),
    );
  }
  return text;
}

/** A name with a dot in it, or one that could be a place in an array; a document itself is none. */
function isAmbiguous(step: string | number, depth: number): boolean {
  return typeof step === 'string' && (step.includes('.') || (depth > 0 && isArrayIndex(step)));
}
