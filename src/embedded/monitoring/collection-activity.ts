/** What was done with one collection or view, how often and how long: `top`, and `latencyStats` of `$collStats`. */
import { Latency } from './latency.ts';

export type ActivityKind = 'reads' | 'writes' | 'commands';

/** The groups of `top`. */
export type TopEvent = 'queries' | 'getmore' | 'insert' | 'update' | 'remove' | 'commands';

export class CollectionActivity {
  readonly latency: Readonly<Record<ActivityKind | 'transactions', Latency>> = {
    reads: new Latency(),
    writes: new Latency(),
    commands: new Latency(),
    transactions: new Latency(),
  };
  readonly events: Readonly<Record<TopEvent, Latency>> = {
    queries: new Latency(),
    getmore: new Latency(),
    insert: new Latency(),
    update: new Latency(),
    remove: new Latency(),
    commands: new Latency(),
  };
}
