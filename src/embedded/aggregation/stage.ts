/** What a stage of a pipeline is. */
import type { Document } from '../../bson/bson.ts';
import type { ExpressionOptions } from './scope.ts';

/** Reads its input as its output is asked for. */
export type Stage = (documents: Iterable<Document>) => Iterable<Document>;
export type StageCompiler = (spec: unknown, options: StageOptions) => Stage;

export interface StageOptions extends ExpressionOptions {
  /** What `$sort` and `$group` may keep; absent where they see one document. */
  readonly sortBytesMax?: number;
  readonly groupBytesMax?: number;
  /** Whether stages may use the disk for what they cannot keep in memory; absent means yes. */
  readonly allowDiskUse?: boolean | undefined;
  /** How many documents the stages after this one ask it for, which only a `$sort` looks at; absent means all. */
  readonly wanted?: number;
}
