/** What a stage that gathers documents may keep of them. */
import { weightOf } from '../../bson/weight.ts';

/** Counts what is kept and throws when it is too much. */
export class Memory {
  private readonly bytesMax: number;
  private readonly exceeded: (bytesMax: number) => Error;
  private used = 0;

  constructor(bytesMax: number, exceeded: (bytesMax: number) => Error) {
    this.bytesMax = bytesMax;
    this.exceeded = exceeded;
  }

  keep(bytes: number): void {
    this.used += bytes;
    if (this.used > this.bytesMax) throw this.exceeded(this.bytesMax);
  }

  keepValue(value: unknown): void {
    if (this.bytesMax !== Number.POSITIVE_INFINITY) this.keep(weightOf(value, this.bytesMax - this.used));
  }

  /** Keeps a value in the place of one of `before` bytes; returns the bytes of the value. */
  replaceValue(before: number, value: unknown): number {
    if (this.bytesMax === Number.POSITIVE_INFINITY) return 0;
    const bytes = weightOf(value, this.bytesMax - this.used + before);
    this.keep(bytes - before);
    return bytes;
  }
}

/** For what one expression makes of one document. */
export const UNBOUNDED_MEMORY = new Memory(Number.POSITIVE_INFINITY, () => new RangeError('unbounded'));
