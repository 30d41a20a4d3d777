import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startStopwatch } from '../../src/cli/stopwatch.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a stopwatch', () => {
  it('counts the work before and after a question, and not the time that the answer took', async () => {
    const stopwatch = startStopwatch();
    vi.advanceTimersByTime(20);
    const answer = await stopwatch.pauseDuring(async () => {
      vi.advanceTimersByTime(5_000);
      return 'yes';
    });
    vi.advanceTimersByTime(3);
    expect(answer).toBe('yes');
    expect(stopwatch.elapsedMs()).toBe(23);
  });
});
