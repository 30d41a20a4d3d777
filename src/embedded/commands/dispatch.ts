/** From a request to its reply: which command, with which options, and every error in the form of the server. */
import type { Document } from '../../bson/bson.ts';
import { Double } from '../../bson/bson.ts';
import { firstFieldName, hasField } from '../../bson/fields.ts';
import type { Connection } from '../connection.ts';
import { EngineError, notImplemented } from '../engine-error.ts';
import type { EngineMonitor } from '../monitoring/engine-monitor.ts';
import type { Operation } from '../monitoring/operations.ts';
import { toEngineError } from '../storage/sqlite-errors.ts';
import type { Store } from '../storage/store.ts';
import type { Request } from '../wire/message.ts';
import type { Reply } from '../wire/reply.ts';
import { administrationCommands } from './administration-commands.ts';
import { aggregateCommand } from './aggregate.ts';
import { authenticationCommands } from './authentication-commands.ts';
import { bulkWriteCommand } from './bulk-write.ts';
import { collectionCommands } from './collection-commands.ts';
import { type Command, checkAdmin } from './command.ts';
import { cursorCommands } from './cursor-commands.ts';
import type { Cursors } from './cursors.ts';
import { databaseCommands } from './database-commands.ts';
import { deleteCommand } from './delete.ts';
import { explainCommand } from './explain.ts';
import { findCommand } from './find.ts';
import { findAndModifyCommands } from './find-and-modify.ts';
import { checkGenericOptions, maxTimeMs, type OptionRules, optionRules } from './generic-options.ts';
import { indexCommands } from './index-commands.ts';
import { insertCommand } from './insert.ts';
import { UNSUPPORTED_COMMANDS } from './known-commands.ts';
import { listCommandsCommand } from './list-commands.ts';
import { unknownField } from './options.ts';
import { readCommands } from './read-commands.ts';
import { recordOperation } from './record-operation.ts';
import { serverCommands } from './server-commands.ts';
import { sessionOf } from './session-id.ts';
import { sessionCommands } from './sessions.ts';
import { updateCommand } from './update.ts';

interface KnownCommand extends OptionRules {
  readonly command: Command;
}

const ALL_COMMANDS: readonly Command[] = [
  aggregateCommand,
  bulkWriteCommand,
  deleteCommand,
  explainCommand(() => ALL_COMMANDS),
  findCommand,
  ...findAndModifyCommands,
  insertCommand,
  listCommandsCommand(() => ALL_COMMANDS),
  updateCommand,
  ...administrationCommands,
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
  ALL_COMMANDS.map((command) => [command.name, { command, ...optionRules(command) }]),
);

/** Commands that end a transaction carry its number too: a standalone has none, and says so. */
const TRANSACTION_OPTIONS = ['txnNumber', 'startTransaction', 'autocommit'];

export interface Dispatcher {
  readonly store: Store;
  readonly cursors: Cursors;
  readonly monitor: EngineMonitor;
}

/** Never throws: what went wrong is the reply. */
export async function dispatch(dispatcher: Dispatcher, connection: Connection, request: Request): Promise<Reply> {
  const { body, database, sequences } = request;
  const name = firstFieldName(body) ?? '';
  const operation = dispatcher.monitor.operations.begin({ connection, command: name, database, body });
  let failed = true;
  try {
    const reply = await runCommand(dispatcher, operation, sequences);
    failed = false;
    return reply instanceof Uint8Array ? reply : { ...reply, ok: reply.ok ?? new Double(1) };
  } catch (error) {
    return errorReply(error);
  } finally {
    recordOperation(dispatcher, operation, { isKnown: COMMANDS.has(name), failed, sequences });
  }
}

export function errorReply(error: unknown): Document {
  const { message, code, codeName, extra } = toEngineError(error);
  return { ok: new Double(0), errmsg: message, code, codeName, ...extra };
}

function runCommand(
  dispatcher: Dispatcher,
  operation: Operation,
  sequences: Request['sequences'],
): Reply | Promise<Reply> {
  const { store, monitor } = dispatcher;
  const { connection, command: name, database, body } = operation;
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
  if (command.adminOnly === true) checkAdmin(name, database);
  const session = sessionOf(body);
  if (session !== undefined && connection.auth.isTrusted) monitor.sessions.use(session, connection.auth.owner);
  store.limitReads(maxTimeMs(name, body));
  if (command.writesOnly !== true) store.catalog.refresh();
  const context = { ...dispatcher, connection, operation, command: name, database, body, sequences };
  return store.startFor(operation, () => command.run(context));
}
