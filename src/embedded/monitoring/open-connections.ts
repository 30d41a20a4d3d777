/** The clients that are connected. */
import type { Connection } from '../connection.ts';

export class OpenConnections {
  /** Of the process, so that ids are never given again. */
  totalCreated = 0;
  private readonly open = new Set<Connection>();

  add(connection: Connection): void {
    this.open.add(connection);
  }

  remove(connection: Connection): void {
    this.open.delete(connection);
  }

  get size(): number {
    return this.open.size;
  }

  list(): readonly Connection[] {
    return [...this.open];
  }
}
