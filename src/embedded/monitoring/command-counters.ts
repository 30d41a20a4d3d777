/** How many commands came, by name and by kind, and how many bytes: `serverStatus`. */

export type OperationKind = 'insert' | 'query' | 'update' | 'delete' | 'getmore' | 'command';

export interface CommandCount {
  total: number;
  failed: number;
}

export class CommandCounters {
  readonly startedOn = new Date();
  /** By the command's name as the table of commands has it, so that no client makes this large. */
  readonly commands = new Map<string, CommandCount>();
  readonly operations: Record<OperationKind, number> = {
    insert: 0,
    query: 0,
    update: 0,
    delete: 0,
    getmore: 0,
    command: 0,
  };
  /** Errors that were answered. */
  userErrors = 0;
  /** Names that no command has. */
  unknownCommands = 0;
  requests = 0;
  bytesIn = 0;
  bytesOut = 0;

  count(name: string, failed: boolean): void {
    const known = this.commands.get(name);
    if (known === undefined) this.commands.set(name, { total: 1, failed: Number(failed) });
    else {
      known.total += 1;
      known.failed += Number(failed);
    }
  }
}
