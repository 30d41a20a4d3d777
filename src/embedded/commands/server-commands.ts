/** What a server says of itself. This one is a standalone, so that drivers ask for no replica set and no transactions. */
import type { Document } from '../../bson/bson.ts';
import { SCRAM_MECHANISM } from '../authentication/scram.ts';
import { badValue } from '../engine-error.ts';
import { SESSION_TIMEOUT_MINUTES } from '../monitoring/local-sessions.ts';
import { isPlainDocument } from '../wire/codec.ts';
import type { Command, CommandContext } from './command.ts';
import { hostInfoCommand } from './host-info.ts';
import { booleanOption, wrongType } from './options.ts';
import { SERVER_VERSION, STORAGE_ENGINE, WIRE_VERSION_MAX } from './server-version.ts';

export const serverCommands: readonly Command[] = [
  { name: 'hello', lenient: true, beforeAuthentication: true, run: hello },
  { name: 'isMaster', lenient: true, beforeAuthentication: true, run: hello },
  { name: 'ismaster', lenient: true, beforeAuthentication: true, run: hello },
  { name: 'ping', beforeAuthentication: true, run: () => ({}) },
  { name: 'buildInfo', beforeAuthentication: true, run: buildInfo },
  { name: 'buildinfo', beforeAuthentication: true, run: buildInfo },
  { name: 'connectionStatus', options: ['showPrivileges'], beforeAuthentication: true, run: connectionStatus },
  {
    name: 'whatsmyuri',
    lenient: true,
    beforeAuthentication: true,
    run: ({ connection }) => ({ you: connection.remote }),
  },
  hostInfoCommand,
];

function hello({ command, connection, store, body }: CommandContext): Document {
  const asksForMechanisms = checkMechanismUser(command, body) && connection.auth.credentials !== undefined;
  return {
    helloOk: true,
    ...(command === 'hello' ? { isWritablePrimary: true } : { ismaster: true }),
    maxBsonObjectSize: store.limits.engineDocumentBytesMax,
    maxMessageSizeBytes: store.limits.engineMessageBytesMax,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: SESSION_TIMEOUT_MINUTES,
    connectionId: connection.id,
    minWireVersion: 0,
    maxWireVersion: WIRE_VERSION_MAX,
    readOnly: false,
    ...(asksForMechanisms ? { saslSupportedMechs: [SCRAM_MECHANISM] } : {}),
  };
}

/** Whether the client asks how a user may prove a password: `database.user`, or both as fields. */
function checkMechanismUser(command: string, { saslSupportedMechs: user }: Document): boolean {
  if (user === undefined) return false;
  if (typeof user === 'string' && user.includes('.')) return true;
  if (typeof user === 'string') throw badValue(`saslSupportedMechs of ${command} must be a 'database.user'`);
  if (!isPlainDocument(user)) throw wrongType(command, 'saslSupportedMechs', user, 'string');
  if (typeof user.user === 'string' && typeof user.db === 'string') return true;
  throw badValue(`saslSupportedMechs of ${command} must have the fields 'user' and 'db'`);
}

function buildInfo({ store }: CommandContext): Document {
  return {
    version: SERVER_VERSION.join('.'),
    versionArray: [...SERVER_VERSION, 0],
    gitVersion: 'webhook-cli embedded engine',
    modules: [],
    // No expression of this engine runs JavaScript, and no listener offers TLS.
    javascriptEngine: 'none',
    openssl: { running: 'disabled', compiled: 'disabled' },
    bits: 64,
    debug: false,
    maxBsonObjectSize: store.limits.engineDocumentBytesMax,
    storageEngines: [STORAGE_ENGINE],
  };
}

/** A password opens everything, so there is one role, which may do anything. */
function connectionStatus({ connection, body }: CommandContext): Document {
  const showsPrivileges = booleanOption('connectionStatus', body, 'showPrivileges') ?? false;
  const { credentials, isTrusted } = connection.auth;
  const user = isTrusted ? credentials?.user : undefined;
  const of = (...items: readonly Document[]) => (user === undefined ? [] : items);
  return {
    authInfo: {
      authenticatedUsers: of({ user, db: 'admin' }),
      authenticatedUserRoles: of({ role: 'root', db: 'admin' }),
      ...(showsPrivileges
        ? { authenticatedUserPrivileges: of({ resource: { anyResource: true }, actions: ['anyAction'] }) }
        : {}),
    },
    uuid: connection.uuid,
  };
}
