/** What a command is in the counters: its kind of operation, and what it does with a collection. */
import { getField } from '../../bson/fields.ts';
import type { ActivityKind, TopEvent } from '../monitoring/collection-activity.ts';
import type { OperationKind } from '../monitoring/command-counters.ts';
import type { OperationRequest } from '../monitoring/operations.ts';

const COLLECTION_COMMANDS: ReadonlyMap<string, readonly [ActivityKind, TopEvent]> = new Map([
  ['find', ['reads', 'queries']],
  ['getMore', ['reads', 'getmore']],
  ['aggregate', ['reads', 'commands']],
  ['count', ['reads', 'commands']],
  ['distinct', ['reads', 'commands']],
  ['insert', ['writes', 'insert']],
  ['update', ['writes', 'update']],
  ['delete', ['writes', 'remove']],
  ['findAndModify', ['writes', 'commands']],
  ['findandmodify', ['writes', 'commands']],
  ['create', ['commands', 'commands']],
  ['createIndexes', ['commands', 'commands']],
  ['listIndexes', ['commands', 'commands']],
  ['dropIndexes', ['commands', 'commands']],
  ['collMod', ['commands', 'commands']],
  ['collStats', ['commands', 'commands']],
  ['validate', ['commands', 'commands']],
]);

/** Of the collection that a command is for, or of the database. */
export function namespaceOf(operation: OperationRequest): string {
  return `${operation.database}.${collectionOf(operation) ?? '$cmd'}`;
}

/** The kind of operation that a command is. */
export function operationKind(command: string): OperationKind {
  switch (command) {
    case 'insert':
    case 'update':
    case 'delete':
      return command;
    case 'find':
      return 'query';
    case 'getMore':
      return 'getmore';
    default:
      return 'command';
  }
}

/** Undefined for a command that is for no collection. */
export function collectionOf({ command, body }: OperationRequest): string | undefined {
  if (!COLLECTION_COMMANDS.has(command)) return undefined;
  const name = command === 'getMore' ? body.collection : getField(body, command);
  return typeof name === 'string' ? name : undefined;
}

/** How a command on a collection counts there. */
export function activityOf(command: string): readonly [ActivityKind, TopEvent] | undefined {
  return COLLECTION_COMMANDS.get(command);
}

/** Whether it writes documents. */
export function isWrite(command: string): boolean {
  return command === 'bulkWrite' || activityOf(command)?.[0] === 'writes';
}
