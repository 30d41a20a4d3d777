/** What a change stream watches: a collection, a database, or everything. */
import type { Document } from '../../bson/bson.ts';
import type { OplogCondition } from '../storage/oplog.ts';
import { OPLOG_KINDS, type OplogEntry, type OplogKind } from '../storage/oplog-entry.ts';

export interface Scope {
  /** Undefined means every database. */
  readonly database: string | undefined;
  /** Undefined means every collection. */
  readonly collection: string | undefined;
}

/** Databases of the server itself, of which a stream of everything tells nothing. */
export const INTERNAL_DATABASES: readonly string[] = ['admin', 'config', 'local'];

const RENAME = OPLOG_KINDS.indexOf('rename') + 1;

/** A condition on the columns of the oplog. It lets every rename through: its new name stands in its body. */
export function conditionOf({ database, collection }: Scope): OplogCondition {
  if (database === undefined) return { sql: 'database NOT IN (?, ?, ?)', values: INTERNAL_DATABASES };
  if (collection === undefined) return { sql: `database = ? OR kind = ${RENAME}`, values: [database] };
  return { sql: `(database = ? AND name = ?) OR kind = ${RENAME}`, values: [database, collection] };
}

/**
 * `body` is that of a rename. A stream of a collection tells nothing of a view that has its name, and one of a whole
 * database nothing of the server's own collections, such as that of stored functions.
 */
export function isWithin(scope: Scope, entry: OplogEntry, body: Document | undefined): boolean {
  if (scope.collection === undefined ? entry.name.startsWith('system.') : entry.uuid === undefined) return false;
  return holds(scope, entry.database, entry.name) || (body !== undefined && holds(scope, body.to?.db, body.to?.coll));
}

const EXPANDED: ReadonlySet<OplogKind> = new Set<OplogKind>(['create', 'createIndexes', 'dropIndexes', 'modify']);

/** Whether only a stream that asks for more than the usual shows it. */
export function isExpanded({ kind, uuid }: OplogEntry): boolean {
  return EXPANDED.has(kind) || (kind === 'drop' && uuid === undefined);
}

const ENDING_A_COLLECTION: ReadonlySet<OplogKind> = new Set<OplogKind>(['drop', 'rename']);

/** Whether nothing is left to watch after it. */
export function endsStream({ database, collection }: Scope, { kind }: OplogEntry): boolean {
  if (collection !== undefined) return ENDING_A_COLLECTION.has(kind);
  return database !== undefined && kind === 'dropDatabase';
}

function holds({ database, collection }: Scope, ofDatabase: unknown, name: unknown): boolean {
  return (database === undefined || database === ofDatabase) && (collection === undefined || collection === name);
}
