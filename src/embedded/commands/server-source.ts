/** What the stages of a command's pipeline may read of the engine itself. */
import type { ServerSource } from '../aggregation/data-source.ts';
import type { CommandContext } from './command.ts';
import { currentOperations } from './current-operations.ts';
import { describeCollection, describeView } from './list-collections.ts';

export function serverSource(context: CommandContext): ServerSource {
  const { store, monitor, connection, database } = context;
  return {
    currentOperations: (wanted) => currentOperations(context, wanted),
    localSessions: () => monitor.sessions.list(),
    catalog: (of) => [
      ...store.catalog.list(of).map((entry) => ({ database: entry.database, description: describeCollection(entry) })),
      ...store.catalog.listViews(of).map((entry) => ({ database: entry.database, description: describeView(entry) })),
    ],
    owner: connection.auth.owner,
    activity(name) {
      const entry = store.catalog.find(database, name) ?? store.catalog.findView(database, name);
      return entry === undefined ? undefined : monitor.collections.find(entry.id);
    },
  };
}
