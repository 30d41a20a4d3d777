/**
 * A walk over an encoded document that makes nothing of it: it tells that `decode` would take the bytes, at a tenth of the
 * cost. A refusal means: decode it, and hear what `decode` says.
 */
import { isUtf8 } from 'node:buffer';
import { READ_LEVELS_MAX } from './nesting.ts';

/** Whether the bytes are exactly one document, of no more levels than these. */
export function isSoundDocument(bytes: Uint8Array, levelsMax = READ_LEVELS_MAX): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return endOfDocument(view, 0, bytes.length, levelsMax) === bytes.length;
}

/** Up to this length a loop here is cheaper than the call of a native function. */
const LOOPED_BYTES_MAX = 32;
const REGEX_OPTIONS = new Set(Buffer.from('ilmsux'));
const NONE = -1;

/** Like every `endOf…`: the offset after what begins at `start`, or NONE when it is not whole before `limit`. */
function endOfDocument(view: DataView, start: number, limit: number, levels: number): number {
  if (limit - start < 5 || levels === 0) return NONE;
  const size = view.getInt32(start, true);
  if (size < 5 || size > limit - start) return NONE;
  const last = start + size - 1;
  let at = start + 4;
  while (at < last) {
    const value = endOfName(view, at + 1, last);
    if (value === NONE) return NONE;
    at = endOfValue(view, view.getUint8(at), value, last, levels);
    if (at === NONE) return NONE;
  }
  return view.getUint8(last) === 0 ? last + 1 : NONE;
}

function endOfName(view: DataView, start: number, limit: number): number {
  let bits = 0;
  for (let at = start; at < limit; at += 1) {
    const byte = view.getUint8(at);
    if (byte === 0) return bits < 0x80 || isText(view, start, at) ? at + 1 : NONE;
    bits |= byte;
  }
  return NONE;
}

function endOfValue(view: DataView, type: number, start: number, limit: number, levels: number): number {
  switch (type) {
    case 0x06: // undefined
    case 0x0a: // null
    case 0x7f: // MaxKey
    case 0xff: // MinKey
      return start;
    case 0x08: // bool
      return start < limit && view.getUint8(start) <= 1 ? start + 1 : NONE;
    case 0x10: // int
      return within(start + 4, limit);
    case 0x01: // double
    case 0x09: // date
    case 0x11: // timestamp
    case 0x12: // long
      return within(start + 8, limit);
    case 0x07: // ObjectId
      return within(start + 12, limit);
    case 0x0c: // pointer
      return endOfPointer(view, start, limit);
    case 0x13: // decimal
      return within(start + 16, limit);
    case 0x02: // string
    case 0x0d: // code
    case 0x0e: // symbol
      return endOfString(view, start, limit);
    case 0x03: // document
    case 0x04: // array
      return endOfDocument(view, start, limit, levels - 1);
    case 0x05:
      return endOfBinary(view, start, limit);
    case 0x0b:
      return endOfRegex(view, start, limit);
    case 0x0f:
      return endOfCodeWithScope(view, start, limit, levels);
    default:
      return NONE;
  }
}

function within(end: number, limit: number): number {
  return end <= limit ? end : NONE;
}

function endOfString(view: DataView, start: number, limit: number): number {
  if (limit - start < 5) return NONE;
  const size = view.getInt32(start, true);
  if (size < 1 || size > limit - start - 4) return NONE;
  const last = start + 4 + size - 1;
  return view.getUint8(last) === 0 && isText(view, start + 4, last) ? last + 1 : NONE;
}

/** Of the old subtype 2, the data begin with their length once more. */
function endOfBinary(view: DataView, start: number, limit: number): number {
  if (limit - start < 5) return NONE;
  const size = view.getInt32(start, true);
  if (size < 0 || size > limit - start - 5) return NONE;
  if (view.getUint8(start + 4) === 2 && (size < 4 || view.getInt32(start + 5, true) !== size - 4)) return NONE;
  return start + 5 + size;
}

function endOfPointer(view: DataView, start: number, limit: number): number {
  const id = endOfString(view, start, limit);
  return id === NONE ? NONE : within(id + 12, limit);
}

function endOfRegex(view: DataView, start: number, limit: number): number {
  const options = endOfName(view, start, limit);
  const end = options === NONE ? NONE : endOfName(view, options, limit);
  for (let at = options; at < end - 1; at += 1) if (!REGEX_OPTIONS.has(view.getUint8(at))) return NONE;
  return end;
}

function endOfCodeWithScope(view: DataView, start: number, limit: number, levels: number): number {
  if (limit - start < 4) return NONE;
  const size = view.getInt32(start, true);
  if (size > limit - start) return NONE;
  const scope = endOfString(view, start + 4, start + size);
  return scope !== NONE && endOfDocument(view, scope, start + size, levels - 1) === start + size ? start + size : NONE;
}

function isText(view: DataView, start: number, end: number): boolean {
  if (end - start <= LOOPED_BYTES_MAX) {
    let bits = 0;
    for (let at = start; at < end; at += 1) bits |= view.getUint8(at);
    if (bits < 0x80) return true;
  }
  return isUtf8(new Uint8Array(view.buffer, view.byteOffset + start, end - start));
}
