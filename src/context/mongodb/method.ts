/** What a collection method is given. */
import type { Collection, Db } from 'mongodb';
import type { Document } from '../../bson/bson.ts';
import type { Limits } from '../../limits.ts';

export interface MethodCall {
  readonly database: Db;
  readonly collection: Collection<Document>;
  readonly args: readonly unknown[];
  readonly limits: Limits;
  readonly registryDatabase: string;
}

/** Answers canonical extended JSON text. */
export type CollectionMethod = (call: MethodCall) => Promise<string>;
