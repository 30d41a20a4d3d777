/** What the catalog holds: collections with their options and indexes, and views. */
import type { Document } from '../../bson/bson.ts';
import type { Index } from './index-spec.ts';

export interface Collection {
  readonly id: number;
  readonly database: string;
  readonly name: string;
  readonly namespace: string;
  readonly uuid: Uint8Array;
  /** As `create` and `collMod` set them and listCollections gives them. */
  readonly options: Document;
  /** Secondary indexes; the one on `_id` is part of the collection's table. */
  readonly indexes: readonly Index[];
}

/** A name for the answer of a pipeline over another collection or view of the same database. */
export interface View {
  readonly id: number;
  readonly database: string;
  readonly name: string;
  readonly namespace: string;
  /** `viewOn` and `pipeline`, as `create` and `collMod` set them. */
  readonly options: Document;
  readonly viewOn: string;
  readonly pipeline: readonly Document[];
}
