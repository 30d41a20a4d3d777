/** What a stage that gathers documents keeps of them: all of it together, and each part that grows with its input. */
import { weightOf } from '../../bson/weight.ts';
import { EngineError } from '../engine-error.ts';

/** Counts the bytes that a stage keeps; the stage asks whether they are too many. */
export class Memory {
  readonly bytesMax: number;
  private used = 0;

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
  }

  get isExceeded(): boolean {
    return this.used > this.bytesMax;
  }

  keep(bytes: number): void {
    this.used += bytes;
  }

  /** After all that was counted has been given away. */
  reset(): void {
    this.used = 0;
  }
}

/** What one accumulator keeps. It throws as the server does when that alone is too much, for it cannot be spilled. */
export class MemoryShare {
  private readonly name: string;
  private readonly memory: Memory;
  private used = 0;

  constructor(name: string, memory: Memory) {
    this.name = name;
    this.memory = memory;
  }

  keep(bytes: number): void {
    const { bytesMax } = this.memory;
    this.used += bytes;
    this.memory.keep(bytes);
    if (this.used <= bytesMax) return;
    const message = `${this.name} used too much memory and cannot spill to disk. Memory limit: ${bytesMax} bytes`;
    throw new EngineError(146, 'ExceededMemoryLimit', message);
  }

  /** What a value would count; no more than a little beyond what there is room for. */
  weigh(value: unknown): number {
    const { bytesMax } = this.memory;
    return bytesMax === Number.POSITIVE_INFINITY ? 0 : weightOf(value, bytesMax);
  }

  hasRoomFor(bytes: number): boolean {
    return this.used + bytes <= this.memory.bytesMax;
  }

  /** Returns what it counted. */
  keepValue(value: unknown): number {
    const bytes = this.weigh(value);
    this.keep(bytes);
    return bytes;
  }

  /** Keeps a value in the place of one of `before` bytes; returns the bytes of the value. */
  replaceValue(before: number, value: unknown): number {
    this.keep(-before);
    return this.keepValue(value);
  }
}

/** For what one expression makes of one document. */
export const UNBOUNDED_MEMORY = new Memory(Number.POSITIVE_INFINITY);
