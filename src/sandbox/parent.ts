/** The sandbox of one app as the rest of the program sees it: calls in, outcomes out, one child process behind it. */
import { randomUUID } from 'node:crypto';
import { WebhookCliError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { AnalysisCache } from './reachable-sources.ts';
import { type QueuedCall, RunningChild } from './running-child.ts';
import type { ContextCallHandler, FunctionCall, FunctionOutcome, Sandbox } from './sandbox.ts';

export interface SandboxOptions {
  readonly appId: string;
  readonly limits: Limits;
  readonly onContextCall: ContextCallHandler;
  /** What a child printed when it died, for the operator's log. */
  readonly onDiagnostic?: (text: string) => void;
  /** Milliseconds that only grow. */
  readonly now?: () => number;
}

export function createSandbox(options: SandboxOptions): Sandbox {
  const keeper = new Keeper(options);
  return {
    call: (call) => keeper.call(call),
    warmUp: () => keeper.warmUp(),
    close: (drainMs) => keeper.close(drainMs),
  };
}

/** Times that a call is moved to a new child before it is given up; each move means that a child died without running it. */
const ATTEMPTS_MAX = 3;
const RESTART_DELAY_MIN_MS = 100;
const RESTART_DELAY_MAX_MS = 5_000;

/** Keeps a child alive while there is work, and the queue in front of it. */
class Keeper {
  readonly #options: SandboxOptions;
  readonly #now: () => number;
  readonly #analyses: AnalysisCache = new Map();
  #queue: QueuedCall[] = [];
  #child: RunningChild | undefined;
  #startTimer: NodeJS.Timeout | undefined;
  #queueTimer: NodeJS.Timeout | undefined;
  #failedStarts = 0;
  #restartAt = 0;
  #restartTimer: NodeJS.Timeout | undefined;
  #closed = false;
  #closing: Promise<void> | undefined;
  #waiters: Array<(failure: string | undefined) => void> = [];
  #onIdle: (() => void) | undefined;

  constructor(options: SandboxOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  call(call: FunctionCall): Promise<FunctionOutcome> {
    if (this.#closed) return unavailable('closed');
    const { sandboxRunningCallsMax, sandboxQueuedCallsMax, sandboxQueueWaitMs } = this.#options.limits;
    const running = this.#child?.running ?? 0;
    if (running + this.#queue.length >= sandboxRunningCallsMax + sandboxQueuedCallsMax)
      return unavailable('queue-full');
    return new Promise((resolve) => {
      const queued = { call, resolve, queueDeadline: this.#now() + sandboxQueueWaitMs, attempts: 0 };
      if (this.#queue.length === 0 && this.#hasRoom()) return this.#child?.start(queued);
      this.#queue.push(queued);
      this.#armQueueTimer();
      this.#ensureChild();
    });
  }

  async warmUp(): Promise<void> {
    if (this.#child?.ready === true) return;
    if (this.#closed)
      throw new WebhookCliError('SandboxStartFailed', { app: this.#options.appId, reason: 'it is closed' });
    const failure = await new Promise<string | undefined>((resolve) => {
      this.#waiters.push(resolve);
      this.#ensureChild();
    });
    if (failure === undefined) return;
    throw new WebhookCliError('SandboxStartFailed', { app: this.#options.appId, reason: failure });
  }

  close(drainMs: number): Promise<void> {
    this.#closing ??= this.#shutDown(drainMs);
    return this.#closing;
  }

  async #shutDown(drainMs: number): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#restartTimer);
    clearTimeout(this.#queueTimer);
    this.#failQueue('closed');
    this.#tellWaiters('the sandbox was closed');
    const child = this.#child;
    if (child === undefined) return;
    await new Promise<void>((resolve) => {
      const end = (): void => child.kill('the sandbox was closed');
      const timer = setTimeout(end, child.running === 0 ? 0 : drainMs);
      this.#onIdle = () => {
        clearTimeout(timer);
        if (this.#child === undefined) resolve();
        else end();
      };
    });
  }

  #hasRoom(): boolean {
    return this.#child?.ready === true && this.#child.running < this.#options.limits.sandboxRunningCallsMax;
  }

  #dispatch(): void {
    while (this.#queue.length > 0 && this.#hasRoom()) {
      const queued = this.#queue.shift();
      if (queued !== undefined) this.#child?.start(queued);
    }
    if (this.#child?.running === 0) this.#onIdle?.();
  }

  #ensureChild(): void {
    if (this.#closed || this.#child !== undefined || this.#restartTimer !== undefined) return;
    const delay = this.#restartAt - this.#now();
    if (delay <= 0) {
      this.#startChild();
      return;
    }
    this.#restartTimer = setTimeout(() => {
      this.#restartTimer = undefined;
      this.#startChild();
    }, delay);
  }

  #startChild(): void {
    const { appId, limits, onContextCall, onDiagnostic = () => {} } = this.#options;
    try {
      this.#child = new RunningChild({
        name: `webhook-cli-${randomUUID()}`,
        limits,
        analyses: this.#analyses,
        onContextCall,
        now: this.#now,
        onDiagnostic: (text) => onDiagnostic(`${appId}: ${text}`),
        onReady: () => this.#becomeReady(),
        onRoom: () => this.#dispatch(),
        onEnd: ({ unstarted, reason }) => this.#endChild(unstarted, reason),
      });
    } catch (error) {
      this.#failStart(error instanceof Error ? error.message : String(error));
      return;
    }
    const child = this.#child;
    this.#startTimer = setTimeout(() => child.kill('it was not ready in time'), limits.sandboxStartMs);
  }

  #becomeReady(): void {
    clearTimeout(this.#startTimer);
    this.#failedStarts = 0;
    this.#tellWaiters(undefined);
    this.#dispatch();
  }

  #endChild(unstarted: readonly QueuedCall[], reason: string): void {
    clearTimeout(this.#startTimer);
    const wasReady = this.#child?.ready === true;
    this.#child = undefined;
    this.#requeue(unstarted, wasReady);
    if (this.#closed) this.#onIdle?.();
    else if (!wasReady) this.#failStart(reason);
    else if (this.#queue.length > 0) this.#ensureChild();
  }

  /**
   * Calls whose code has not run go first on the next child. They wait anew, for the start of that child too: the time
   * that another call's fault has taken is not theirs, and the number of attempts bounds the whole.
   */
  #requeue(unstarted: readonly QueuedCall[], wasReady: boolean): void {
    const { sandboxStartMs, sandboxQueueWaitMs } = this.#options.limits;
    const retried: QueuedCall[] = [];
    for (const queued of unstarted) {
      queued.attempts += 1;
      queued.queueDeadline = this.#now() + sandboxStartMs + sandboxQueueWaitMs;
      if (this.#closed) queued.resolve({ status: 'unavailable', reason: 'closed' });
      else if (queued.attempts >= ATTEMPTS_MAX) {
        queued.resolve({ status: 'unavailable', reason: wasReady ? 'queue-timeout' : 'start-failed' });
      } else retried.push(queued);
    }
    this.#queue = [...retried, ...this.#queue];
    this.#armQueueTimer();
  }

  /** Everyone who waits is told; the next call tries again, but not at once. */
  #failStart(reason: string): void {
    this.#failedStarts += 1;
    const delay = Math.min(RESTART_DELAY_MAX_MS, RESTART_DELAY_MIN_MS * 2 ** (this.#failedStarts - 1));
    this.#restartAt = this.#now() + delay;
    this.#options.onDiagnostic?.(`${this.#options.appId}: sandbox child did not start (${reason})`);
    this.#failQueue('start-failed');
    this.#tellWaiters(reason);
  }

  #tellWaiters(failure: string | undefined): void {
    for (const tell of this.#waiters.splice(0)) tell(failure);
  }

  #failQueue(reason: 'closed' | 'start-failed'): void {
    for (const { resolve } of this.#queue.splice(0)) resolve({ status: 'unavailable', reason });
  }

  /** One timer, for the call whose time is up first; that is not always the first in the queue. */
  #armQueueTimer(): void {
    clearTimeout(this.#queueTimer);
    if (this.#queue.length === 0) return;
    const next = Math.min(...this.#queue.map(({ queueDeadline }) => queueDeadline));
    this.#queueTimer = setTimeout(() => this.#failLate(), Math.max(1, next - this.#now()));
  }

  #failLate(): void {
    const now = this.#now();
    const late = this.#queue.filter(({ queueDeadline }) => queueDeadline <= now);
    this.#queue = this.#queue.filter(({ queueDeadline }) => queueDeadline > now);
    for (const { resolve } of late) resolve({ status: 'unavailable', reason: 'queue-timeout' });
    this.#armQueueTimer();
  }
}

function unavailable(reason: 'queue-full' | 'closed'): Promise<FunctionOutcome> {
  return Promise.resolve({ status: 'unavailable', reason });
}
