/** What the engine knows of itself since it started. One for each, made with it and handed to whoever counts or tells. */
import { PerCollection } from '../storage/per-collection.ts';
import { CollectionActivity } from './collection-activity.ts';
import { CommandCounters } from './command-counters.ts';
import { EventLog } from './event-log.ts';
import { LocalSessions } from './local-sessions.ts';
import { OpenConnections } from './open-connections.ts';
import { Operations } from './operations.ts';
import { SLOW_OPERATION_DEFAULTS, type SlowOperationRule } from './slow-operations.ts';

export class EngineMonitor {
  readonly operations = new Operations();
  readonly connections = new OpenConnections();
  readonly counters = new CommandCounters();
  readonly collections: PerCollection<CollectionActivity>;
  readonly sessions = new LocalSessions();
  readonly log = new EventLog();
  readonly slowOperations: SlowOperationRule = { ...SLOW_OPERATION_DEFAULTS };

  /** `existing` tells the numbers of collections and views that are in use. */
  constructor(existing: () => ReadonlySet<number>) {
    this.collections = new PerCollection(() => new CollectionActivity(), existing);
    this.log.started(process.pid);
  }
}
