/** `latencyStats` of `$collStats`: how often and how long a collection was read, written and served by other commands. */
import { type Document, Long } from '../../bson/bson.ts';
import { CollectionActivity } from '../monitoring/collection-activity.ts';
import type { Latency } from '../monitoring/latency.ts';

export function describeLatencies(activity: CollectionActivity | undefined, histograms: boolean): Document {
  const { reads, writes, commands, transactions } = (activity ?? new CollectionActivity()).latency;
  return {
    reads: describe(reads, histograms),
    writes: describe(writes, histograms),
    commands: describe(commands, histograms),
    transactions: describe(transactions, histograms),
  };
}

function describe(latency: Latency, histograms: boolean): Document {
  const histogram = latency
    .histogram()
    .map(([micros, count]) => ({ micros: Long.fromNumber(micros), count: Long.fromNumber(count) }));
  return {
    ...(histograms ? { histogram } : {}),
    latency: Long.fromNumber(Math.round(latency.micros)),
    ops: Long.fromNumber(latency.count),
  };
}
