/** Where a text stops being JSON: the engine's parser often says what is wrong without saying where. */

/** Offset of the first character that cannot stand there; undefined for valid JSON. Depth costs no stack. */
export function findGrammarFault(text: string): number | undefined {
  /** What closes the open objects and arrays. */
  const open: string[] = [];
  let expected: Expectation = 'value';
  let offset = 0;
  while (true) {
    while (isSpace(text[offset])) offset++;
    const character = text[offset];
    if (character === undefined) return expected === 'end' ? undefined : offset;
    const step = takeStep(text, offset, expected, open);
    if ('fault' in step) return step.fault;
    ({ next: offset, expected } = step);
  }
}

/** `first`: a key or element, or at once the closing bracket. `more`: a comma or the closing bracket. */
type Expectation = 'value' | 'first' | 'key' | 'colon' | 'more' | 'end';
type Step = { readonly next: number; readonly expected: Expectation } | { readonly fault: number };

function takeStep(text: string, offset: number, expected: Expectation, open: string[]): Step {
  const character = text[offset] ?? '';
  const closing = open.at(-1);
  switch (expected) {
    case 'end':
      return { fault: offset };
    case 'colon':
      return character === ':' ? { next: offset + 1, expected: 'value' } : { fault: offset };
    case 'more':
      if (character === ',') return { next: offset + 1, expected: closing === '}' ? 'key' : 'value' };
      return character === closing ? close(offset, open) : { fault: offset };
    case 'first':
      if (character === closing) return close(offset, open);
      return closing === '}' ? takeKey(text, offset) : takeValue(text, offset, open);
    case 'key':
      return takeKey(text, offset);
    case 'value':
      return takeValue(text, offset, open);
  }
}

function close(offset: number, open: string[]): Step {
  open.pop();
  return { next: offset + 1, expected: open.length === 0 ? 'end' : 'more' };
}

function takeKey(text: string, offset: number): Step {
  return text[offset] === '"' ? takeText(text, offset, 'colon') : { fault: offset };
}

function takeValue(text: string, offset: number, open: string[]): Step {
  const after: Expectation = open.length === 0 ? 'end' : 'more';
  const character = text[offset] ?? '';
  switch (character) {
    case '{':
    case '[':
      open.push(character === '{' ? '}' : ']');
      return { next: offset + 1, expected: 'first' };
    case '"':
      return takeText(text, offset, after);
    case 't':
      return takeWord(text, offset, 'true', after);
    case 'f':
      return takeWord(text, offset, 'false', after);
    case 'n':
      return takeWord(text, offset, 'null', after);
    default:
      return takeNumber(text, offset, after);
  }
}

function takeWord(text: string, start: number, word: string, expected: Expectation): Step {
  const wrong = [...word].findIndex((character, index) => text[start + index] !== character);
  return wrong === -1 ? { next: start + word.length, expected } : { fault: start + wrong };
}

function takeText(text: string, start: number, expected: Expectation): Step {
  for (let offset = start + 1; offset < text.length; offset++) {
    const character = text[offset] ?? '';
    if (character === '"') return { next: offset + 1, expected };
    if (character < ' ') return { fault: offset };
    if (character !== '\\') continue;
    offset++;
    if (text[offset] === 'u') {
      const digits = /^[0-9a-fA-F]{0,4}/.exec(text.slice(offset + 1, offset + 5))?.[0] ?? '';
      if (digits.length < 4) return { fault: offset + 1 + digits.length };
      offset += 4;
    } else if (!'"\\/bfnrt'.includes(text[offset] ?? ' ')) return { fault: offset };
  }
  return { fault: text.length };
}

function takeNumber(text: string, start: number, expected: Expectation): Step {
  let offset = text[start] === '-' ? start + 1 : start;
  const takeDigits = (): boolean => {
    const before = offset;
    while (isDigit(text[offset])) offset++;
    return offset > before;
  };
  if (text[offset] === '0') offset++;
  else if (!takeDigits()) return { fault: offset };
  if (text[offset] === '.') {
    offset++;
    if (!takeDigits()) return { fault: offset };
  }
  if (text[offset] === 'e' || text[offset] === 'E') {
    offset++;
    if (text[offset] === '+' || text[offset] === '-') offset++;
    if (!takeDigits()) return { fault: offset };
  }
  return { next: offset, expected };
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t';
}
