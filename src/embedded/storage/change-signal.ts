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

export class ChangeSignal {
  private readonly head: () => number;
  private readonly pollMs: number;
  private readonly waiters = new Set<Waiter>();
  private poll: NodeJS.Timeout | undefined;

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
    if (this.waiters.size === 0) return;
    const head = this.headOrAll();
    for (const waiter of [...this.waiters]) if (waiter.after < head) waiter.end();
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
