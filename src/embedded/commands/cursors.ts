/** Open cursors: batches bounded in number and bytes, an end for those that nobody reads. */
import { randomInt } from 'node:crypto';
import { type Document, Long } from '../../bson/bson.ts';
import type { Limits } from '../../limits.ts';
import { badValue, EngineError, locationError } from '../engine-error.ts';
import type { Waiting } from '../storage/change-signal.ts';
import { encodeCursorReply } from '../wire/reply.ts';

const FIRST_BATCH_DOCUMENTS = 101;
/** Above 2^53: a client that makes numbers of small longs would send such an id back as a double. */
const ID_HIGH_MIN = 0x20_0000;
/** Bytes of an array element beside its document, at most: type, position, zero. */
const ELEMENT_BYTES = 12;
const ALL = Number.POSITIVE_INFINITY;
/** How long a batch waits for its first document when the client does not say it. */
const AWAIT_MS = 1_000;

/** What a cursor is made of. */
export interface FirstBatch {
  readonly namespace: string;
  /** `undefined` among them means that there is nothing more at the moment, which only an awaiting cursor has. */
  readonly documents: Iterable<Uint8Array | undefined>;
  readonly batchSize: number | undefined;
  readonly singleBatch?: boolean | undefined;
  readonly session: string | undefined;
  /** No more documents than these come, so that a cursor which has given them is at its end. 0 or absent means all. */
  readonly limit?: number | undefined;
  /** Whether it stays open however long nobody reads from it. */
  readonly noTimeout?: boolean | undefined;
  /** Further fields of the first reply. */
  readonly statistics?: Document | undefined;
  /** Called before each further batch. Throws when what the cursor reads is no longer there. */
  readonly check?: (() => void) | undefined;
  /** Present when the end of the documents is only the end for now. */
  readonly awaiting?: Awaiting | undefined;
}

export interface Awaiting {
  /** From where to go on after what was read; `heldBack` when the last document of it was not given out. */
  resumeToken(heldBack: boolean): Document;
  /** Waits for something to read, so many milliseconds at most. */
  wait(ms: number): Waiting;
}

/** Who asks for a further batch. */
export interface NextBatch {
  readonly namespace: string;
  readonly batchSize: number | undefined;
  readonly session: string | undefined;
  readonly maxTimeMs: number | undefined;
  /** Told how to end a wait, and that it is over. */
  readonly onWait: (wake: (() => void) | undefined) => void;
  /** Throws when nobody waits for the answer any more. */
  readonly checkAsked: () => void;
}

interface Cursor extends FirstBatch {
  readonly id: Long;
  readonly iterator: Iterator<Uint8Array | undefined>;
  /** A document that was read and did not fit into the batch before. */
  waiting: Uint8Array | undefined;
  given: number;
  ended: boolean;
  lastUsed: number;
  /** Set while a batch waits for its first document. */
  wake: (() => void) | undefined;
}

export class Cursors {
  private readonly limits: Limits;
  private readonly open = new Map<string, Cursor>();

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /** The reply with the first batch. The cursor stays open unless its end is known, as a server's does. */
  start(first: FirstBatch): Uint8Array {
    const id = new Long(randomInt(1, 0x7fffffff), randomInt(ID_HIGH_MIN, 0x7fffffff));
    const iterator = first.documents[Symbol.iterator]();
    const state = { waiting: undefined, given: 0, ended: false, lastUsed: performance.now(), wake: undefined };
    const cursor: Cursor = { ...first, id, iterator, ...state };
    const batch = this.read(cursor, first.batchSize ?? FIRST_BATCH_DOCUMENTS);
    const keep = !cursor.ended && first.singleBatch !== true;
    if (keep) this.keep(cursor);
    else iterator.return?.();
    return encode(cursor, 'firstBatch', batch, keep);
  }

  /** The reply with the next batch. Throws for a cursor that is not there, or belongs to another collection or session. */
  next(id: Long, asked: NextBatch): Uint8Array | Promise<Uint8Array> {
    const cursor = this.find(id, asked.namespace, asked.session);
    const documentsMax = asked.batchSize === undefined || asked.batchSize === 0 ? ALL : asked.batchSize;
    if (cursor.awaiting !== undefined) return this.nextAwaited(cursor, cursor.awaiting, documentsMax, asked);
    if (asked.maxTimeMs !== undefined) {
      throw badValue('cannot set maxTimeMS on getMore command for a non-awaitData cursor');
    }
    return this.orKill(cursor, () => this.nextNow(cursor, documentsMax));
  }

  /** Whether there was such a cursor. */
  kill(id: Long): boolean {
    const cursor = this.open.get(id.toString());
    this.open.delete(id.toString());
    if (cursor?.wake === undefined) cursor?.iterator.return?.();
    else cursor.wake();
    return cursor !== undefined;
  }

  /** `undefined` means those of every session. */
  killOfSession(session: string | undefined): void {
    for (const cursor of this.open.values()) {
      if (cursor.session === undefined) continue;
      if (session === undefined || cursor.session === session) this.kill(cursor.id);
    }
  }

  /** Those that are open and not being read. */
  list(): readonly Readonly<Pick<Cursor, 'id' | 'namespace' | 'session' | 'given' | 'lastUsed' | 'noTimeout'>>[] {
    return [...this.open.values()].filter(({ wake }) => wake === undefined);
  }

  /** Ends the cursors that nobody has read from for the limit. */
  killIdle(): void {
    const before = performance.now() - this.limits.engineCursorIdleMs;
    for (const cursor of this.open.values()) {
      if (cursor.lastUsed < before && cursor.noTimeout !== true && cursor.wake === undefined) this.kill(cursor.id);
    }
  }

  private find(id: Long, namespace: string, session: string | undefined): Cursor {
    const cursor = this.open.get(id.toString());
    if (cursor === undefined) throw new EngineError(43, 'CursorNotFound', `cursor id ${id} not found`);
    if (cursor.namespace !== namespace) {
      throw new EngineError(
        13,
        'Unauthorized',
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    }
    checkSession(cursor, session);
    if (cursor.wake !== undefined) {
      throw new EngineError(12_051, 'CursorInUse', `cursor id ${id} is already in use`);
    }
    return cursor;
  }

  private keep(cursor: Cursor): void {
    if (this.open.size >= this.limits.engineCursorsMax) {
      // What it reads may hold a file.
      cursor.iterator.return?.();
      throw new EngineError(8, 'UnknownError', `more than ${this.limits.engineCursorsMax} cursors are open`);
    }
    this.open.set(cursor.id.toString(), cursor);
  }

  private nextNow(cursor: Cursor, documentsMax: number): Uint8Array {
    cursor.check?.();
    const batch = this.read(cursor, documentsMax);
    if (cursor.ended) this.kill(cursor.id);
    return encode(cursor, 'nextBatch', batch, !cursor.ended);
  }

  /** Answers as soon as there is a document, or without one when the time is over. */
  private async nextAwaited(
    cursor: Cursor,
    awaiting: Awaiting,
    documentsMax: number,
    { maxTimeMs, onWait, checkAsked }: NextBatch,
  ): Promise<Uint8Array> {
    const end = performance.now() + (maxTimeMs ?? AWAIT_MS);
    for (;;) {
      const batch = this.orKill(cursor, () => {
        cursor.check?.();
        return this.read(cursor, documentsMax);
      });
      if (cursor.ended) this.kill(cursor.id);
      const restMs = end - performance.now();
      if (batch.length > 0 || cursor.ended || restMs <= 0) return encode(cursor, 'nextBatch', batch, !cursor.ended);
      const waiting = awaiting.wait(restMs);
      cursor.wake = waiting.end;
      onWait(waiting.end);
      await waiting.over;
      onWait(undefined);
      cursor.wake = undefined;
      this.orKill(cursor, checkAsked);
      if (this.open.get(cursor.id.toString()) !== cursor) {
        cursor.iterator.return?.();
        throw new EngineError(237, 'CursorKilled', `cursor id ${cursor.id} was killed`);
      }
    }
  }

  private orKill<T>(cursor: Cursor, work: () => T): T {
    try {
      return work();
    } catch (error) {
      this.kill(cursor.id);
      throw error;
    }
  }

  /** Reads no document further than the batch: until the next one is asked for, what it will be is open. */
  private read(cursor: Cursor, documentsMax: number): Uint8Array[] {
    cursor.lastUsed = performance.now();
    const batch: Uint8Array[] = [];
    let bytes = 0;
    while (batch.length < documentsMax && !cursor.ended) {
      const document = cursor.waiting ?? this.pull(cursor);
      cursor.waiting = undefined;
      if (document === undefined) break;
      bytes += document.length + ELEMENT_BYTES;
      if (bytes > this.limits.engineReplyBatchBytesMax && batch.length > 0) {
        cursor.waiting = document;
        break;
      }
      batch.push(document);
      cursor.given += 1;
      if (cursor.given === cursor.limit) cursor.ended = true;
    }
    return batch;
  }

  private pull(cursor: Cursor): Uint8Array | undefined {
    const next = cursor.iterator.next();
    if (next.done !== true) return next.value;
    cursor.ended = true;
    return undefined;
  }
}

function encode(
  cursor: Cursor,
  field: 'firstBatch' | 'nextBatch',
  documents: Uint8Array[],
  isOpen: boolean,
): Uint8Array {
  const { id, namespace, awaiting, waiting, statistics } = cursor;
  return encodeCursorReply({
    field,
    documents,
    cursorId: isOpen ? id : Long.ZERO,
    namespace,
    postBatchResumeToken: awaiting?.resumeToken(waiting !== undefined),
    statistics: field === 'firstBatch' ? statistics : undefined,
  });
}

function checkSession({ id, session: own }: Cursor, session: string | undefined): void {
  if (own === session) return;
  if (own === undefined) {
    throw locationError(50_736, `Cannot run getMore on cursor ${id}, which was not created in a session, in a session`);
  }
  if (session === undefined) {
    throw locationError(50_737, `Cannot run getMore on cursor ${id}, which was created in a session, without an lsid`);
  }
  throw locationError(50_738, `Cannot run getMore on cursor ${id}, which was created in another session`);
}
