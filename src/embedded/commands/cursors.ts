/** Open cursors: batches bounded in number and bytes, an end for those that nobody reads. */
import { randomInt } from 'node:crypto';
import { type Document, Long } from '../../bson/bson.ts';
import type { Limits } from '../../limits.ts';
import { EngineError, locationError } from '../engine-error.ts';
import { encodeCursorReply } from '../wire/reply.ts';

const FIRST_BATCH_DOCUMENTS = 101;
/** Above 2^53: a client that makes numbers of small longs would send such an id back as a double. */
const ID_HIGH_MIN = 0x20_0000;
/** Bytes of an array element beside its document, at most: type, position, zero. */
const ELEMENT_BYTES = 12;
const ALL = Number.POSITIVE_INFINITY;

/** What a cursor is made of. */
export interface FirstBatch {
  readonly namespace: string;
  readonly documents: Iterable<Uint8Array>;
  readonly batchSize: number | undefined;
  readonly singleBatch?: boolean | undefined;
  readonly session: string | undefined;
  /** No more documents than these come, so that a cursor which has given them is at its end. 0 or absent means all. */
  readonly limit?: number | undefined;
  /** Whether it stays open however long nobody reads from it. */
  readonly noTimeout?: boolean | undefined;
  /** Further fields of the first reply. */
  readonly statistics?: Document | undefined;
  /** Throws when what the cursor reads is no longer there; called before each further batch. */
  readonly check?: (() => void) | undefined;
}

interface Cursor extends FirstBatch {
  readonly id: Long;
  readonly iterator: Iterator<Uint8Array>;
  /** A document that was read and did not fit into the batch before. */
  waiting: Uint8Array | undefined;
  given: number;
  ended: boolean;
  lastUsed: number;
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
    const state = { waiting: undefined, given: 0, ended: false, lastUsed: performance.now() };
    const cursor: Cursor = { ...first, id, iterator, ...state };
    const batch = this.read(cursor, first.batchSize ?? FIRST_BATCH_DOCUMENTS);
    const keep = !cursor.ended && first.singleBatch !== true;
    if (keep) this.keep(cursor);
    else iterator.return?.();
    const cursorId = keep ? id : Long.ZERO;
    const { namespace, statistics } = first;
    return encodeCursorReply({ field: 'firstBatch', documents: batch, cursorId, namespace, statistics });
  }

  /** The reply with the next batch. Throws for a cursor that is not there, or belongs to another collection or session. */
  next(id: Long, namespace: string, batchSize: number | undefined, session: string | undefined): Uint8Array {
    const cursor = this.find(id, namespace, session);
    try {
      cursor.check?.();
      const batch = this.read(cursor, batchSize === undefined || batchSize === 0 ? ALL : batchSize);
      if (cursor.ended) this.kill(id);
      const cursorId = cursor.ended ? Long.ZERO : id;
      return encodeCursorReply({ field: 'nextBatch', documents: batch, cursorId, namespace });
    } catch (error) {
      this.kill(id);
      throw error;
    }
  }

  /** Whether there was such a cursor. */
  kill(id: Long): boolean {
    this.open.get(id.toString())?.iterator.return?.();
    return this.open.delete(id.toString());
  }

  /** `undefined` means those of every session. */
  killOfSession(session: string | undefined): void {
    for (const cursor of this.open.values()) {
      if (cursor.session === undefined) continue;
      if (session === undefined || cursor.session === session) this.kill(cursor.id);
    }
  }

  /** Ends the cursors that nobody has read from for the limit. */
  killIdle(): void {
    const before = performance.now() - this.limits.engineCursorIdleMs;
    for (const cursor of this.open.values()) {
      if (cursor.lastUsed < before && cursor.noTimeout !== true) this.kill(cursor.id);
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
