/** One pass over JSON text without building anything: how many keys it names, and where it becomes too deep. */
export interface JsonStructure {
  readonly keys: number;
  /** Offset of the bracket that opens one level too many. */
  readonly tooDeepAt: number | undefined;
}

/** Exact for valid JSON. For anything else it only guards the depth, before a recursive parser sees the text. */
export function scanStructure(text: string, depthMax: number): JsonStructure {
  let keys = 0;
  let depth = 0;
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === quote) {
      offset = endOfString(text, offset);
      if (isFollowedByColon(text, offset + 1)) keys++;
    } else if (code === openBrace || code === openBracket) {
      if (++depth > depthMax) return { keys, tooDeepAt: offset };
    } else if (code === closeBrace || code === closeBracket) depth--;
  }
  return { keys, tooDeepAt: undefined };
}

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Offset of the closing quote, or of the last character of an unfinished text. */
function endOfString(text: string, start: number): number {
  for (let offset = start + 1; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === backslash) offset++;
    else if (code === quote) return offset;
  }
  return text.length;
}

function isFollowedByColon(text: string, start: number): boolean {
  let offset = start;
  while (text.charCodeAt(offset) <= 0x20) offset++;
  return text.charCodeAt(offset) === colon;
}
