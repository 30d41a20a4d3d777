/**
 * JSON text as tokens, without building anything from it. A tree with positions takes hundreds of bytes for each value, so a
 * hostile file of 16 MiB would take all memory there is.
 */
export interface JsonToken {
  /** A `word` is a number, `true`, `false` or `null`. */
  readonly kind: 'open' | 'close' | 'key' | 'text' | 'word';
  readonly start: number;
  /** Offset behind it. */
  readonly end: number;
}

/** From an offset where a token or white space begins. Exact for valid JSON; of anything else it makes some tokens. */
export function* tokensOf(text: string, from = 0): Generator<JsonToken> {
  for (let offset = from; offset < text.length; ) {
    const start = offset;
    const code = text.charCodeAt(start);
    if (code === quote) {
      offset = endOfText(text, start);
      yield { kind: text.charCodeAt(skipSpace(text, offset)) === colon ? 'key' : 'text', start, end: offset };
    } else if (code === openBrace || code === openBracket) yield { kind: 'open', start, end: ++offset };
    else if (code === closeBrace || code === closeBracket) yield { kind: 'close', start, end: ++offset };
    else if (isDelimiter(code)) offset++;
    else {
      offset = endOfWord(text, start);
      yield { kind: 'word', start, end: offset };
    }
  }
}

export interface JsonMember {
  readonly keyStart: number;
  readonly valueStart: number;
}

export interface JsonContents {
  /** By key; empty for an array. */
  readonly members: ReadonlyMap<string, JsonMember>;
  /** Where the elements of an array begin; empty for an object. */
  readonly elements: readonly number[];
}

/** What lies directly in the object or array at an offset; nothing when another value is there. */
export function indexContents(text: string, start: number): JsonContents {
  const members = new Map<string, JsonMember>();
  const elements: number[] = [];
  let depth = 0;
  let key: JsonToken | undefined;
  for (const token of tokensOf(text, start)) {
    if (token.kind === 'close') depth--;
    else if (depth === 1) {
      if (token.kind === 'key') key = token;
      else if (key === undefined) elements.push(token.start);
      else {
        members.set(readText(text, key), { keyStart: key.start, valueStart: token.start });
        key = undefined;
      }
    }
    if (token.kind === 'open') depth++;
    if (depth === 0) break;
  }
  return { members, elements };
}

/** A text or key without its quotes and escapes. */
export function readText(text: string, { start, end }: JsonToken): string {
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

/** Offset behind the closing quote. */
function endOfText(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end + 1;
}

function isEscaped(text: string, offset: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(offset - 1 - backslashes) === backslash) backslashes++;
  return backslashes % 2 === 1;
}

function endOfWord(text: string, start: number): number {
  let offset = start + 1;
  while (offset < text.length && !isDelimiter(text.charCodeAt(offset))) offset++;
  return offset;
}

function isDelimiter(code: number): boolean {
  return code <= space || code === comma || code === colon || code === closeBrace || code === closeBracket;
}

const space = 0x20;
const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
