/** What a function of `$setWindowFields` is. */
import type { StageOptions } from '../stage.ts';
import type { Partition } from './partition.ts';

export interface WindowFunction {
  /** Begins a partition; the values are asked for by position, in order, each once. */
  start(partition: Partition, options: StageOptions): (position: number) => unknown;
}
