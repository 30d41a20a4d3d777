/** What a server says of itself. This one is a standalone, so that drivers ask for no replica set and no transactions. */
import { arch, cpus, hostname, release, totalmem, type as typeOfSystem } from 'node:os';
import { type Document, Int32, Long } from '../../bson/bson.ts';
import { SCRAM_MECHANISM } from '../authentication/scram.ts';
import type { Command, CommandContext } from './command.ts';

/** The wire protocol of MongoDB 8.0, the first with `bulkWrite`. */
const WIRE_VERSION_MAX = 25;
const VERSION = [8, 0, 0, 0];

export const serverCommands: readonly Command[] = [
  { name: 'hello', lenient: true, beforeAuthentication: true, run: hello },
  { name: 'isMaster', lenient: true, beforeAuthentication: true, run: hello },
  { name: 'ismaster', lenient: true, beforeAuthentication: true, run: hello },
  { name: 'ping', beforeAuthentication: true, run: () => ({}) },
  { name: 'buildInfo', beforeAuthentication: true, run: buildInfo },
  { name: 'buildinfo', beforeAuthentication: true, run: buildInfo },
  { name: 'connectionStatus', options: ['showPrivileges'], beforeAuthentication: true, run: connectionStatus },
  { name: 'whatsmyuri', beforeAuthentication: true, run: ({ connection }) => ({ you: connection.remote }) },
  { name: 'hostInfo', run: hostInfo },
];

function hello({ command, connection, store, body }: CommandContext): Document {
  const asksForMechanisms = typeof body.saslSupportedMechs === 'string' && connection.auth.credentials !== undefined;
  return {
    helloOk: true,
    ...(command === 'hello' ? { isWritablePrimary: true } : { ismaster: true }),
    maxBsonObjectSize: store.limits.engineDocumentBytesMax,
    maxMessageSizeBytes: store.limits.engineMessageBytesMax,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId: connection.id,
    minWireVersion: 0,
    maxWireVersion: WIRE_VERSION_MAX,
    readOnly: false,
    ...(asksForMechanisms ? { saslSupportedMechs: [SCRAM_MECHANISM] } : {}),
  };
}

function buildInfo({ store }: CommandContext): Document {
  return {
    version: VERSION.slice(0, 3).join('.'),
    versionArray: VERSION,
    gitVersion: 'webhook-cli embedded engine',
    modules: [],
    bits: 64,
    debug: false,
    maxBsonObjectSize: store.limits.engineDocumentBytesMax,
    storageEngines: ['sqlite'],
  };
}

/** A password opens everything, so there is one role. */
function connectionStatus({ connection }: CommandContext): Document {
  const { credentials, isTrusted } = connection.auth;
  if (credentials === undefined || !isTrusted) {
    return { authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] } };
  }
  return {
    authInfo: {
      authenticatedUsers: [{ user: credentials.user, db: 'admin' }],
      authenticatedUserRoles: [{ role: 'root', db: 'admin' }],
    },
  };
}

function hostInfo(): Document {
  return {
    system: {
      currentTime: new Date(),
      hostname: hostname(),
      cpuAddrSize: new Int32(64),
      memSizeMB: Long.fromNumber(Math.floor(totalmem() / 1024 / 1024)),
      numCores: new Int32(cpus().length),
      cpuArch: arch(),
      numaEnabled: false,
    },
    os: { type: typeOfSystem(), name: typeOfSystem(), version: release() },
    extra: {},
  };
}
