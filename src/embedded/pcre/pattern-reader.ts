/** A place in the text of a pattern, moved by what is read there. */
import { InvalidPattern } from './invalid-pattern.ts';

export class PatternReader {
  readonly source: string;
  at = 0;

  constructor(source: string) {
    this.source = source;
  }

  get ended(): boolean {
    return this.at >= this.source.length;
  }

  sees(text: string): boolean {
    return this.source.startsWith(text, this.at);
  }

  /** Reads the text if it is here. */
  take(text: string): boolean {
    if (!this.sees(text)) return false;
    this.at += text.length;
    return true;
  }

  /** Reads what a sticky expression finds here. */
  match(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.at;
    const found = expression.exec(this.source) ?? undefined;
    if (found !== undefined) this.at += found[0].length;
    return found;
  }

  /** Reads one code point. */
  next(): number {
    const codePoint = this.source.codePointAt(this.at);
    if (codePoint === undefined) throw this.invalid('the pattern ends too early');
    this.at += codePoint > 0xffff ? 2 : 1;
    return codePoint;
  }

  expect(text: string, reason: string): void {
    if (!this.take(text)) throw this.invalid(reason);
  }

  invalid(reason: string): InvalidPattern {
    return new InvalidPattern(reason, this.at);
  }
}
