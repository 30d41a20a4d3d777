/** What `explain` tells of an update or a delete: the documents that it would change, none of which is changed. */
import { type Document, Int32 } from '../../bson/bson.ts';
import { EngineError } from '../engine-error.ts';
import { queryShapeHash } from '../query/query-shape.ts';
import type { StageDescription } from '../storage/plan-description.ts';
import type { Query } from '../storage/prepare-query.ts';
import { type CommandContext, collectionName, findCollection } from './command.ts';
import { explainQuery, stage, type Verbosity } from './explain-query.ts';

export type ExplainedWrite =
  | { readonly kind: 'DELETE'; readonly query: Query }
  | { readonly kind: 'UPDATE'; readonly query: Query; readonly upsert: boolean };

export function explainWrite(context: CommandContext, verbosity: Verbosity, write: ExplainedWrite): Document {
  const { store, database } = context;
  const { filter, sort } = write.query;
  const shape = { filter, sort, kind: write.kind };
  const told = explainQuery(store, verbosity, {
    namespace: `${database}.${collectionName(context)}`,
    collection: findCollection(context),
    query: write.query,
    shape,
    above: (input) => describeWrite(write, input),
    returnsDocuments: false,
  });
  return { ...told, queryShapeHash: queryShapeHash(shape) };
}

/** An update counts what it would write also where nothing would change. */
function describeWrite(write: ExplainedWrite, input: StageDescription): StageDescription {
  const found = new Int32(input.nReturned);
  if (write.kind === 'DELETE') return stage('DELETE', {}, 0, input, { nWouldDelete: found });
  const nWouldUpsert = new Int32(write.upsert && input.nReturned === 0 ? 1 : 0);
  return stage('UPDATE', {}, 0, input, { nMatched: found, nWouldModify: found, nWouldUpsert });
}

/** Throws InvalidLength unless there is one statement. */
export function onlyStatement<T>(statements: readonly T[]): T {
  const [only] = statements;
  if (only !== undefined && statements.length === 1) return only;
  throw new EngineError(16, 'InvalidLength', 'explained write batches must be of size 1');
}
