/**
 * Waits for the next entry of the oplog. A commit of this process wakes at once those who wait for it; what other
 * processes write is looked for by the clock, and only while somebody waits.
 */
export interface Waiting {
  /** Resolves when there may be something new, when the time is over, or when it was told to end. */
  readonly over: Promise<void>;
  end(): void;
}

interface Waiter {
  readonly after: number;
  readonly end: () => void;
}

/** So many read at once without anybody's noticing; beyond them, writes would wait longer with each one. */
const FREE_WAITERS = 20;
/** How long nobody is woken again, for each of the others. Several times of what its reading takes. */
const REST_MS = 0.2;

export class ChangeSignal {
  private readonly head: () => number;
  private readonly pollMs: number;
  private readonly waiters = new Set<Waiter>();
  private poll: NodeJS.Timeout | undefined;
  /** Until then who waits goes on waiting. */
  private restUntil = 0;

  /** `head` is the number of the last entry. */
  constructor(head: () => number, pollMs: number) {
    this.head = head;
    this.pollMs = pollMs;
  }

  /** For an entry after this one, so many milliseconds at most. */
  wait(after: number, ms: number): Waiting {
    const { promise, resolve } = Promise.withResolvers<void>();
    const late = setTimeout(() => waiter.end(), ms);
    const waiter: Waiter = {
      after,
      end: () => {
        clearTimeout(late);
        this.waiters.delete(waiter);
        if (this.waiters.size === 0) this.stop();
        resolve();
      },
    };
    this.waiters.add(waiter);
    this.poll ??= setInterval(() => this.look(), this.pollMs);
    return { over: promise, end: waiter.end };
  }

  /** To be called after each commit. */
  look(): void {
    if (this.waiters.size === 0 || performance.now() < this.restUntil) return;
    const head = this.headOrAll();
    const woken = [...this.waiters].filter(({ after }) => after < head);
    if (woken.length > FREE_WAITERS) this.restUntil = performance.now() + (woken.length - FREE_WAITERS) * REST_MS;
    for (const waiter of woken) waiter.end();
  }

  private stop(): void {
    clearInterval(this.poll);
    this.poll = undefined;
  }

  /** When the file cannot be read, everybody is woken: each then meets the error in its own command. */
  private headOrAll(): number {
    try {
      return this.head();
    } catch {
      return Number.POSITIVE_INFINITY;
    }
  }
}
