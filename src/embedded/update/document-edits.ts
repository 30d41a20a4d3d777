/**
 * The edits that make one document of another, for updates that only tell their result. Fields are compared in their
 * order, as the server does: one that moved behind another counts as taken away and added again.
 */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldEntries } from '../../bson/fields.ts';
import { valuesIdentical } from '../../bson/identical.ts';
import { encodeDocument } from '../wire/codec.ts';
import { type Edit, type Edits, noEdits } from './edits.ts';

/** What a server's entry for an update has around its list of edits. */
const AROUND_BYTES = 15;

/** Undefined when the list would not be shorter than the document, which is then told as a whole. */
export function editsBetween(before: Document, after: Document): Edits | undefined {
  const sizes = new Sizes();
  const found = compareDocuments(before, after, sizes);
  return found === undefined || found.bytes + AROUND_BYTES >= sizes.of(after) ? undefined : found.edits;
}

/** With the bytes that they take in the server's form. */
interface Found {
  readonly edits: Edits;
  readonly bytes: number;
}

function compareDocuments(before: Document, after: Document, sizes: Sizes): Found | undefined {
  const list = new EditList(false, sizes);
  const [old, now] = [fieldEntries(before), fieldEntries(after)];
  const removed = new Set<string>();
  let [atOld, atNow] = [0, 0];
  for (; atOld < old.length && atNow < now.length; atOld += 1) {
    const [oldName = '', was] = old[atOld] ?? [];
    const [name = '', is] = now[atNow] ?? [];
    if (oldName === name) {
      list.compare(name, was, is);
      atNow += 1;
    } else removed.add(oldName);
  }
  for (const [name] of old.slice(atOld)) removed.add(name);
  for (const [name, value] of now.slice(atNow)) {
    removed.delete(name);
    list.add(name, 'created', value);
  }
  for (const name of removed) list.add(name, 'removed', false);
  return list.shorterThan(after);
}

function compareArrays(before: readonly unknown[], after: readonly unknown[], sizes: Sizes): Found | undefined {
  const list = new EditList(true, sizes);
  for (const [place, value] of after.entries()) {
    if (place < before.length) list.compare(place, before[place], value);
    else list.add(place, 'updated', value);
  }
  if (after.length < before.length) list.cut(after.length);
  return list.shorterThan(after);
}

class EditList {
  private readonly edits = noEdits();
  private readonly isArray: boolean;
  private readonly sizes: Sizes;
  private readonly sections = new Set<Edit>();
  private bytes: number;

  constructor(isArray: boolean, sizes: Sizes) {
    this.isArray = isArray;
    this.sizes = sizes;
    // An array says so in a field of its own.
    this.bytes = EMPTY_BYTES + (isArray ? FIELD_BYTES + 2 : 0);
  }

  compare(step: string | number, before: unknown, after: unknown): void {
    const within = compareWithin(before, after, this.sizes);
    if (within === 'scalar' ? valuesIdentical(before, after) : within !== undefined && isNone(within.edits)) return;
    if (within === 'scalar' || within === undefined) {
      this.add(step, 'updated', after);
      return;
    }
    this.edits.at.set(step, within.edits);
    this.bytes += FIELD_BYTES + 1 + lengthOf(step) + within.bytes;
  }

  add(step: string | number, edit: Edit, value: unknown): void {
    this.edits.at.set(step, edit);
    this.bytes += FIELD_BYTES + lengthOf(step) + this.sizes.of(value);
    if (this.isArray) this.bytes += 1;
    else if (!this.sections.has(edit)) this.bytes += FIELD_BYTES + 1 + EMPTY_BYTES;
    this.sections.add(edit);
  }

  cut(size: number): void {
    this.edits.newSize = size;
    this.bytes += FIELD_BYTES + 1 + 4;
  }

  /** Undefined when the value itself is shorter. */
  shorterThan(value: Document | readonly unknown[]): Found | undefined {
    const { edits, bytes } = this;
    return !isNone(edits) && bytes > this.sizes.of(value) ? undefined : { edits, bytes };
  }
}

/** Undefined where the value is to be told as a whole. */
function compareWithin(before: unknown, after: unknown, sizes: Sizes): Found | 'scalar' | undefined {
  if (Array.isArray(before) && Array.isArray(after)) return compareArrays(before, after, sizes);
  const [was, is] = [asDocument(before), asDocument(after)];
  return was === undefined || is === undefined ? 'scalar' : compareDocuments(was, is, sizes);
}

function isNone({ at, newSize }: Edits): boolean {
  return at.size === 0 && newSize === undefined;
}

const EMPTY_BYTES = 5;
/** Of a field: its type, and the zero after its name. */
const FIELD_BYTES = 2;

/** Bytes of values, each document and array measured once however many levels ask for it. */
class Sizes {
  private readonly known = new Map<object, number>();

  of(value: unknown): number {
    const container = Array.isArray(value) ? value : asDocument(value);
    if (container === undefined) return encodeDocument({ '': value }).length - EMPTY_BYTES - FIELD_BYTES;
    const known = this.known.get(container);
    if (known !== undefined) return known;
    let bytes = EMPTY_BYTES;
    const entries = Array.isArray(container) ? container.entries() : fieldEntries(container);
    for (const [step, inner] of entries) bytes += FIELD_BYTES + lengthOf(step) + this.of(inner);
    this.known.set(container, bytes);
    return bytes;
  }
}

function lengthOf(step: string | number): number {
  return Buffer.byteLength(String(step));
}
