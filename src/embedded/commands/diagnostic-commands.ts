/** What a person or a tool asks a server about itself. */
import { type Document, Int32, Long } from '../../bson/bson.ts';
import { isNumeric } from '../../bson/bson-type.ts';
import { setField } from '../../bson/fields.ts';
import { EngineError } from '../engine-error.ts';
import type { CollectionActivity } from '../monitoring/collection-activity.ts';
import type { Command, CommandContext } from './command.ts';
import { stringOption, wrongType } from './options.ts';

export const diagnosticCommands: readonly Command[] = [
  { name: 'getCmdLineOpts', adminOnly: true, run: getCmdLineOpts },
  { name: 'getLog', adminOnly: true, run: getLog },
  { name: 'logRotate', adminOnly: true, run: logRotate },
  { name: 'lockInfo', adminOnly: true, run: () => ({ lockInfo: [] }) },
  { name: 'connPoolStats', lenient: true, run: connPoolStats },
  { name: 'top', lenient: true, adminOnly: true, run: top },
];

/** The program alone: its arguments may hold what is not for everyone who can look into the database. */
function getCmdLineOpts(): Document {
  return { argv: ['webhook-cli'], parsed: {} };
}

/** Nothing is found at the start that would be worth a warning. */
function getLog({ body, monitor }: CommandContext): Document {
  const name = stringOption('getLog', body, 'getLog');
  if (name === '*') return { names: ['global', 'startupWarnings'] };
  if (name === 'startupWarnings') return { totalLinesWritten: new Int32(0), log: [] };
  if (name === 'global') return { totalLinesWritten: new Int32(monitor.log.totalLines), log: monitor.log.list() };
  throw new EngineError(96, 'OperationFailed', `No log named '${name}'`);
}

/** The log is in memory alone, so there is no file to close: a server without a log file does nothing either. */
function logRotate({ body: { logRotate: target } }: CommandContext): Document {
  if (typeof target === 'boolean' || isNumeric(target) || target === 'server') return {};
  if (typeof target !== 'string') throw wrongType('logRotate', 'logRotate', target, 'bool');
  throw new EngineError(4, 'NoSuchKey', `there is no log of the kind '${target.slice(0, 100)}'`);
}

/** Of connections to other servers, which there are none of. */
function connPoolStats(): Document {
  const zero = new Int32(0);
  return {
    numClientConnections: zero,
    numAScopedConnections: zero,
    totalInUse: zero,
    totalAvailable: zero,
    totalCreated: zero,
    totalRefreshing: zero,
    pools: {},
    hosts: {},
  };
}

function top({ store: { catalog }, monitor }: CommandContext): Document {
  const totals: Document = { note: 'all times in microseconds' };
  for (const { id, namespace } of [...catalog.list(), ...catalog.listViews()]) {
    const activity = monitor.collections.find(id);
    if (activity !== undefined) setField(totals, namespace, describeActivity(activity));
  }
  return { totals };
}

interface Measure {
  readonly micros: number;
  readonly count: number;
}

function describeActivity({ latency, events }: CollectionActivity): Document {
  const { reads, writes, commands } = latency;
  return {
    total: describe(reads, writes, commands),
    readLock: describe(reads),
    writeLock: describe(writes),
    queries: describe(events.queries),
    getmore: describe(events.getmore),
    insert: describe(events.insert),
    update: describe(events.update),
    remove: describe(events.remove),
    commands: describe(events.commands),
  };
}

function describe(...measures: readonly Measure[]): Document {
  const time = measures.reduce((sum, { micros }) => sum + micros, 0);
  const count = measures.reduce((sum, measure) => sum + measure.count, 0);
  return { time: Long.fromNumber(Math.round(time)), count: Long.fromNumber(count) };
}
