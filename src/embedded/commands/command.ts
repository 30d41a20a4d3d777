/** What a command is to the dispatcher. */
import type { Document } from '../../bson/bson.ts';
import type { Connection } from '../connection.ts';
import type { Collection } from '../storage/collection.ts';
import { checkNamespace, notSupportedOnView } from '../storage/namespace.ts';
import type { Store } from '../storage/store.ts';
import type { Reply } from '../wire/reply.ts';
import type { Cursors } from './cursors.ts';
import { collectionNameOption } from './options.ts';

export interface CommandContext {
  readonly store: Store;
  readonly cursors: Cursors;
  readonly connection: Connection;
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
  readonly readConcern?: boolean;
  /** Whether it writes, and so takes a `writeConcern`. */
  readonly writeConcern?: boolean;
  /** Whether unknown options are passed over: a driver newer than the server must get through the handshake. */
  readonly lenient?: boolean;
  /** Whether a client that has not proven its password yet may run it. */
  readonly beforeAuthentication?: boolean;
  /** Set when it looks into the catalog only inside a write, which looks for changes of the catalog by itself. */
  readonly writesOnly?: boolean;
  readonly run: (context: CommandContext) => Reply | Promise<Reply>;
}

/** The collection that the command's first field names; its name is checked, it need not exist. */
export function collectionName({ command, database, body }: CommandContext): string {
  const name = collectionNameOption(body, command);
  checkNamespace(database, name);
  return name;
}

/** The collection that the command names, when there is one. Throws CommandNotSupportedOnView for a view. */
export function findCollection(context: CommandContext): Collection | undefined {
  return collectionAt(context.store, context.database, collectionName(context));
}

/** Throws CommandNotSupportedOnView for a view. */
export function collectionAt(store: Store, database: string, name: string): Collection | undefined {
  const collection = store.catalog.find(database, name);
  if (collection === undefined && store.catalog.findView(database, name) !== undefined) {
    throw notSupportedOnView(`${database}.${name}`);
  }
  return collection;
}
