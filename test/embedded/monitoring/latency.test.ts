import { describe, expect, it } from 'vitest';
import { Latency } from '../../../src/embedded/monitoring/latency.ts';

describe('the histogram of latencies', () => {
  it.each([
    [0, 0],
    [1.9, 0],
    [2, 2],
    [3.9, 2],
    [1023, 512],
    [1024, 1024],
    [1535, 1024],
    [1536, 1536],
    [2 ** 20 * 1.5, 2 ** 20 * 1.5],
    [2 ** 21 * 1.5, 2 ** 21],
    [2 ** 40, 2 ** 40],
    [2 ** 45, 2 ** 40],
  ])('counts %d microseconds from %d on', (micros, bound) => {
    const latency = new Latency();
    latency.add(micros);
    expect(latency.histogram()).toEqual([[bound, 1]]);
  });

  it('is ascending and has no empty part', () => {
    const latency = new Latency();
    for (const micros of [5000, 3, 5000, 70]) latency.add(micros);
    expect(latency.histogram()).toEqual([
      [2, 1],
      [64, 1],
      [4096, 2],
    ]);
    expect(latency).toMatchObject({ count: 4, micros: 10_073 });
  });
});
