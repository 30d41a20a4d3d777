import { describe, expect, it } from 'vitest';
import { Binary, Code, Int32 } from '../../src/bson/bson.ts';
import { weightOf } from '../../src/bson/weight.ts';

/** Two of the value below on every level: 2^levels values in the end. */
function doubled(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value, value];
  return value;
}

describe('the weight of a value', () => {
  it('counts texts, binary data and every value within', () => {
    const most = Number.POSITIVE_INFINITY;
    expect(weightOf('a'.repeat(1000), most)).toBeGreaterThan(1000);
    expect(weightOf({ a: [new Binary(Buffer.alloc(1000))] }, most)).toBeGreaterThan(1000);
    expect(weightOf(new Code('x', { text: 'a'.repeat(1000) }), most)).toBeGreaterThan(1000);
    expect(weightOf(Array(100).fill(new Int32(1)), most)).toBeGreaterThan(weightOf(Array(50).fill(1), most));
  });

  it('ends where it is too much, also for a value without end', () => {
    expect(weightOf(doubled(100), 10_000)).toBeGreaterThan(10_000);
  });
});
