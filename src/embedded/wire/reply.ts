/** Replies to bytes. Documents of a batch stay the bytes that the store holds; they are joined, not encoded again. */
import type { Document, Long } from '../../bson/bson.ts';
import { encodeDocument } from './codec.ts';
import { OP_MSG, OP_QUERY, OP_REPLY } from './message.ts';

/** A reply document, or one that is encoded already. */
export type Reply = Document | Uint8Array;

export interface CursorBatch {
  readonly field: 'firstBatch' | 'nextBatch';
  readonly documents: readonly Uint8Array[];
  readonly cursorId: Long;
  readonly namespace: string;
  /** Of a change stream: from where to go on after the batch. */
  readonly postBatchResumeToken?: Document | undefined;
  /** Further fields of the reply. */
  readonly statistics?: Document | undefined;
}

export function encodeReply(reply: Reply, requestOpCode: number, responseTo: number, requestId: number): Buffer {
  const body = reply instanceof Uint8Array ? reply : encodeDocument(reply);
  return requestOpCode === OP_QUERY
    ? encodeOpReply(body, responseTo, requestId)
    : encodeOpMsg(body, responseTo, requestId);
}

function encodeOpMsg(body: Uint8Array, responseTo: number, requestId: number): Buffer {
  const message = Buffer.allocUnsafe(21 + body.length);
  writeHeader(message, OP_MSG, responseTo, requestId);
  message.writeUInt32LE(0, 16);
  message.writeUInt8(0, 20);
  message.set(body, 21);
  return message;
}

function encodeOpReply(body: Uint8Array, responseTo: number, requestId: number): Buffer {
  const message = Buffer.alloc(36 + body.length);
  writeHeader(message, OP_REPLY, responseTo, requestId);
  message.writeInt32LE(8, 16); // AwaitCapable, as every server since 1.6 sets it
  message.writeInt32LE(1, 32);
  message.set(body, 36);
  return message;
}

function writeHeader(message: Buffer, opCode: number, responseTo: number, requestId: number): void {
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(requestId, 4);
  message.writeInt32LE(responseTo, 8);
  message.writeInt32LE(opCode, 12);
}

/** `{cursor: {<field>: [documents], postBatchResumeToken, id, ns}, <statistics>, ok: 1}` */
export function encodeCursorReply(batch: CursorBatch): Uint8Array {
  const array = encodeArray(batch.documents);
  const { postBatchResumeToken, cursorId, namespace } = batch;
  const resumeToken = postBatchResumeToken === undefined ? {} : { postBatchResumeToken };
  const tail = encodeDocument({ ...resumeToken, id: cursorId, ns: namespace });
  const statistics = encodeDocument(batch.statistics ?? {}).subarray(4, -1);
  const fieldBytes = 1 + batch.field.length + 1 + array.length;
  const cursorBytes = fieldBytes + tail.length;
  const reply = Buffer.allocUnsafe(4 + 1 + 7 + cursorBytes + statistics.length + 12 + 1);
  let offset = reply.writeInt32LE(reply.length, 0);
  offset = reply.writeUInt8(3, offset);
  offset += reply.write('cursor\0', offset, 'latin1');
  offset = reply.writeInt32LE(cursorBytes, offset);
  offset = reply.writeUInt8(4, offset);
  offset += reply.write(`${batch.field}\0`, offset, 'latin1');
  reply.set(array, offset);
  offset += array.length;
  reply.set(tail.subarray(4), offset);
  offset += tail.length - 4;
  reply.set(statistics, offset);
  offset += statistics.length;
  offset = reply.writeUInt8(1, offset);
  offset += reply.write('ok\0', offset, 'latin1');
  offset = reply.writeDoubleLE(1, offset);
  reply.writeUInt8(0, offset);
  return reply;
}

function encodeArray(documents: readonly Uint8Array[]): Buffer {
  let length = 5;
  for (const [position, document] of documents.entries()) length += 2 + String(position).length + document.length;
  const array = Buffer.allocUnsafe(length);
  let offset = array.writeInt32LE(length, 0);
  for (const [position, document] of documents.entries()) {
    offset = array.writeUInt8(3, offset);
    offset += array.write(`${position}\0`, offset, 'latin1');
    array.set(document, offset);
    offset += document.length;
  }
  array.writeUInt8(0, offset);
  return array;
}
