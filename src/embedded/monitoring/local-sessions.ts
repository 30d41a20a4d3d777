/** The sessions that clients have named in commands, until they end them or leave them for half an hour. */
import { EngineError } from '../engine-error.ts';

export interface LocalSession {
  /** The session's UUID, in hexadecimal digits. */
  readonly id: string;
  /** Whose it is: `user@database`, or nothing for a client that was not asked. */
  readonly owner: string;
  readonly lastUse: Date;
}

export const SESSION_TIMEOUT_MINUTES = 30;

const TIMEOUT_MS = SESSION_TIMEOUT_MINUTES * 60_000;
const SESSIONS_MAX = 100_000;

export class LocalSessions {
  /** By id, those that were used last at the end. */
  private readonly sessions = new Map<string, LocalSession>();

  /** Throws TooManyLogicalSessions. */
  use(id: string, owner: string): void {
    const isNew = !this.sessions.delete(id);
    if (isNew && this.sessions.size >= SESSIONS_MAX) {
      this.forgetOld();
      if (this.sessions.size >= SESSIONS_MAX) {
        const message = `cannot add session: there are ${SESSIONS_MAX} already`;
        throw new EngineError(261, 'TooManyLogicalSessions', message);
      }
    }
    this.sessions.set(id, { id, owner, lastUse: new Date() });
  }

  end(id: string): void {
    this.sessions.delete(id);
  }

  list(): readonly LocalSession[] {
    this.forgetOld();
    return [...this.sessions.values()];
  }

  private forgetOld(): void {
    const before = Date.now() - TIMEOUT_MS;
    for (const { id, lastUse } of this.sessions.values()) {
      if (lastUse.getTime() >= before) return;
      this.sessions.delete(id);
    }
  }
}
