/** What a command is to the dispatcher. */
import type { Document } from '../../bson/bson.ts';
import type { Connection } from '../connection.ts';
import { EngineError, notImplemented } from '../engine-error.ts';
import type { EngineMonitor } from '../monitoring/engine-monitor.ts';
import type { Operation } from '../monitoring/operations.ts';
import type { Collection } from '../storage/collection.ts';
import { checkNamespace, checkPossibleNamespace, notSupportedOnView } from '../storage/namespace.ts';
import type { Store } from '../storage/store.ts';
import type { Reply } from '../wire/reply.ts';
import type { Cursors } from './cursors.ts';
import type { Verbosity } from './explain-query.ts';
import { collectionNameOption } from './options.ts';
import { keepsViews } from './resolve-view.ts';

export interface CommandContext {
  readonly store: Store;
  readonly cursors: Cursors;
  readonly monitor: EngineMonitor;
  readonly connection: Connection;
  /** The command itself, as `currentOp` shows it. */
  readonly operation: Operation;
  /** The command's name as the table has it. */
  readonly command: string;
  readonly database: string;
  readonly body: Document;
  readonly sequences: ReadonlyMap<string, readonly Uint8Array[]>;
}

export interface Command {
  readonly name: string;
  /** Options beside the ones that every command has. */
  readonly options?: readonly string[];
  /** Options that MongoDB has and this engine refuses by name. */
  readonly unsupported?: readonly string[];
  /** Whether its `readConcern` may be another than `local`. */
  readonly readConcern?: boolean | ((body: Document, level: string) => boolean);
  /** Whether it writes, and so takes a `writeConcern`. */
  readonly writeConcern?: boolean;
  /** Whether unknown options are passed over: a driver newer than the server must get through the handshake. */
  readonly lenient?: boolean;
  /** Whether it must be sent to the database `admin`. */
  readonly adminOnly?: boolean;
  /** Whether a client that has not proven its password yet may run it. */
  readonly beforeAuthentication?: boolean;
  /** Set when it looks into the catalog only inside a write, which looks for changes of the catalog by itself. */
  readonly writesOnly?: boolean;
  readonly run: (context: CommandContext) => Reply | Promise<Reply>;
  /** What it would do, for a command that can be explained. It must write nothing. */
  readonly explain?: (context: CommandContext, verbosity: Verbosity) => Document;
}

/** For commands that are about the whole server. */
export function checkAdmin(command: string, database: string): void {
  if (database === 'admin') return;
  throw new EngineError(13, 'Unauthorized', `${command} may only be run against the admin database.`);
}

/** The collection that the command's first field names; its name is checked, it need not exist. */
export function collectionName({ command, database, body }: CommandContext): string {
  const name = collectionNameOption(body, command);
  checkNamespace(database, name);
  return name;
}

/** The same for commands that make no collection: a name that none may have is one that is not there. */
export function askedName({ command, database, body }: CommandContext): string {
  const name = collectionNameOption(body, command);
  checkPossibleNamespace(database, name);
  return name;
}

/** The collection that the command names, when there is one. Throws CommandNotSupportedOnView for a view. */
export function findCollection(context: CommandContext): Collection | undefined {
  return collectionAt(context.store, context.database, askedName(context));
}

/** Throws QueryPlanKilled when the collection that a cursor reads has been dropped or renamed. */
export function checkStillThere({ catalog }: Store, collection: Collection | undefined): void {
  if (collection === undefined || catalog.find(collection.database, collection.name)?.id === collection.id) return;
  throw new EngineError(175, 'QueryPlanKilled', `collection dropped: ${collection.namespace}`);
}

/** Throws CommandNotSupportedOnView for a view, and NotImplemented for the collection that views are kept in. */
export function collectionAt(store: Store, database: string, name: string): Collection | undefined {
  const collection = store.catalog.find(database, name);
  if (collection === undefined && store.catalog.findView(database, name) !== undefined) {
    throw notSupportedOnView(`${database}.${name}`);
  }
  if (keepsViews(store.catalog, database, name)) throw notImplemented(`collection ${database}.${name}`);
  return collection;
}
