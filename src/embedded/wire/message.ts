/** One message of MongoDB's wire protocol to a request: OP_MSG, and the OP_QUERY that a driver may open a connection with. */
import type { Document } from '../../bson/bson.ts';
import { fieldNames, hasField } from '../../bson/fields.ts';
import { EngineError } from '../engine-error.ts';
import { decodeDocument } from './codec.ts';

export const OP_REPLY = 1;
export const OP_QUERY = 2004;
export const OP_MSG = 2013;

const HANDSHAKE = new Set(['hello', 'ismaster', 'isMaster']);
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
/** The lower 16 flag bits must be understood by the receiver, the upper 16 may be ignored. */
const UNKNOWN_REQUIRED_FLAGS = 0xffff & ~(CHECKSUM_PRESENT | MORE_TO_COME);

export interface MessageHeader {
  readonly requestId: number;
  readonly opCode: number;
}

export interface Request {
  readonly database: string;
  readonly body: Document;
  /** Documents sent beside the body, by the name of the field that they stand for, as bytes. */
  readonly sequences: ReadonlyMap<string, readonly Uint8Array[]>;
}

export function readHeader(message: Buffer): MessageHeader {
  return { requestId: message.readInt32LE(4), opCode: message.readInt32LE(12) };
}

/** Whether the sender reads an answer, be it that the message is malformed. */
export function isAnswered(message: Buffer): boolean {
  const hasFlags = readHeader(message).opCode === OP_MSG && message.length >= 20;
  return !hasFlags || (message.readUInt32LE(16) & MORE_TO_COME) === 0;
}

/** Throws EngineError for everything that is not a well-formed request. */
export function parseMessage(message: Buffer): Request {
  const { opCode } = readHeader(message);
  try {
    if (opCode === OP_MSG) return parseOpMsg(message);
    if (opCode === OP_QUERY) return parseOpQuery(message);
  } catch (error) {
    if (error instanceof RangeError) throw malformed(error.message);
    throw error;
  }
  throw new EngineError(17, 'ProtocolError', `unsupported opcode ${opCode}`);
}

function parseOpMsg(message: Buffer): Request {
  const flags = message.readUInt32LE(16);
  if ((flags & UNKNOWN_REQUIRED_FLAGS) !== 0) throw malformed(`unknown flag bits ${flags & UNKNOWN_REQUIRED_FLAGS}`);
  const end = (flags & CHECKSUM_PRESENT) === 0 ? message.length : message.length - 4;
  const sequences = new Map<string, Uint8Array[]>();
  let body: Document | undefined;
  let offset = 20;
  while (offset < end) {
    const kind = message.readUInt8(offset);
    offset += 1;
    const size = sizeAt(message, offset, end);
    const section = message.subarray(offset, offset + size);
    if (kind === 0 && body === undefined) body = decodeBody(section);
    else if (kind === 1) readSequence(section, sequences);
    else throw malformed(kind === 0 ? 'two body sections' : `unknown section kind ${kind}`);
    offset += size;
  }
  if (body === undefined) throw malformed('no body section');
  if (typeof body.$db !== 'string')
    throw new EngineError(40414, 'Location40414', 'OP_MSG requests require a $db argument');
  for (const name of sequences.keys()) {
    if (hasField(body, name)) throw malformed(`field ${name} is in the body and in a document sequence`);
  }
  const { documents, ...rest } = body;
  if (!isRaw(documents)) return { database: body.$db, body, sequences };
  return { database: body.$db, body: rest, sequences: sequences.set('documents', documents) };
}

/** Documents to insert stay bytes, also in the body, where a driver sends a single one. */
function decodeBody(section: Buffer): Document {
  if (section.toString('latin1', 5, 12) !== 'insert\0') return decodeSent(section);
  const body = decodeDocument(section, { rawArray: 'documents', refusesTwice: true });
  return isRaw(body.documents) ? body : decodeSent(section);
}

/** A part of a command: of a field that it has twice, one would be passed over. */
export function decodeSent(bytes: Uint8Array): Document {
  return decodeDocument(bytes, { refusesTwice: true });
}

function isRaw(documents: unknown): documents is Uint8Array[] {
  return Array.isArray(documents) && documents.length > 0 && documents.every((item) => item instanceof Uint8Array);
}

function readSequence(section: Buffer, sequences: Map<string, Uint8Array[]>): void {
  const nameEnd = section.indexOf(0, 4);
  if (nameEnd === -1) throw malformed('a document sequence without a name');
  const name = section.toString('utf8', 4, nameEnd);
  if (sequences.has(name)) throw malformed(`two document sequences named ${name}`);
  const documents: Uint8Array[] = [];
  let offset = nameEnd + 1;
  while (offset < section.length) {
    const size = sizeAt(section, offset, section.length);
    documents.push(section.subarray(offset, offset + size));
    offset += size;
  }
  sequences.set(name, documents);
}

/** Only the handshake still comes this way, as with servers since MongoDB 5.1. */
function parseOpQuery(message: Buffer): Request {
  const nameEnd = message.indexOf(0, 20);
  if (nameEnd === -1) throw malformed('a query without a collection name');
  const collection = message.toString('utf8', 20, nameEnd);
  const offset = nameEnd + 1 + 8;
  const size = sizeAt(message, offset, message.length);
  const sent = decodeSent(message.subarray(offset, offset + size));
  const wrapped: unknown = sent.$query;
  const body: Document = typeof wrapped === 'object' && wrapped !== null ? wrapped : sent;
  const [command = ''] = fieldNames(body);
  if (!collection.endsWith('.$cmd') || !HANDSHAKE.has(command)) {
    const message = `OP_QUERY is only supported for the hello command, not for '${command}' on ${collection}`;
    throw new EngineError(352, 'UnsupportedOpQueryCommand', message);
  }
  return { database: collection.slice(0, -'.$cmd'.length), body, sequences: new Map() };
}

/** Length prefix at an offset, checked against the bytes that are there. */
function sizeAt(bytes: Buffer, offset: number, end: number): number {
  const size = bytes.readInt32LE(offset);
  if (size < 5 || offset + size > end) throw malformed(`a section or document claims ${size} bytes`);
  return size;
}

function malformed(what: string): EngineError {
  return new EngineError(17, 'ProtocolError', `malformed message: ${what}`);
}
