/** Which operations the log notes, as the command `profile` sets it. */

export interface SlowOperationRule {
  /** Operations that take longer, in milliseconds. */
  slowMs: number;
  /** What part of them, from 0 to 1. */
  sampleRate: number;
}

export const SLOW_OPERATION_DEFAULTS: Readonly<SlowOperationRule> = { slowMs: 100, sampleRate: 1 };

export function isNoted({ slowMs, sampleRate }: SlowOperationRule, durationMs: number): boolean {
  return durationMs > slowMs && (sampleRate === 1 || Math.random() < sampleRate);
}
