/**
 * An open change stream: follows the oplog from its starting point. The entries are read in pieces, each by statements of
 * its own, so that a stream nobody reads from holds nothing.
 */
import type { Document } from '../../bson/bson.ts';
import { valuesIdentical } from '../../bson/identical.ts';
import { encodeResult } from '../aggregation/result.ts';
import type { Pipeline } from '../aggregation/stage.ts';
import { EngineError, notImplemented } from '../engine-error.ts';
import type { Waiting } from '../storage/change-signal.ts';
import type { OplogContent, OplogEntry } from '../storage/oplog-entry.ts';
import type { Store } from '../storage/store.ts';
import { decodeDocument } from '../wire/codec.ts';
import { changeEvent, invalidateEvent } from './change-event.ts';
import { resumeToken } from './resume-token.ts';
import { conditionOf, endsStream, isExpanded, isWithin, type Scope } from './scope.ts';
import type { ChangeStreamSpec } from './specification.ts';
import { type Start, startOf } from './start.ts';
import { historyLost, streamFailed } from './stream-errors.ts';

export interface ChangeStreamOptions {
  readonly spec: ChangeStreamSpec;
  readonly scope: Scope;
  /** The stages after `$changeStream`, each of which makes at most one document of one. */
  readonly pipeline: Pipeline | undefined;
  /** Whether events that are too large are to be split, which is not done: they are refused by the stage's name. */
  readonly splitsLarge: boolean;
}

const PIECE_ENTRIES = 500;
/** Entries that one statement looks at. */
const SCANNED_ENTRIES = 5_000;
/** How long the thread looks for something to give before others get their turn. */
const TURN_MS = 20;
/** The same once there is something: clients like to have all that there is in one batch. */
const GIVING_TURN_MS = 200;
/** BSONObjectTooLarge. */
const TOO_LARGE = 10_334;

export class ChangeStream {
  private readonly store: Store;
  private readonly options: ChangeStreamOptions;
  private readonly start: Start;
  /** The first entry that has not been looked at. */
  private next: number;
  private atEnd = false;
  private turnStart = 0;
  /** The entry of the last event that went out. */
  private given = 0;
  /** From where to go on after the last event, and after the one before it. */
  private token: Document;
  private tokenBefore: Document;

  /** Throws the server's errors for a token from which no stream can start. */
  constructor(store: Store, options: ChangeStreamOptions) {
    this.store = store;
    this.options = options;
    this.start = startOf(store.oplog, options.spec, options.scope, (seq) => this.findShown(seq));
    this.next = this.start.next;
    this.token = this.start.token ?? resumeToken({ seq: this.next, kind: 'reached' });
    this.tokenBefore = this.token;
    this.beginTurn();
  }

  resumeToken(heldBack: boolean): Document {
    return heldBack ? this.tokenBefore : this.token;
  }

  /** To be called before events are read that no command of this moment has asked for yet. */
  beginTurn(): void {
    this.store.limitReads(undefined);
    this.store.catalog.refresh();
    this.turnStart = performance.now();
  }

  wait(ms: number): Waiting {
    if (this.atEnd) return this.store.changes.wait(this.next - 1, ms);
    const { promise, resolve } = Promise.withResolvers<void>();
    const turn = setImmediate(resolve);
    return {
      over: promise,
      end() {
        clearImmediate(turn);
        resolve();
      },
    };
  }

  /** The events as they go to the client. Undefined when there is none at the moment. */
  *events(): Generator<Uint8Array | undefined> {
    const { invalidatedBy } = this.start;
    if (invalidatedBy !== undefined) return yield* this.invalidated(invalidatedBy);
    for (;;) {
      for (const { entry, content } of this.piece()) {
        if (this.start.isLost) throw streamFailed('cannot resume stream; the resume token was not found.');
        const token = resumeToken({ seq: entry.seq, kind: 'event' }, entry.uuid);
        const lookUp = (of: OplogEntry, id: unknown) => this.findCurrent(of, id);
        yield* this.give(changeEvent({ entry, content, token, lookUp }, this.options.spec), entry);
        if (endsStream(this.options.scope, entry)) return yield* this.invalidated(entry);
        if (this.isTurnOver(this.given === entry.seq ? GIVING_TURN_MS : TURN_MS)) yield undefined;
      }
      if (this.atEnd || this.isTurnOver(TURN_MS)) yield undefined;
    }
  }

  private isTurnOver(turnMs: number): boolean {
    return performance.now() > this.turnStart + turnMs;
  }

  private *invalidated(entry: OplogEntry): Generator<Uint8Array> {
    const token = resumeToken({ seq: entry.seq, kind: 'invalidate' }, entry.uuid);
    yield* this.give(invalidateEvent(entry, token), entry);
  }

  private *give(event: Document, { seq }: OplogEntry): Generator<Uint8Array> {
    const { pipeline } = this.options;
    for (const document of pipeline?.run([event]) ?? [event]) {
      if (!valuesIdentical(document._id, event._id)) throw changedId();
      const bytes = this.encode(document);
      this.tokenBefore = this.token;
      this.token = event._id;
      this.given = seq;
      yield bytes;
    }
  }

  private encode(event: Document): Uint8Array {
    try {
      return encodeResult(event, this.store.limits.engineDocumentBytesMax);
    } catch (error) {
      const isTooLarge = error instanceof EngineError && error.code === TOO_LARGE;
      if (!isTooLarge || !this.options.splitsLarge) throw error;
      throw notImplemented('$changeStreamSplitLargeEvent with an event that is too large');
    }
  }

  /** The next entries that the stream shows. Sets how far it has come once they have been given. */
  private *piece(): Generator<Shown> {
    const { oplog } = this.store;
    const head = oplog.head();
    if (this.next > head) {
      this.atEnd = true;
      return;
    }
    this.atEnd = false;
    const range = { from: this.next, to: head, among: SCANNED_ENTRIES, entriesMax: PIECE_ENTRIES };
    const entries = oplog.read(range, conditionOf(this.options.scope));
    const lastShown = entries.at(-1)?.seq;
    const last = entries.length === PIECE_ENTRIES && lastShown !== undefined ? lastShown : oplog.endOf(range);
    // After reading: between two statements another process may have removed what the second was to find.
    if (this.next <= oplog.gone()) throw historyLost();
    for (const entry of entries) {
      this.next = entry.seq + 1;
      yield* this.shown(entry);
    }
    this.next = last + 1;
    this.atEnd = this.next > head;
    // An event of the last entry has a token of its own, which says more.
    if (this.given !== last) this.token = resumeToken({ seq: this.next, kind: 'reached' });
  }

  private *shown(entry: OplogEntry): Generator<Shown> {
    if (isExpanded(entry) && !this.options.spec.showExpandedEvents) return;
    const content = this.store.oplog.content(entry.seq);
    if (content === undefined) throw historyLost();
    const body = entry.kind === 'rename' ? decodeDocument(content.body) : undefined;
    if (isWithin(this.options.scope, entry, body)) yield { entry, content };
  }

  private findShown(seq: number): OplogEntry | undefined {
    const range = { from: seq, to: seq, among: 1, entriesMax: 1 };
    for (const entry of this.store.oplog.read(range, conditionOf(this.options.scope))) {
      for (const { entry: shown } of this.shown(entry)) return shown;
    }
    return undefined;
  }

  /** By the collection's UUID: another collection of the same name has other documents. */
  private findCurrent({ database, name, uuid }: OplogEntry, _id: unknown): Document | undefined {
    const { catalog } = this.store;
    const isSame = (other: { uuid: Uint8Array }) => uuid !== undefined && Buffer.compare(other.uuid, uuid) === 0;
    const named = catalog.find(database, name);
    const collection = named !== undefined && isSame(named) ? named : catalog.list(database).find(isSame);
    if (collection === undefined) return undefined;
    for (const { document } of this.store.find(collection, { filter: { _id: { $eq: _id } }, limit: 1 }))
      return document;
    return undefined;
  }
}

interface Shown {
  readonly entry: OplogEntry;
  readonly content: OplogContent;
}

function changedId() {
  return streamFailed(
    'Encountered an event whose _id field, which contains the resume token, was modified by the pipeline. Only transformations that retain the unmodified _id field are allowed.',
  );
}
