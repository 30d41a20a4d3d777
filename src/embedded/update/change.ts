/** The parts of an update that its files share. */
import type { Document } from '../../bson/bson.ts';
import type { ExpressionOptions } from '../aggregation/scope.ts';
import type { ClaimedPaths } from './claimed-paths.ts';
import type { Copies } from './copies.ts';
import type { Edits } from './edits.ts';

/** The time is for `$currentDate` and `$$NOW`. */
export interface UpdateOptions extends ExpressionOptions {
  readonly arrayFilters?: readonly Document[];
  /** The filter that chose the document, for the positional `$`. */
  readonly filter: Document;
  /** Whether empty timestamps of a replacement stay as they are. */
  readonly keepsTimestamps?: boolean;
}

export interface Update {
  apply(document: Document): Updated;
  /** The document that an upsert inserts, without an `_id` unless the filter or the update gives one. */
  insertFrom(filter: Document): Document;
}

export interface Updated {
  /** The document after the update, the same one when nothing changed. */
  readonly document: Document;
  readonly changed: boolean;
  /** What was done to it; undefined when it was replaced as a whole. */
  readonly edits?: Edits | undefined;
}

/** What happens at one path. */
export interface Change {
  readonly path: string;
  readonly segments: readonly string[];
  /** Paths that nothing else may touch; a rename has two. */
  readonly claims: readonly string[];
  readonly insertOnly: boolean;
  apply(document: Document, run: EditRun): Document;
}

/** What one application of an update knows. */
export interface EditRun {
  /** The document before any change, whose elements the array filters choose. */
  readonly original: Document;
  readonly filters: ArrayFilters;
  /** The index for `$`. */
  readonly matched: number | undefined;
  /** Concrete paths so far, kept when positional segments could make two of them meet. */
  readonly touched: ClaimedPaths | undefined;
  readonly copies: Copies;
  /** Where it is noted what changes; absent where nobody asks. */
  readonly edits?: Edits | undefined;
}

/** Which elements `$[identifier]` means, by identifier. */
export type ArrayFilters = ReadonlyMap<string, (element: unknown) => boolean>;
