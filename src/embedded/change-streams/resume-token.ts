/**
 * Resume tokens: `{_data: hex}`, a server's key of the time, the kind of token and the collection, so that they sort by
 * time and clients can treat them as they treat a server's. What a server's own token has behind these is not looked at.
 */
import { type Document, Timestamp } from '../../bson/bson.ts';
import { bsonTypeOf } from '../../bson/bson-type.ts';
import { getField } from '../../bson/fields.ts';
import { EngineError, failedToParse, locationError } from '../engine-error.ts';
import { seqOf, timeOfSeq } from '../storage/oplog-entry.ts';

export interface ResumePoint {
  readonly seq: number;
  /** `reached`: all entries before that number were seen, the entry itself may be one that the stream does not show. */
  readonly kind: 'event' | 'invalidate' | 'reached';
}

const TIMESTAMP = 0x82;
const VERSION_2 = '2B04';
const EVENT_TYPE = '2C0100';
const ZERO = '29';
const TRUE = '6F';
const FALSE = '6E';
const UUID_16 = '5A1004';
const NULL = '14';
const END = '04';

export function resumeToken({ seq, kind }: ResumePoint, uuid?: Uint8Array): Document {
  const { seconds, count } = timeOfSeq(seq);
  const time = Buffer.alloc(9);
  time.writeUInt8(TIMESTAMP, 0);
  time.writeUInt32BE(seconds, 1);
  time.writeUInt32BE(count, 5);
  const type = kind === 'reached' ? ZERO : EVENT_TYPE;
  const fromInvalidate = kind === 'invalidate' ? TRUE : FALSE;
  const collection = uuid === undefined ? NULL : UUID_16 + hex(uuid);
  return { _data: hex(time) + VERSION_2 + type + ZERO + fromInvalidate + collection + END };
}

export function clusterTimeOf(seq: number): Timestamp {
  const { seconds, count } = timeOfSeq(seq);
  return new Timestamp({ t: seconds, i: count });
}

/** The least number that an entry of that time or later may have. */
export function seqOfTime(time: Timestamp): number {
  return seqOf(time.getHighBitsUnsigned(), time.getLowBitsUnsigned());
}

/** Throws the server's errors for what is no token. */
export function parseResumeToken(token: Document): ResumePoint {
  const data = getField(token, '_data');
  if (typeof data !== 'string') {
    throw locationError(40_647, `Bad resume token: _data of missing or of wrong type: ${bsonTypeOf(data)}`);
  }
  const typeBits = getField(token, '_typeBits');
  if (typeBits !== undefined && bsonTypeOf(typeBits) !== 'binData') {
    throw locationError(40_648, 'Bad resume token: _typeBits of wrong type');
  }
  if (data === '') throw locationError(40_649, 'invalid empty resume token');
  if (!HEX.test(data)) throw failedToParse('resume token string was not a valid hex string');
  return readPoint(new KeyReader(Buffer.from(data, 'hex')));
}

const HEX = /^(?:[0-9a-f]{2})+$/i;

function readPoint(key: KeyReader): ResumePoint {
  const seq = key.timestamp();
  const version = key.integer();
  if (version !== 1 && version !== 2) {
    throw locationError(50_795, 'Invalid Resume Token: only supports version 0, 1, or 2');
  }
  const isEvent = key.integer() !== 0;
  key.integer();
  const fromInvalidate = key.boolean();
  key.collection();
  if (!isEvent) return { seq, kind: 'reached' };
  return { seq, kind: fromInvalidate ? 'invalidate' : 'event' };
}

/** Values as the server writes them into keys, as far as tokens have them. */
class KeyReader {
  private readonly bytes: Buffer;
  private at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  timestamp(): number {
    if (this.byte() !== TIMESTAMP) throw this.unknownType();
    return seqOf(this.unsigned(4), this.unsigned(4));
  }

  /** One that is not negative. */
  integer(): number {
    const type = this.byte();
    if (type === 0x29) return 0;
    if (type < 0x2b || type > 0x30) throw this.unknownType();
    // The lowest bit says whether a fraction follows.
    return Math.floor(this.unsigned(type - 0x2a) / 2);
  }

  boolean(): boolean {
    const type = this.byte();
    if (type !== 0x6e && type !== 0x6f) throw this.unknownType();
    return type === 0x6f;
  }

  /** Its UUID, or null. */
  collection(): void {
    const type = this.byte();
    if (type === 0x14) return;
    if (type !== 0x5a) throw this.unknownType();
    // The length and the subtype stand before the bytes.
    const length = this.byte() + 1;
    this.take(length);
  }

  private byte(): number {
    return this.take(1)[0] ?? 0;
  }

  private unsigned(length: number): number {
    return this.take(length).readUIntBE(0, length);
  }

  private take(length: number): Buffer {
    const end = this.at + length;
    if (end > this.bytes.length) throw new EngineError(15, 'Overflow', 'the resume token ends too early');
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  private unknownType(): EngineError {
    return locationError(50_811, `Unknown type in a resume token before byte ${this.at}`);
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}
