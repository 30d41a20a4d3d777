/** From a request to its reply: which command, with which options, and every error in the form of the server. */
import type { Document } from '../../bson/bson.ts';
import { Double } from '../../bson/bson.ts';
import { fieldNames, hasField } from '../../bson/fields.ts';
import type { Connection } from '../connection.ts';
import { EngineError, notImplemented } from '../engine-error.ts';
import { toEngineError } from '../storage/sqlite-errors.ts';
import type { Store } from '../storage/store.ts';
import type { Request } from '../wire/message.ts';
import type { Reply } from '../wire/reply.ts';
import { aggregateCommand } from './aggregate.ts';
import { authenticationCommands } from './authentication-commands.ts';
import { bulkWriteCommand } from './bulk-write.ts';
import { collectionCommands } from './collection-commands.ts';
import type { Command } from './command.ts';
import { cursorCommands } from './cursor-commands.ts';
import type { Cursors } from './cursors.ts';
import { databaseCommands } from './database-commands.ts';
import { deleteCommand } from './delete.ts';
import { findCommand } from './find.ts';
import { findAndModifyCommands } from './find-and-modify.ts';
import { checkGenericOptions, maxTimeMs, type OptionRules } from './generic-options.ts';
import { indexCommands } from './index-commands.ts';
import { insertCommand } from './insert.ts';
import { UNSUPPORTED_COMMANDS } from './known-commands.ts';
import { unknownField } from './options.ts';
import { readCommands } from './read-commands.ts';
import { serverCommands } from './server-commands.ts';
import { sessionCommands } from './sessions.ts';
import { updateCommand } from './update.ts';

interface KnownCommand extends OptionRules {
  readonly command: Command;
}

const ALL_COMMANDS: readonly Command[] = [
  aggregateCommand,
  bulkWriteCommand,
  deleteCommand,
  findCommand,
  ...findAndModifyCommands,
  insertCommand,
  updateCommand,
  ...authenticationCommands,
  ...collectionCommands,
  ...cursorCommands,
  ...databaseCommands,
  ...indexCommands,
  ...readCommands,
  ...serverCommands,
  ...sessionCommands,
];

const COMMANDS = new Map<string, KnownCommand>(
  ALL_COMMANDS.map((command) => [
    command.name,
    {
      command,
      options: new Set(command.options),
      unsupported: new Set(command.unsupported),
      readConcern: command.readConcern ?? false,
      writeConcern: command.writeConcern ?? false,
      lenient: command.lenient ?? false,
    },
  ]),
);

/** Commands that end a transaction carry its number too: a standalone has none, and says so. */
const TRANSACTION_OPTIONS = ['txnNumber', 'startTransaction', 'autocommit'];

export interface Dispatcher {
  readonly store: Store;
  readonly cursors: Cursors;
}

/** Never throws: what went wrong is the reply. */
export async function dispatch(dispatcher: Dispatcher, connection: Connection, request: Request): Promise<Reply> {
  try {
    const reply = await runCommand(dispatcher, connection, request);
    return reply instanceof Uint8Array ? reply : { ...reply, ok: new Double(1) };
  } catch (error) {
    return errorReply(error);
  }
}

export function errorReply(error: unknown): Document {
  const { message, code, codeName, extra } = toEngineError(error);
  return { ok: new Double(0), errmsg: message, code, codeName, ...extra };
}

function runCommand({ store, cursors }: Dispatcher, connection: Connection, request: Request): Reply | Promise<Reply> {
  const { body, database, sequences } = request;
  const [name = ''] = fieldNames(body);
  const known = COMMANDS.get(name);
  if (TRANSACTION_OPTIONS.some((option) => hasField(body, option))) {
    const message = 'Transaction numbers are only allowed on a replica set member or mongos';
    throw new EngineError(20, 'IllegalOperation', message);
  }
  if (known === undefined && UNSUPPORTED_COMMANDS.has(name)) throw notImplemented(`command '${name}'`);
  if (known === undefined) throw new EngineError(59, 'CommandNotFound', `no such command: '${name}'`);
  const { command } = known;
  if (!connection.auth.isTrusted && command.beforeAuthentication !== true) {
    throw new EngineError(13, 'Unauthorized', `Command ${name} requires authentication`);
  }
  checkGenericOptions(name, body, known);
  for (const sequence of sequences.keys()) {
    if (!known.options.has(sequence)) throw unknownField(name, sequence);
  }
  store.limitReads(maxTimeMs(name, body));
  if (command.writesOnly !== true) store.catalog.refresh();
  return command.run({ store, cursors, connection, command: name, database, body, sequences });
}
