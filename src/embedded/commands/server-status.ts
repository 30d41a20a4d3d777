/** `serverStatus`: counters since the start. Sections that a server has for a cluster, or for its own storage, are left out. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { type Document, Double, Int32, Long } from '../../bson/bson.ts';
import { fieldEntries, hasField, setField } from '../../bson/fields.ts';
import { isTruthy } from '../aggregation/scope.ts';
import type { OperationKind } from '../monitoring/command-counters.ts';
import type { EngineMonitor } from '../monitoring/engine-monitor.ts';
import { wholeNumber } from '../wire/numbers.ts';
import type { Command, CommandContext } from './command.ts';
import { isWrite } from './operation-kind.ts';
import { SERVER_VERSION, STORAGE_ENGINE } from './server-version.ts';

export const serverStatusCommand: Command = { name: 'serverStatus', lenient: true, run: serverStatus };

type Section = (context: CommandContext) => Document;

/** Each is left out when the command has a field of its name that is false. */
const SECTIONS: ReadonlyMap<string, Section> = new Map<string, Section>([
  ['asserts', asserts],
  ['catalogStats', catalogStats],
  ['connections', connections],
  ['extra_info', extraInfo],
  ['globalLock', globalLock],
  ['locks', () => ({})],
  ['logicalSessionRecordCache', sessions],
  ['mem', memory],
  ['metrics', metrics],
  ['network', network],
  ['opcounters', ({ monitor }) => operationCounts(monitor.counters.operations)],
  ['opcountersRepl', () => operationCounts({ insert: 0, query: 0, update: 0, delete: 0, getmore: 0, command: 0 })],
  ['storageEngine', storageEngine],
  ['transactions', transactions],
]);

function serverStatus(context: CommandContext): Document {
  const { monitor, body } = context;
  const uptimeMs = Date.now() - monitor.counters.startedOn.getTime();
  const seconds = Math.floor(uptimeMs / 1_000);
  const answer: Document = {
    host: hostname(),
    version: SERVER_VERSION.join('.'),
    // The role, for which clients know two words: this is not the router of a cluster.
    process: 'mongod',
    pid: Long.fromNumber(process.pid),
    uptime: new Double(seconds),
    uptimeMillis: Long.fromNumber(uptimeMs),
    uptimeEstimate: Long.fromNumber(seconds),
    localTime: new Date(),
  };
  for (const [name, section] of SECTIONS) {
    if (!hasField(body, name) || isTruthy(body[name])) setField(answer, name, section(context));
  }
  return answer;
}

/** Of the kinds that a server counts only the errors of users can happen here. */
function asserts({ monitor }: CommandContext): Document {
  const zero = new Int32(0);
  return {
    regular: zero,
    warning: zero,
    msg: zero,
    user: wholeNumber(monitor.counters.userErrors),
    tripwire: zero,
    rollovers: zero,
  };
}

function catalogStats({ store: { catalog } }: CommandContext): Document {
  const collections = catalog.list();
  const having = (option: string) => wholeNumber(collections.filter(({ options }) => hasField(options, option)).length);
  return {
    collections: wholeNumber(collections.length),
    capped: having('capped'),
    clustered: having('clusteredIndex'),
    timeseries: having('timeseries'),
    views: wholeNumber(catalog.listViews().length),
    internalCollections: new Int32(0),
    internalViews: new Int32(0),
  };
}

function connections({ monitor: { connections: open, operations }, store }: CommandContext): Document {
  const active = new Set(operations.list().map(({ connection }) => connection));
  return {
    current: wholeNumber(open.size),
    available: wholeNumber(Math.max(0, store.limits.engineConnectionsMax - open.size)),
    totalCreated: wholeNumber(open.totalCreated),
    active: wholeNumber(active.size),
  };
}

/** Of the process that the engine is a thread of. */
function extraInfo(): Document {
  const { userCPUTime, systemCPUTime, maxRSS, minorPageFault, majorPageFault } = process.resourceUsage();
  return {
    note: 'fields vary by platform',
    user_time_us: Long.fromNumber(userCPUTime),
    system_time_us: Long.fromNumber(systemCPUTime),
    maximum_resident_set_kb: Long.fromNumber(maxRSS),
    page_faults: Long.fromNumber(majorPageFault),
    page_reclaims: Long.fromNumber(minorPageFault),
  };
}

/** One thread does one thing at a time: what is begun and not answered waits for it, this command aside. */
function globalLock({ monitor, operation: own }: CommandContext): Document {
  const others = monitor.operations.list().filter((operation) => operation !== own);
  const writers = others.filter(({ command }) => isWrite(command)).length;
  const zero = new Int32(0);
  return {
    totalTime: Long.fromNumber((Date.now() - monitor.counters.startedOn.getTime()) * 1_000),
    currentQueue: {
      total: wholeNumber(others.length),
      readers: wholeNumber(others.length - writers),
      writers: wholeNumber(writers),
    },
    activeClients: { total: new Int32(1), readers: new Int32(1), writers: zero },
  };
}

function sessions({ monitor }: CommandContext): Document {
  return { activeSessionsCount: wholeNumber(monitor.sessions.list().length) };
}

const MEGABYTE = 1024 * 1024;

function memory(): Document {
  const virtual = virtualBytes();
  return {
    bits: new Int32(64),
    resident: wholeNumber(Math.round(process.memoryUsage.rss() / MEGABYTE)),
    ...(virtual === undefined ? {} : { virtual: wholeNumber(Math.round(virtual / MEGABYTE)) }),
    supported: true,
  };
}

/** Undefined on a system that does not tell it in this file. */
function virtualBytes(): number | undefined {
  try {
    const kilobytes = /^VmSize:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

function metrics({ monitor, cursors }: CommandContext): Document {
  const open = cursors.list();
  return {
    commands: commandCounts(monitor),
    cursor: {
      open: {
        noTimeout: wholeNumber(open.filter(({ noTimeout }) => noTimeout === true).length),
        total: wholeNumber(open.length),
      },
    },
  };
}

function commandCounts({ counters }: EngineMonitor): Document {
  const counts: Document = { '<UNKNOWN>': Long.fromNumber(counters.unknownCommands) };
  for (const [name, { total, failed }] of counters.commands) {
    counts[name] = { failed: Long.fromNumber(failed), total: Long.fromNumber(total) };
  }
  return counts;
}

function network({ monitor: { counters } }: CommandContext): Document {
  return {
    bytesIn: Long.fromNumber(counters.bytesIn),
    bytesOut: Long.fromNumber(counters.bytesOut),
    numRequests: Long.fromNumber(counters.requests),
  };
}

function operationCounts(counts: Readonly<Record<OperationKind, number>>): Document {
  return Object.fromEntries(fieldEntries(counts).map(([kind, count]) => [kind, Long.fromNumber(Number(count))]));
}

function storageEngine(): Document {
  return {
    name: STORAGE_ENGINE,
    supportsCommittedReads: true,
    supportsSnapshotReadConcern: false,
    readOnly: false,
    persistent: true,
  };
}

/** There are none. */
function transactions(): Document {
  const zero = Long.ZERO;
  return {
    currentActive: zero,
    currentInactive: zero,
    currentOpen: zero,
    totalAborted: zero,
    totalCommitted: zero,
    totalStarted: zero,
  };
}
