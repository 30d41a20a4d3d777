/** What runs now, as `currentOp` and `$currentOp` show it. */
import { hostname } from 'node:os';
import { type Document, Long, UUID } from '../../bson/bson.ts';
import { getField, hasField } from '../../bson/fields.ts';
import type { WantedOperations } from '../aggregation/data-source.ts';
import type { Connection } from '../connection.ts';
import type { EngineMonitor } from '../monitoring/engine-monitor.ts';
import type { Operation } from '../monitoring/operations.ts';
import { encodeDocument } from '../wire/codec.ts';
import { wholeNumber } from '../wire/numbers.ts';
import type { Cursors } from './cursors.ts';
import { namespaceOf, operationKind } from './operation-kind.ts';

export interface OperationsOwner {
  readonly monitor: EngineMonitor;
  readonly cursors: Cursors;
}

export function currentOperations({ monitor, cursors }: OperationsOwner, wanted: WantedOperations): Document[] {
  const running = monitor.operations.list();
  const documents = running.map((operation) => describeOperation(operation, wanted.truncateOps));
  if (wanted.idleConnections) {
    const busy = new Set(running.map(({ connection }) => connection));
    for (const connection of monitor.connections.list()) {
      if (!busy.has(connection)) documents.push({ ...describeConnection(connection), active: false, ...now() });
    }
  }
  if (wanted.idleCursors) documents.push(...cursors.list().map(describeCursor));
  return documents;
}

function describeOperation(operation: Operation, truncates: boolean): Document {
  const { id, connection, command, body, ageMs, isKilled } = operation;
  const micros = Math.floor(ageMs * 1_000);
  return {
    ...describeConnection(connection),
    active: true,
    ...now(),
    opid: wholeNumber(id),
    ...(hasField(body, 'lsid') ? { lsid: getField(body, 'lsid') } : {}),
    secs_running: Long.fromNumber(Math.floor(micros / 1_000_000)),
    microsecs_running: Long.fromNumber(micros),
    op: kindOf(command),
    ns: namespaceOf(operation),
    command: describeCommand(body, truncates),
    ...(isKilled ? { killPending: true } : {}),
  };
}

function describeConnection({ id, remote }: Connection): Document {
  return { type: 'op', host: hostname(), desc: `conn${id}`, connectionId: wholeNumber(id), client: remote };
}

function now(): Document {
  return { currentOpTime: new Date().toISOString() };
}

/** `delete` is called `remove` here. */
function kindOf(command: string): string {
  const kind = operationKind(command);
  return kind === 'delete' ? 'remove' : kind;
}

const COMMAND_BYTES_MAX = 1_000;

/** A document of all operations must stay within the size of a document. */
const WHOLE_COMMAND_BYTES_MAX = 100_000;

/** Text of the beginning, where a long command is to be cut, or is very long. */
function describeCommand(body: Document, truncates: boolean): Document {
  const bytesMax = truncates ? COMMAND_BYTES_MAX : WHOLE_COMMAND_BYTES_MAX;
  if (encodeDocument(body).length <= bytesMax) return body;
  const text = JSON.stringify(body, textOf).slice(0, COMMAND_BYTES_MAX);
  return { $truncated: text, ...(hasField(body, 'comment') ? { comment: getField(body, 'comment') } : {}) };
}

/** JSON has no whole numbers of any size. */
function textOf(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

function describeCursor({ id, namespace, session, given, lastUsed, noTimeout }: OpenCursor): Document {
  const lastAccessDate = new Date(Date.now() - (performance.now() - lastUsed));
  return {
    type: 'idleCursor',
    host: hostname(),
    ns: namespace,
    ...(session === undefined ? {} : { lsid: { id: new UUID(session) } }),
    cursor: {
      cursorId: id,
      nDocsReturned: Long.fromNumber(given),
      noCursorTimeout: noTimeout === true,
      lastAccessDate,
    },
  };
}

type OpenCursor = ReturnType<Cursors['list']>[number];
