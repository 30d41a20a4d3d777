/** What a server says of itself. This one is a standalone, so that drivers ask for no replica set and no transactions. */
import type { Document } from '../../bson/bson.ts';
import type { Command, CommandContext } from './command.ts';

/** The wire protocol of MongoDB 7.0. */
const WIRE_VERSION_MAX = 21;
const VERSION = [7, 0, 0, 0];

export const serverCommands: readonly Command[] = [
  { name: 'hello', lenient: true, run: hello },
  { name: 'isMaster', lenient: true, run: hello },
  { name: 'ismaster', lenient: true, run: hello },
  { name: 'ping', run: () => ({}) },
  { name: 'buildInfo', run: buildInfo },
  { name: 'buildinfo', run: buildInfo },
  { name: 'connectionStatus', options: ['showPrivileges'], run: connectionStatus },
];

function hello({ command, connectionId, store }: CommandContext): Document {
  return {
    helloOk: true,
    ...(command === 'hello' ? { isWritablePrimary: true } : { ismaster: true }),
    maxBsonObjectSize: store.limits.engineDocumentBytesMax,
    maxMessageSizeBytes: store.limits.engineMessageBytesMax,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId,
    minWireVersion: 0,
    maxWireVersion: WIRE_VERSION_MAX,
    readOnly: false,
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

function connectionStatus(): Document {
  return { authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] } };
}
