/** What a command leaves in the counters once it has been answered. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { firstFieldName } from '../../bson/fields.ts';
import type { OperationKind } from '../monitoring/command-counters.ts';
import type { EngineMonitor } from '../monitoring/engine-monitor.ts';
import type { Operation } from '../monitoring/operations.ts';
import { isNoted } from '../monitoring/slow-operations.ts';
import type { Store } from '../storage/store.ts';
import type { Request } from '../wire/message.ts';
import { activityOf, collectionOf, namespaceOf, operationKind } from './operation-kind.ts';

export interface Outcome {
  /** Whether there is such a command. */
  readonly isKnown: boolean;
  readonly failed: boolean;
  readonly sequences: Request['sequences'];
}

export function recordOperation(
  { store, monitor }: { readonly store: Store; readonly monitor: EngineMonitor },
  operation: Operation,
  { isKnown, failed, sequences }: Outcome,
): void {
  const { operations, counters, slowOperations, log } = monitor;
  const { durationMs } = operation;
  operations.end(operation);
  if (failed) counters.userErrors += 1;
  if (!isKnown) {
    counters.unknownCommands += 1;
    return;
  }
  counters.count(operation.command, failed);
  // What a stranger asked for in vain was no operation.
  if (failed && !operation.connection.auth.isTrusted) return;
  countKinds(counters.operations, operation, sequences);
  recordActivity(store, monitor, operation, durationMs * 1_000);
  if (!isNoted(slowOperations, durationMs)) return;
  const { command, connection } = operation;
  log.slow({ namespace: namespaceOf(operation), command, connection: connection.id, durationMs });
}

const STATEMENTS: ReadonlyMap<string, string> = new Map([
  ['insert', 'documents'],
  ['update', 'updates'],
  ['delete', 'deletes'],
]);

/** A write counts once for each of its statements, any other command once. */
function countKinds(
  counts: Record<OperationKind, number>,
  { command, body }: Operation,
  sequences: Request['sequences'],
): void {
  if (command === 'bulkWrite') {
    for (const statement of statementsOf('ops', body, sequences)) {
      const kind = kindOfStatement(statement);
      if (kind !== undefined) counts[kind] += 1;
    }
    return;
  }
  const field = STATEMENTS.get(command);
  counts[operationKind(command)] += field === undefined ? 1 : statementsOf(field, body, sequences).length;
}

function statementsOf(field: string, body: Document, sequences: Request['sequences']): readonly unknown[] {
  const sent: unknown = sequences.get(field) ?? body[field];
  return Array.isArray(sent) ? sent : [];
}

/** By the name of its first field: `{insert: 0, document: …}`. */
function kindOfStatement(statement: unknown): 'insert' | 'update' | 'delete' | undefined {
  const name = statement instanceof Uint8Array ? firstNameIn(statement) : firstNameOf(statement);
  return name === 'insert' || name === 'update' || name === 'delete' ? name : undefined;
}

function firstNameOf(statement: unknown): string | undefined {
  const document = asDocument(statement);
  return document === undefined ? undefined : firstFieldName(document);
}

/** After the length and the type comes the name, with a zero at its end. */
function firstNameIn(bytes: Uint8Array): string {
  return (
    Buffer.from(bytes.buffer, bytes.byteOffset + 5, Math.min(7, bytes.length - 5))
      .toString('latin1')
      .split('\0', 1)[0] ?? ''
  );
}

function recordActivity({ catalog }: Store, monitor: EngineMonitor, operation: Operation, micros: number): void {
  const kinds = activityOf(operation.command);
  const name = collectionOf(operation);
  if (kinds === undefined || name === undefined) return;
  const { database } = operation;
  const id = catalog.find(database, name)?.id ?? catalog.findView(database, name)?.id;
  if (id === undefined) return;
  const activity = monitor.collections.of(id);
  const [kind, event] = kinds;
  activity.latency[kind].add(micros);
  activity.events[event].add(micros);
}
