/** Measures the work of a command: the time that a person takes to answer is none of it. */
export interface Stopwatch {
  elapsedMs(): number;
  /** Stands still while this runs. */
  pauseDuring<Result>(asking: () => Promise<Result>): Promise<Result>;
}

export function startStopwatch(): Stopwatch {
  const startedMs = performance.now();
  let pausedMs = 0;
  return {
    elapsedMs: () => performance.now() - startedMs - pausedMs,
    async pauseDuring(asking) {
      const askedMs = performance.now();
      const result = await asking();
      pausedMs += performance.now() - askedMs;
      return result;
    },
  };
}
