/** What a command is to the dispatcher. */
import type { Document } from '../../bson/bson.ts';
import type { Collection } from '../storage/catalog.ts';
import { checkNamespace } from '../storage/catalog.ts';
import type { Store } from '../storage/store.ts';
import type { Reply } from '../wire/reply.ts';
import type { Cursors } from './cursors.ts';
import { stringOption } from './options.ts';

export interface CommandContext {
  readonly store: Store;
  readonly cursors: Cursors;
  readonly connectionId: number;
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
  /** Whether unknown options are passed over: a driver newer than the server must get through the handshake. */
  readonly lenient?: boolean;
  /** Set when it looks into the catalog only inside a write, which looks for changes of the catalog by itself. */
  readonly writesOnly?: boolean;
  readonly run: (context: CommandContext) => Reply | Promise<Reply>;
}

/** The collection that the command's first field names; its name is checked, it need not exist. */
export function collectionName({ command, database, body }: CommandContext): string {
  const name = stringOption(command, body, command);
  checkNamespace(database, name);
  return name;
}

export function findCollection(context: CommandContext): Collection | undefined {
  return context.store.catalog.find(context.database, collectionName(context));
}
