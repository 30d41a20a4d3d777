/** What an accumulator is: made once a group, fed a value per document, asked for its result at the end. */
import type { Document } from '../../../bson/bson.ts';
import type { Memory } from '../memory.ts';
import type { Expression, ExpressionOptions } from '../scope.ts';
import type { SlidingAccumulator } from './sliding.ts';

export interface Accumulator {
  add(value: unknown): void;
  /** To be asked for at any time; what it gives is not changed by what is added later. */
  result(): unknown;
  /** What it has gathered, as a BSON value that `merge` of another of its kind takes: groups are spilled so. */
  partial(): unknown;
  merge(partial: unknown): void;
}

/** An accumulator as it is written in a stage, compiled. */
export interface CompiledAccumulator {
  /** What `add` is given of each document. */
  readonly evaluate: Expression;
  /** `group` is the document of the group's `_id`, which `n` may depend on. */
  create(memory: Memory, group: Document): Accumulator;
  /** For a window whose first document changes; absent where the server has none either. */
  slide?(memory: Memory): SlidingAccumulator;
}

export type AccumulatorCompiler = (operand: unknown, options: ExpressionOptions, name: string) => CompiledAccumulator;
