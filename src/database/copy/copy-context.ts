/** What every step of a copy is given. */
import type { MongoClient } from 'mongodb';
import type { Limits } from '../../limits.ts';

export interface CopyContext {
  readonly source: CopySide;
  readonly target: CopySide;
  readonly limits: Limits;
  /** Heeded between two batches. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: CopyProgress) => void;
}

export interface CopySide {
  readonly client: MongoClient;
  /** The path of the data file, or hosts without credentials. */
  readonly description: string;
}

export interface CopyProgress {
  /**
   * `Verifying`: what the target has now. `Rereading`: the source, which may have been changed meanwhile. `Waiting`: the
   * target is away, and the step is tried again.
   */
  readonly step: 'Comparing' | 'Copying' | 'Verifying' | 'Rereading' | 'Waiting';
  readonly namespace: string;
  readonly documents: number;
  /** How many there will be, where that is known. */
  readonly total?: number;
}
