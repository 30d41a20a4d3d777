/** The texts and names of an encoded document. */
import { isUtf8 } from 'node:buffer';

/** The bytes are not one whole document. */
export class BsonFormatError extends Error {
  override readonly name = 'BsonFormatError';
  /** Set when they may be one, but nested deeper than a document may be. */
  readonly tooDeep: boolean;
  /** Set when a field that is there twice is all that is wrong. */
  readonly hasTwice: boolean;

  constructor(message: string, { tooDeep = false, hasTwice = false } = {}) {
    super(message);
    this.tooDeep = tooDeep;
    this.hasTwice = hasTwice;
  }
}

/** Up to this length a loop here is cheaper than the call of a native function. */
const LOOPED_BYTES_MAX = 24;

export function textBetween(buffer: Buffer, start: number, end: number): string {
  if (end - start <= LOOPED_BYTES_MAX) {
    let text = '';
    for (let at = start; at < end; at += 1) {
      const byte = buffer[at] ?? 0;
      if (byte >= 0x80) return wideText(buffer, start, end);
      text += String.fromCharCode(byte);
    }
    return text;
  }
  return wideText(buffer, start, end);
}

function wideText(buffer: Buffer, start: number, end: number): string {
  if (!isUtf8(buffer.subarray(start, end))) throw new BsonFormatError('a text is not UTF-8');
  return buffer.toString('utf8', start, end);
}

/** Names come again and again: a known one is found by its bytes, which also makes it a quick key of an object. */
const KNOWN_NAMES = new Array<string>(2048).fill('');

export function nameBetween(buffer: Buffer, start: number, end: number): string {
  const length = end - start;
  if (length > LOOPED_BYTES_MAX) return wideText(buffer, start, end);
  let hash = length;
  for (let at = start; at < end; at += 1) hash = (hash * 31 + (buffer[at] ?? 0)) | 0;
  const slot = hash & (KNOWN_NAMES.length - 1);
  const known = KNOWN_NAMES[slot] ?? '';
  if (known.length === length && isSame(known, buffer, start)) return known;
  const name = textBetween(buffer, start, end);
  if (name.length === length) KNOWN_NAMES[slot] = name;
  return name;
}

function isSame(name: string, buffer: Buffer, start: number): boolean {
  for (let at = 0; at < name.length; at += 1) if (name.charCodeAt(at) !== buffer[start + at]) return false;
  return true;
}
