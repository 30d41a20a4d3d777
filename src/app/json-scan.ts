/**
 * Valid JSON text, looked through without building anything from it. A tree with positions takes hundreds of bytes for each
 * value, so a hostile file of 16 MiB would take all memory there is.
 */
export interface JsonToken {
  readonly kind: 'open' | 'close' | 'key' | 'text' | 'number';
  readonly start: number;
  /** Offset behind it. */
  readonly end: number;
}

/** Brackets, keys, texts and numbers in the order of the text. */
export function* tokensOf(text: string): Generator<JsonToken> {
  for (let offset = 0; offset < text.length; ) {
    const start = offset;
    const code = text.charCodeAt(start);
    if (code === quote) {
      offset = endOfString(text, start);
      yield { kind: text.charCodeAt(skipSpace(text, offset)) === colon ? 'key' : 'text', start, end: offset };
    } else if (code === minus || isDigit(code)) {
      offset = endOfScalar(text, start);
      yield { kind: 'number', start, end: offset };
    } else {
      offset++;
      if (code === openBrace || code === openBracket) yield { kind: 'open', start, end: offset };
      else if (code === closeBrace || code === closeBracket) yield { kind: 'close', start, end: offset };
    }
  }
}

export interface JsonMember {
  readonly keyStart: number;
  readonly valueStart: number;
}

/** The members of the object that begins at an offset, by key; undefined when it is no object. */
export function indexObject(text: string, start: number): Map<string, JsonMember> | undefined {
  if (text.charCodeAt(start) !== openBrace) return undefined;
  const members = new Map<string, JsonMember>();
  let offset = skipSpace(text, start + 1);
  while (text.charCodeAt(offset) === quote) {
    const keyStart = offset;
    const keyEnd = endOfString(text, keyStart);
    const valueStart = skipSpace(text, skipSpace(text, keyEnd) + 1);
    members.set(readText(text, keyStart, keyEnd), { keyStart, valueStart });
    offset = skipComma(text, endOfValue(text, valueStart));
  }
  return members;
}

/** Where the elements of the array at an offset begin; undefined when it is no array. */
export function indexArray(text: string, start: number): number[] | undefined {
  if (text.charCodeAt(start) !== openBracket) return undefined;
  const elements: number[] = [];
  let offset = skipSpace(text, start + 1);
  while (offset < text.length && text.charCodeAt(offset) !== closeBracket) {
    elements.push(offset);
    offset = skipComma(text, endOfValue(text, offset));
  }
  return elements;
}

/** A text or key without its quotes and escapes. */
export function readText(text: string, start: number, end: number): string {
  const inner = text.slice(start + 1, end - 1);
  if (!inner.includes('\\')) return inner;
  const value: unknown = JSON.parse(text.slice(start, end));
  return String(value);
}

export function skipSpace(text: string, start: number): number {
  let offset = start;
  while (text.charCodeAt(offset) <= space) offset++;
  return offset;
}

function skipComma(text: string, start: number): number {
  const offset = skipSpace(text, start);
  return text.charCodeAt(offset) === comma ? skipSpace(text, offset + 1) : offset;
}

function endOfValue(text: string, start: number): number {
  let depth = 0;
  let offset = start;
  do {
    const code = text.charCodeAt(offset);
    if (code === quote) offset = endOfString(text, offset);
    else if (code === openBrace || code === openBracket) {
      depth++;
      offset++;
    } else if (code === closeBrace || code === closeBracket) {
      depth--;
      offset++;
    } else offset = depth > 0 ? offset + 1 : endOfScalar(text, offset);
  } while (depth > 0 && offset < text.length);
  return offset;
}

/** Offset behind the closing quote. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end + 1;
}

function isEscaped(text: string, offset: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(offset - 1 - backslashes) === backslash) backslashes++;
  return backslashes % 2 === 1;
}

/** Of a number, `true`, `false` or `null`. */
function endOfScalar(text: string, start: number): number {
  let offset = start + 1;
  while (offset < text.length && !isDelimiter(text.charCodeAt(offset))) offset++;
  return offset;
}

function isDelimiter(code: number): boolean {
  return code <= space || code === comma || code === closeBrace || code === closeBracket;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

const space = 0x20;
const quote = 0x22;
const comma = 0x2c;
const minus = 0x2d;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
