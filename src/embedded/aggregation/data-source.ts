/** What the stages of a pipeline read and write beside their input. Whoever runs a pipeline gives it; pure stages need none. */
import type { Document } from '../../bson/bson.ts';
import type { CollectionActivity } from '../monitoring/collection-activity.ts';
import type { LocalSession } from '../monitoring/local-sessions.ts';
import type { ExpressionOptions } from './scope.ts';

/** The collections and views of one database. */
export interface DataSource {
  readonly database: string;
  /** A collection or view by its name, which need not exist. Throws InvalidNamespace for a name that none may have. */
  open(name: string): Origin;
}

/** Where a pipeline's documents come from: a collection, and the stages of the views that lead to it. */
export interface Origin {
  /** Of the collection that the views stand on. */
  readonly name: string;
  /** Of the collection or view that was asked for. */
  readonly openedAs: string;
  readonly viewStages: readonly Document[];
  /** The stored documents that match, as they are when they are asked for. */
  find(filter: Document, expressions: ExpressionOptions): Iterable<Document>;
  /** Whether an equality on the path is answered by an index. */
  hasIndexOn(path: string): boolean;
  /** Undefined when there is no such collection. */
  statistics(): CollectionStatistics | undefined;
  exists(): boolean;
  /** How many documents are stored. */
  count(): number;
  /** How often queries had to read the whole collection since the engine started. */
  scans(): number;
  indexes(): readonly IndexUse[];
}

/** How often queries were answered by an index. */
export interface IndexUse {
  readonly name: string;
  readonly key: Document;
  /** As `listIndexes` gives it. */
  readonly specification: Document;
  readonly uses: number;
  readonly since: Date;
}

/** What a pipeline may read of the engine itself. */
export interface ServerSource {
  /** Documents of what runs now, and of what is idle where that is asked for. */
  currentOperations(wanted: WantedOperations): readonly Document[];
  localSessions(): readonly LocalSession[];
  /** Collections and views of the database, or of all of them, as `listCollections` describes them. */
  catalog(database: string | undefined): readonly { readonly database: string; readonly description: Document }[];
  /** Of the client that runs the pipeline, as sessions name it. */
  readonly owner: string;
  /** What was done with a collection or view of the database; undefined when nothing was. */
  activity(name: string): CollectionActivity | undefined;
}

export interface WantedOperations {
  readonly idleConnections: boolean;
  readonly idleCursors: boolean;
  /** Whether a long command is cut. */
  readonly truncateOps: boolean;
}

export interface CollectionStatistics {
  readonly count: number;
  /** Of the documents, as they are stored. */
  readonly bytes: number;
  readonly capped: boolean;
  /** Bytes by the names of the indexes. */
  readonly indexes: ReadonlyMap<string, number>;
}

export interface Namespace {
  readonly database: string;
  readonly collection: string;
}

/** What a pipeline writes to; there is one only while a command writes. */
export interface PipelineWriter {
  /** Puts the documents in the place of all that a collection has. */
  replaceAll(target: Namespace, documents: Iterable<Document>): void;
  /** Whether each document has at most one counterpart by these paths: their unique index, or `_id` alone. */
  hasUniqueIndexOn(target: Namespace, paths: readonly string[]): 'sparse' | 'unique' | undefined;
  /** Changes the one document that matches; returns whether there was one. Inserts what the update makes, when told so. */
  update(target: Namespace, update: MergeUpdate): boolean;
  insert(target: Namespace, document: Document): void;
}

export interface MergeUpdate {
  readonly filter: Document;
  readonly update: Document | readonly Document[];
  readonly upsert: boolean;
  readonly expressions: ExpressionOptions;
}
