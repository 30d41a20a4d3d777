/** Splits work into batches of a fixed size and keeps a few of them under way, so that this side encodes while the store writes. */
export async function inBatches<Item, Result>(
  items: readonly Item[],
  size: number,
  run: (batch: readonly Item[]) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const batches = Math.ceil(items.length / size);
  let next = 0;
  const worker = async () => {
    while (next < batches) {
      const index = next++;
      try {
        results[index] = await run(items.slice(index * size, (index + 1) * size));
      } catch (error) {
        next = batches;
        throw error;
      }
    }
  };
  // All workers are awaited even when one fails: no write of a failed deployment is still under way when it is reported.
  const ends = await Promise.allSettled(Array.from({ length: Math.min(BATCHES_UNDER_WAY, batches) }, worker));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return results;
}

/** Two keep both sides busy; more only hold memory. */
const BATCHES_UNDER_WAY = 2;
