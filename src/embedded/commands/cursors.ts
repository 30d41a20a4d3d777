/** Open cursors: batches bounded in number and bytes, an end for those that nobody reads. */
import { randomInt } from 'node:crypto';
import { Long } from '../../bson/bson.ts';
import type { Limits } from '../../limits.ts';
import { EngineError } from '../engine-error.ts';
import { encodeCursorReply } from '../wire/reply.ts';

const FIRST_BATCH_DOCUMENTS = 101;
/** Bytes of an array element beside its document, at most: type, position, zero. */
const ELEMENT_BYTES = 12;

interface Cursor {
  readonly id: Long;
  readonly namespace: string;
  readonly documents: Iterator<Uint8Array>;
  readonly session: string | undefined;
  /** A document that was read and did not fit into the batch before. */
  waiting: Uint8Array | undefined;
  lastUsed: number;
}

export interface FirstBatch {
  readonly namespace: string;
  readonly documents: Iterable<Uint8Array>;
  readonly batchSize: number | undefined;
  readonly singleBatch?: boolean | undefined;
  readonly session: string | undefined;
}

export class Cursors {
  private readonly limits: Limits;
  private readonly open = new Map<string, Cursor>();

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /** The reply with the first batch; the cursor stays open when there is more. */
  start(first: FirstBatch): Uint8Array {
    const id = new Long(randomInt(1, 0x7fffffff), randomInt(0, 0x7fffffff));
    const { namespace, session } = first;
    const documents = first.documents[Symbol.iterator]();
    const cursor: Cursor = { id, namespace, documents, session, waiting: undefined, lastUsed: performance.now() };
    const batch = this.read(cursor, first.batchSize ?? FIRST_BATCH_DOCUMENTS);
    const keep = cursor.waiting !== undefined && first.singleBatch !== true;
    if (keep) this.keep(cursor);
    else documents.return?.();
    return encodeCursorReply({ field: 'firstBatch', documents: batch, cursorId: keep ? id : Long.ZERO, namespace });
  }

  next(id: Long, namespace: string, batchSize: number | undefined): Uint8Array {
    const cursor = this.open.get(id.toString());
    if (cursor === undefined) throw new EngineError(43, 'CursorNotFound', `cursor id ${id} not found`);
    if (cursor.namespace !== namespace) {
      throw new EngineError(
        13,
        'Unauthorized',
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    }
    try {
      const batch = this.read(
        cursor,
        batchSize === undefined || batchSize === 0 ? Number.POSITIVE_INFINITY : batchSize,
      );
      if (cursor.waiting === undefined) this.kill(id);
      const cursorId = cursor.waiting === undefined ? Long.ZERO : id;
      return encodeCursorReply({ field: 'nextBatch', documents: batch, cursorId, namespace });
    } catch (error) {
      this.kill(id);
      throw error;
    }
  }

  /** Whether there was such a cursor. */
  kill(id: Long): boolean {
    this.open.get(id.toString())?.documents.return?.();
    return this.open.delete(id.toString());
  }

  killOfSession(session: string): void {
    for (const cursor of this.open.values()) if (cursor.session === session) this.kill(cursor.id);
  }

  /** Ends the cursors that nobody has read from for the limit. */
  killIdle(): void {
    const before = performance.now() - this.limits.engineCursorIdleMs;
    for (const cursor of this.open.values()) if (cursor.lastUsed < before) this.kill(cursor.id);
  }

  private keep(cursor: Cursor): void {
    if (this.open.size >= this.limits.engineCursorsMax) {
      throw new EngineError(8, 'UnknownError', `more than ${this.limits.engineCursorsMax} cursors are open`);
    }
    this.open.set(cursor.id.toString(), cursor);
  }

  /** Reads one document further than the batch, so that a cursor without more is known to be at its end. */
  private read(cursor: Cursor, documentsMax: number): Uint8Array[] {
    cursor.lastUsed = performance.now();
    const batch: Uint8Array[] = [];
    let bytes = 0;
    let document = cursor.waiting ?? this.pull(cursor);
    while (document !== undefined && batch.length < documentsMax) {
      bytes += document.length + ELEMENT_BYTES;
      if (bytes > this.limits.engineReplyBatchBytesMax && batch.length > 0) break;
      batch.push(document);
      document = this.pull(cursor);
    }
    cursor.waiting = document;
    return batch;
  }

  private pull(cursor: Cursor): Uint8Array | undefined {
    const next = cursor.documents.next();
    return next.done === true ? undefined : next.value;
  }
}
