/** Commands of replica sets and clusters, which a standalone server knows and answers with an error. */
import type { Document } from '../../bson/bson.ts';
import { EngineError, failedToParse, locationError } from '../engine-error.ts';
import type { Command, CommandContext } from './command.ts';
import { arrayOption, missingField, wrongType } from './options.ts';

const REPLICATION_COMMANDS = [
  'replSetAbortPrimaryCatchUp',
  'replSetFreeze',
  'replSetGetConfig',
  'replSetGetRBID',
  'replSetGetStatus',
  'replSetInitiate',
  'replSetMaintenance',
  'replSetReconfig',
  'replSetResizeOplog',
  'replSetStepDown',
  'replSetSyncFrom',
];

export const clusterCommands: readonly Command[] = [
  ...REPLICATION_COMMANDS.map((name): Command => ({ name, lenient: true, adminOnly: true, run: notReplicated })),
  { name: 'getDefaultRWConcern', options: ['inMemory'], adminOnly: true, run: notOnStandalone },
  { name: 'setDefaultRWConcern', lenient: true, adminOnly: true, run: notOnStandalone },
  { name: 'dropConnections', options: ['hostAndPort'], adminOnly: true, run: dropConnections },
  { name: 'shardingState', adminOnly: true, run: () => ({ enabled: false }) },
];

function notReplicated(): Document {
  throw new EngineError(76, 'NoReplicationEnabled', 'not running with --replSet');
}

function notOnStandalone({ command }: CommandContext): Document {
  throw locationError(51_300, `'${command}' is not supported on standalone nodes.`);
}

/** Of connections to other servers, which there are none of. */
function dropConnections({ body }: CommandContext): Document {
  const hosts = arrayOption('dropConnections', body, 'hostAndPort');
  if (hosts === undefined) throw missingField('dropConnections', 'hostAndPort');
  for (const [position, host] of hosts.entries()) {
    if (host === null) continue;
    if (typeof host !== 'string') throw wrongType('dropConnections', `hostAndPort.${position}`, host, 'string');
    checkHost(host);
  }
  return {};
}

const HOST = /^(?:\[[^\]]+\]|[^:[\]]+)(?::(\d{1,5}))?$/;
const PORT_MAX = 65_535;

function checkHost(host: string): void {
  const parts = HOST.exec(host);
  const port = Number(parts?.[1] ?? 1);
  if (parts !== null && port >= 1 && port <= PORT_MAX) return;
  throw failedToParse(`an element of 'hostAndPort' must be a host, or a host with a port: '${host.slice(0, 100)}'`);
}
