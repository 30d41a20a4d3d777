/**
 * How much one expression may make of one document. A value can occur in so many places of another that going through
 * the whole would never end, so operators weigh what they make, and what they go through.
 */
import { isContainer } from '../../bson/members.ts';
import { weightOf } from '../../bson/weight.ts';
import { EngineError } from '../engine-error.ts';

/** The server's own limit for one operator. */
const VALUE_BYTES_MAX = 100 * 1024 * 1024;

/** The server counts sixteen bytes for each element of an array that it makes. */
const ELEMENT_BYTES = 16;

/** Throws ExceededMemoryLimit for an array of more elements than an operator may make. */
export function checkElementCount(name: string, count: number): void {
  if (count * ELEMENT_BYTES > VALUE_BYTES_MAX) throw tooLarge(name);
}

/** Throws ExceededMemoryLimit for a value that is too large to be looked at as a whole. Returns about how many bytes it has. */
export function checkValueSize(name: string, value: unknown): number {
  const bytes = isContainer(value) ? weightOf(value, VALUE_BYTES_MAX) : 0;
  if (bytes > VALUE_BYTES_MAX) throw tooLarge(name);
  return bytes;
}

const FIRST_BYTES_TRIED = 4096;

/**
 * Throws ExceededMemoryLimit for two values that are both too large. Of the larger one no more is looked at than a few times
 * of what the smaller one has: a large value may be compared with every element of a long array.
 */
export function checkSmallerSize(name: string, a: unknown, b: unknown): void {
  for (let tried = FIRST_BYTES_TRIED; ; tried *= 4) {
    const most = Math.min(tried, VALUE_BYTES_MAX);
    if (weightOf(a, most) <= most || weightOf(b, most) <= most) return;
    if (most === VALUE_BYTES_MAX) throw tooLarge(name);
  }
}

/** What the operators of one evaluation have made and still hold. */
export class HeldValues {
  private bytes = 0;

  /** Counts a value that an operator made for another one, which holds it. */
  add(value: unknown): void {
    if (typeof value === 'string') this.bytes += value.length;
    else if (isContainer(value)) this.bytes += weightOf(value, HELD_BYTES_MAX - this.bytes);
    else return;
    if (this.bytes > HELD_BYTES_MAX) throw tooLarge('an expression', HELD_BYTES_MAX);
  }

  mark(): number {
    return this.bytes;
  }

  /** Forgets what was added since the mark. */
  release(mark: number): void {
    this.bytes = mark;
  }
}

/** An operator's limit several times, for operators hold what their operands made; more by weight than in memory. */
const HELD_BYTES_MAX = 512 * 1024 * 1024;

function tooLarge(name: string, bytesMax = VALUE_BYTES_MAX): EngineError {
  return new EngineError(
    146,
    'ExceededMemoryLimit',
    `${name} would use too much memory: the limit is ${bytesMax} bytes`,
  );
}
