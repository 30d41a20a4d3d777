/** The commands that run now: what `currentOp` shows and `killOp` ends. */
import type { Document } from '../../bson/bson.ts';
import type { Connection } from '../connection.ts';
import { EngineError } from '../engine-error.ts';

export interface OperationRequest {
  readonly connection: Connection;
  readonly command: string;
  readonly database: string;
  /** Without the documents of an insert. */
  readonly body: Document;
}

export class Operation implements OperationRequest {
  readonly id: number;
  readonly connection: Connection;
  readonly command: string;
  readonly database: string;
  readonly body: Document;
  isKilled = false;
  private readonly started = performance.now();
  private waiting: { readonly wake: () => void; readonly since: number } | undefined;
  private waitedMs = 0;

  constructor(id: number, { connection, command, database, body }: OperationRequest) {
    this.id = id;
    this.connection = connection;
    this.command = command;
    this.database = database;
    this.body = body;
  }

  /** Since it began. */
  get ageMs(): number {
    return performance.now() - this.started;
  }

  /** Without the time in which it waited for news, which is nobody's delay. */
  get durationMs(): number {
    return this.ageMs - this.waitedMs;
  }

  /** Notes how a wait for news is ended, or that it is over. */
  waits(wake: (() => void) | undefined): void {
    const now = performance.now();
    if (this.waiting !== undefined) this.waitedMs += now - this.waiting.since;
    this.waiting = wake && { wake, since: now };
  }

  /** One that is reading or writing now goes on: only what waits looks whether it was killed. */
  kill(): void {
    this.isKilled = true;
    this.waiting?.wake();
  }

  /** Throws Interrupted when `killOp` has named it. */
  checkNotKilled(): void {
    if (this.isKilled) throw new EngineError(11_601, 'Interrupted', 'operation was interrupted');
  }
}

/** After it the server counts from 1 again too. */
const ID_MAX = 0x7fff_ffff;

export class Operations {
  private readonly running = new Map<number, Operation>();
  private lastId = 0;

  begin(request: OperationRequest): Operation {
    this.lastId = (this.lastId % ID_MAX) + 1;
    const operation = new Operation(this.lastId, request);
    this.running.set(operation.id, operation);
    return operation;
  }

  end({ id }: Operation): void {
    this.running.delete(id);
  }

  list(): readonly Operation[] {
    return [...this.running.values()];
  }

  /** Undefined for one that has ended, or never was. */
  find(id: number): Operation | undefined {
    return this.running.get(id);
  }
}
