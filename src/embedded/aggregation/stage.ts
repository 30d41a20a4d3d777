/** What a stage of a pipeline is. */
import type { Document } from '../../bson/bson.ts';
import type { DataSource, Origin, PipelineWriter, ServerSource } from './data-source.ts';
import type { LeadingQuery } from './leading-query.ts';
import type { ExpressionOptions } from './scope.ts';

/** Reads its input as its output is asked for. */
export type Stage = (documents: Iterable<Document>) => Iterable<Document>;
export type StageCompiler = (spec: unknown, options: StageOptions, compilePipeline: PipelineCompiler) => Stage;

export interface Pipeline {
  /** What storage may answer by itself. */
  readonly leading: LeadingQuery;
  /** All stages, on documents that may have been chosen by the leading filter already. */
  run(documents: Iterable<Document>): Iterable<Document>;
  /** The stages that follow, on what storage answered to the leading ones. */
  readonly rest: readonly Stage[];
  runRest(documents: Iterable<Document>): Iterable<Document>;
}

/** For the stages that have pipelines within them. */
export type PipelineCompiler = (stages: readonly Document[], options: StageOptions) => Pipeline;

/** The stages that have pipelines within them. */
export type PipelineStage = '$facet' | '$lookup' | '$graphLookup' | '$unionWith';

export interface StageOptions extends ExpressionOptions {
  /** What `$sort` and `$group` may keep; absent where they see one document. */
  readonly sortBytesMax?: number;
  readonly groupBytesMax?: number;
  /** Whether stages may use the disk for what they cannot keep in memory; absent means yes. */
  readonly allowDiskUse?: boolean | undefined;
  /** How many documents the stages after this one ask it for, which only a `$sort` looks at; absent means all. */
  readonly wanted?: number;
  /** Absent where no stage may read anything but its input. */
  readonly source?: DataSource;
  /** What the pipeline itself reads; absent where it reads no collection. */
  readonly origin?: Origin | undefined;
  /** Absent where a pipeline may not look at the engine itself. */
  readonly server?: ServerSource;
  /** Absent where a pipeline may not write. */
  readonly writer?: PipelineWriter;
  /** The stages that the pipeline is within, the innermost first; absent means none. */
  readonly within?: readonly PipelineStage[];
  /** Whether other stages have run before the first one. */
  readonly continues?: boolean;
  /** Whether its documents are the events of a change stream. */
  readonly changeStream?: boolean;
  /** Whether variables have other values for each document of a stage that the pipeline is within. */
  readonly correlated?: boolean;
}
