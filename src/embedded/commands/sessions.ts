/**
 * Sessions are only names here: they group cursors, and ending one ends its cursors. A transaction is what a standalone
 * does not have: the first command that carries a number of one is refused before it gets to its table entry.
 */
import { type Document, Int32, UUID } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldCount, fieldNames } from '../../bson/fields.ts';
import { EngineError, notImplemented } from '../engine-error.ts';
import { SESSION_TIMEOUT_MINUTES } from '../monitoring/local-sessions.ts';
import type { Command, CommandContext } from './command.ts';
import { arrayOption, documentsOption, missingField, stringOption, unknownField, wrongType } from './options.ts';
import { readSessionId } from './session-id.ts';

const USER_FIELDS = new Set(['user', 'db']);

export const sessionCommands: readonly Command[] = [
  { name: 'startSession', lenient: true, run: startSession },
  { name: 'refreshSessions', lenient: true, run: refreshSessions },
  { name: 'endSessions', lenient: true, run: endSessions },
  { name: 'killSessions', lenient: true, run: killSessions },
  { name: 'killAllSessions', lenient: true, run: killAllSessions },
  { name: 'killAllSessionsByPattern', lenient: true, run: killByPattern },
  { name: 'commitTransaction', lenient: true, writeConcern: true, run: outsideTransaction },
  { name: 'abortTransaction', lenient: true, writeConcern: true, run: outsideTransaction },
];

function startSession({ monitor, connection }: CommandContext): Document {
  const id = new UUID();
  monitor.sessions.use(id.toString('hex'), connection.auth.owner);
  return { id: { id }, timeoutMinutes: new Int32(SESSION_TIMEOUT_MINUTES) };
}

function refreshSessions(context: CommandContext): Document {
  const { monitor, connection } = context;
  for (const session of readSessions(context)) monitor.sessions.use(session, connection.auth.owner);
  return {};
}

function endSessions(context: CommandContext): Document {
  for (const session of readSessions(context)) {
    context.cursors.killOfSession(session);
    context.monitor.sessions.end(session);
  }
  return {};
}

/** An empty list means every session. */
function killSessions(context: CommandContext): Document {
  const sessions = readSessions(context);
  if (sessions.length === 0) context.cursors.killOfSession(undefined);
  for (const session of sessions) context.cursors.killOfSession(session);
  return {};
}

/** Of users by name; an empty list means every session. */
function killAllSessions({ body, cursors, connection }: CommandContext): Document {
  const users = requiredArray('killAllSessions', body).filter((entry) => entry !== null);
  const names = users.map((entry, position) => readUser(`killAllSessions.${position}`, entry));
  const own = connection.auth.credentials?.user;
  const isOwn = names.some(({ user, db }) => user === own && db === 'admin');
  if (names.length === 0 || isOwn) cursors.killOfSession(undefined);
  return {};
}

function readUser(place: string, entry: unknown): { user: string; db: string } {
  const user = asDocument(entry);
  if (user === undefined) throw wrongType('killAllSessions', place, entry, 'object');
  for (const name of fieldNames(user)) if (!USER_FIELDS.has(name)) throw unknownField(place, name);
  return { user: stringOption(place, user, 'user'), db: stringOption(place, user, 'db') };
}

function killByPattern({ body, cursors }: CommandContext): Document {
  const command = 'killAllSessionsByPattern';
  requiredArray(command, body);
  const patterns = documentsOption(command, body, command) ?? [];
  const sessions = patterns.map((pattern, position) => {
    if (fieldCount(pattern) === 0) return undefined;
    if (pattern.lsid === undefined) throw notImplemented(`${command} by users or roles`);
    return readSessionId(`${command}.${position}.lsid`, pattern.lsid);
  });
  if (sessions.length === 0) cursors.killOfSession(undefined);
  for (const session of sessions) cursors.killOfSession(session);
  return {};
}

function outsideTransaction({ command }: CommandContext): Document {
  throw new EngineError(125, 'CommandFailed', `${command} must be run within a transaction`);
}

function readSessions({ command, body }: CommandContext): string[] {
  return requiredArray(command, body)
    .filter((session) => session !== null)
    .map((session, position) => readSessionId(`${command}.${position}`, session));
}

function requiredArray(command: string, body: Document): readonly unknown[] {
  const sent = arrayOption(command, body, command);
  if (sent === undefined) throw missingField(command, command);
  return sent;
}
