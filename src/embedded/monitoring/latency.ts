/** How often and how long operations of one kind ran, with the server's histogram of microseconds. */

export class Latency {
  count = 0;
  micros = 0;
  private readonly buckets = new Map<number, number>();

  add(micros: number): void {
    this.count += 1;
    this.micros += micros;
    const bound = lowerBound(micros);
    this.buckets.set(bound, (this.buckets.get(bound) ?? 0) + 1);
  }

  /** Lower bounds and counts, ascending, without those that counted nothing. */
  histogram(): readonly (readonly [bound: number, count: number])[] {
    return [...this.buckets].sort(([one], [other]) => one - other);
  }
}

/** Between these the bounds are half a power of two apart, elsewhere a whole one. */
const FINE_FROM = 1024;
const FINE_TO = 2 ** 21;
const LAST_BOUND = 2 ** 40;

function lowerBound(micros: number): number {
  if (micros < 2) return 0;
  const power = 2 ** Math.floor(Math.log2(micros));
  if (power >= LAST_BOUND) return LAST_BOUND;
  const isFine = power >= FINE_FROM && power < FINE_TO;
  return isFine && micros >= power * 1.5 ? power * 1.5 : power;
}
