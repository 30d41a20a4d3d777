import { expect, it } from 'vitest';
import { PerCollection } from '../../../src/embedded/storage/per-collection.ts';

it('keeps one thing for each collection, and none for many that were dropped', () => {
  const kept = new PerCollection(
    () => ({ count: 0 }),
    () => new Set([7]),
  );
  kept.of(7).count += 1;
  for (let id = 1_000; id < 3_500; id += 1) kept.of(id);
  expect(kept.find(7)).toEqual({ count: 1 });
  expect(kept.find(8)).toBeUndefined();
  expect(kept.find(1_000)).toBeUndefined();
});
