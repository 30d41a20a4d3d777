/**
 * Ends what does not end by itself. Wall time is measured here for every call; one uninterrupted stretch of user code is seen
 * by the marker that does not move. Only the parent can judge both: a child in an endless loop cannot even be asked.
 */
import type { Marker } from './marker.ts';

export interface WatchdogOptions {
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Resident memory of the child beyond which the call that is executing has taken too much. */
  readonly memoryBytesMax: number;
  readonly now: () => number;
  readonly readMarker: () => Marker;
  /** Undefined where the system does not tell. */
  readonly readMemoryBytes: () => number | undefined;
  readonly onWallTime: (call: number) => void;
  /** The call that has held the child for `cpuMs` without a pause. */
  readonly onStretch: (call: number) => void;
  readonly onMemory: (call: number) => void;
}

/** How often a running child is looked at; bounds how late a stretch is noticed. */
const LOOK_MS = 50;
/** The isolate bounds its own heap; this finds what it does not count, and need not be quick. */
const MEMORY_LOOK_MS = 250;

export class Watchdog {
  readonly #options: WatchdogOptions;
  /** Deadlines in the order in which calls were sent, which is the order in which they fall due. */
  readonly #deadlines = new Map<number, number>();
  #timer: NodeJS.Timeout | undefined;
  #stretch = { sequence: -1, since: 0 };
  #nextMemoryLook = 0;

  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  watch(call: number): void {
    this.#deadlines.set(call, this.#options.now() + this.#options.wallMs);
    // One timer for all calls, left running: a timer per call would cost more than the call's own frames.
    if (this.#timer === undefined) this.#arm();
  }

  forget(call: number): void {
    this.#deadlines.delete(call);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#deadlines.clear();
  }

  #arm(): void {
    const [next] = this.#deadlines.values();
    const untilDeadline = next === undefined ? LOOK_MS : Math.max(0, next - this.#options.now());
    this.#timer = setTimeout(() => this.#look(), Math.min(LOOK_MS, untilDeadline));
    this.#timer.unref();
  }

  #look(): void {
    this.#timer = undefined;
    const now = this.#options.now();
    for (const [call, deadline] of this.#deadlines) {
      if (deadline > now) break;
      this.#deadlines.delete(call);
      this.#options.onWallTime(call);
    }
    this.#lookAtStretch(now);
    if (now >= this.#nextMemoryLook) this.#lookAtMemory(now);
    // Calls beyond their time are watched by whoever asked the child to drop them.
    if (this.#deadlines.size > 0 && this.#timer === undefined) this.#arm();
  }

  #lookAtStretch(now: number): void {
    const { sequence, current } = this.#options.readMarker();
    if (current === 0 || sequence !== this.#stretch.sequence) {
      this.#stretch = { sequence, since: now };
    } else if (now - this.#stretch.since >= this.#options.cpuMs) {
      this.#stretch = { sequence: -1, since: now };
      this.#options.onStretch(current);
    }
  }

  #lookAtMemory(now: number): void {
    this.#nextMemoryLook = now + MEMORY_LOOK_MS;
    const bytes = this.#options.readMemoryBytes();
    if (bytes === undefined || bytes <= this.#options.memoryBytesMax) return;
    const { current } = this.#options.readMarker();
    // Between two entries nobody's code runs; the next look will find who does.
    if (current !== 0) this.#options.onMemory(current);
  }
}
