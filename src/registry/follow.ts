/**
 * Following the registry: every change of an app is offered to `onChange`, newest revision only and never backwards. A change
 * stream wakes the follower where the server has one; what it acts on is always a fresh read, so a lost event costs a
 * reconcile interval and nothing else.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type ChangeStream, MongoError } from 'mongodb';
import type { Limits } from '../limits.ts';
import { type AppRecord, toAppRecord } from './apps.ts';
import type { AppDocument, Collections } from './documents.ts';

export interface FollowOptions {
  /** What the caller has loaded already; other apps are offered by the first read. */
  readonly known?: Iterable<AppRecord>;
  /** One app at a time. When it rejects, the error is reported and the app is offered again, with back-off. */
  onChange(app: AppRecord): void | Promise<void>;
  onError(error: Error): void;
}

export interface Follower {
  /** Waits for a running `onChange`. */
  close(): Promise<void>;
}

export function createFollower(collections: Collections, limits: Limits, options: FollowOptions): Follower {
  const follower = new RegistryFollower(collections, limits, options);
  const end = follower.run();
  return {
    async close() {
      await follower.stop();
      await end;
    },
  };
}

/** What a server answers that has no change streams: a standalone one, one without the command, one that forbids it. */
const NO_CHANGE_STREAM_CODES: ReadonlySet<unknown> = new Set([40573, 13, 59, 115, 303]);

class RegistryFollower {
  readonly #collections: Collections;
  readonly #limits: Limits;
  readonly #options: FollowOptions;
  readonly #revisions: Map<string, number>;
  readonly #stopping = new AbortController();
  #stream: ChangeStream<AppDocument> | undefined;
  #streams = true;
  #failures = 0;

  constructor(collections: Collections, limits: Limits, options: FollowOptions) {
    this.#collections = collections;
    this.#limits = limits;
    this.#options = options;
    this.#revisions = new Map(Array.from(options.known ?? [], (app) => [app._id.toHexString(), app.revision]));
  }

  async run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#offerChanges();
        if (this.#stopping.signal.aborted) return;
        if (this.#streams) await this.#waitForEvent();
        else await this.#pause(this.#limits.registryFollowPollMs);
        this.#failures = 0;
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        this.#failures++;
        this.#options.onError(toError(error));
        await this.#pause(this.#backOffMs());
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#closeStream();
  }

  /** Reads all apps: they are few, and one read is cheaper than knowing which changed. An app that fails holds up no other. */
  async #offerChanges(): Promise<void> {
    const documents = await this.#collections.apps.find().toArray();
    const errors: unknown[] = [];
    for (const app of documents.map(toAppRecord)) {
      const id = app._id.toHexString();
      if (this.#stopping.signal.aborted) return;
      if (app.revision <= (this.#revisions.get(id) ?? -1)) continue;
      try {
        await this.#options.onChange(app);
        this.#revisions.set(id, app.revision);
      } catch (error) {
        errors.push(error);
      }
    }
    for (const error of errors.slice(1)) this.#options.onError(toError(error));
    if (errors.length > 0) throw errors[0];
  }

  /** Returns after an event, or after the reconcile interval without one. */
  async #waitForEvent(): Promise<void> {
    const { apps } = this.#collections;
    this.#stream ??= apps.watch([], { maxAwaitTimeMS: this.#limits.registryReconcilePollMs });
    const startedMs = performance.now();
    try {
      const event = await this.#stream.tryNext();
      // A server that does not wait for events must not be asked without a pause; a stream just opened does not wait either.
      const waitedMs = performance.now() - startedMs;
      if (event === null) await this.#pause(Math.max(0, this.#limits.registryFollowPollMs - waitedMs));
    } catch (error) {
      await this.#closeStream();
      if (!(error instanceof MongoError && NO_CHANGE_STREAM_CODES.has(error.code))) throw error;
      this.#streams = false;
    }
  }

  #backOffMs(): number {
    const { registryFollowPollMs, registryBackOffMsMax } = this.#limits;
    return Math.min(registryFollowPollMs * 2 ** Math.min(this.#failures - 1, 16), registryBackOffMsMax);
  }

  async #pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#stopping.signal, ref: false }).catch((error: unknown) => {
      if (!this.#stopping.signal.aborted) throw error;
    });
  }

  async #closeStream(): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    await stream?.close().catch((error: unknown) => {
      this.#options.onError(toError(error));
    });
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
