/**
 * Regular expressions in the syntax and with the meaning of PCRE2 10.42, MongoDB's library. They are not JavaScript's: those
 * mean other things by the same signs, and V8 backtracks without bound.
 */
import { compileProgram } from './compile.ts';
import { InvalidPattern } from './invalid-pattern.ts';
import { FAIL, type Machine } from './machine.ts';
import { parsePattern } from './parse-pattern.ts';
import { requiredText, type Start, startOf } from './start.ts';

/** MongoDB's own bound of a pattern's length in UTF-8. */
const PATTERN_BYTES_MAX = 32_764;
/** About what PCRE2 makes of a pattern: a byte for each character and the character's own ones. */
const COMPILED_BYTES_MAX = 32_768;

/** Positions are indexes of the text's code units. */
export interface Match {
  readonly start: number;
  readonly end: number;
  /** What each group matched; undefined for one that took no part. */
  readonly captures: ReadonlyArray<string | undefined>;
}

export class PcreRegex {
  readonly #machine: Machine;
  readonly #start: Start;
  readonly #required: string;
  readonly #captureCount: number;

  /** Throws `InvalidPattern`; of the option letters, `i`, `m`, `s` and `x` have a meaning. */
  constructor(pattern: string, optionLetters: string) {
    checkSize(pattern);
    const parsed = parsePattern(pattern, optionLetters);
    this.#machine = compileProgram(parsed);
    this.#start = startOf(parsed.node);
    this.#required = requiredText(parsed.node);
    this.#captureCount = parsed.groups.count;
  }

  /** Whether the expression is found in the text. Throws `MatchLimitError`. */
  test(text: string): boolean {
    return this.#search(text, 0) !== FAIL;
  }

  /** The first match that begins at the position or further on. Throws `MatchLimitError`. */
  find(text: string, from: number): Match | undefined {
    const end = this.#search(text, from);
    if (end === FAIL) return undefined;
    const { registers } = this.#machine;
    const captures = Array.from({ length: this.#captureCount }, (_, index) => {
      if (!this.#machine.isGroupSet(index + 1)) return undefined;
      return text.slice(registers[2 * index + 2], registers[2 * index + 3]);
    });
    return { start: registers[0] ?? 0, end, captures };
  }

  #search(text: string, from: number): number {
    if (this.#required !== '' && text.indexOf(this.#required, from) === -1) return FAIL;
    const machine = this.#machine;
    machine.reset(text, from);
    for (let at = this.#start.next(text, from, true); at !== FAIL; at = this.#start.next(text, at, false)) {
      const end = machine.attempt(at);
      if (end !== FAIL) return end;
      at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    }
    return FAIL;
  }
}

function checkSize(pattern: string): void {
  const bytes = Buffer.byteLength(pattern);
  const characters = bytes > PATTERN_BYTES_MAX ? bytes : [...pattern].length;
  if (bytes + characters > COMPILED_BYTES_MAX) throw new InvalidPattern('regular expression is too large', 0);
}
