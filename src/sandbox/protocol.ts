/**
 * The pipe between parent and child: frames of `[length u32][kind u8][id u32][payload]`, little-endian, length counting what
 * follows it. Payloads are UTF-8 text unless said otherwise. A frame that breaks the form ends the connection.
 */

/** Raised with any change of the frames; both sides compare it first. */
export const PROTOCOL_VERSION = 2;

/** Parent to child. `id` is the call's number unless said otherwise. */
export const TO_CHILD = {
  /** JSON: version, limits, text of the guest. */
  start: 1,
  /** Id of the deployment; JSON as `DeploymentData`. */
  deployment: 2,
  /** Id of the source; JSON as `SourceData`. */
  source: 3,
  /** `[deployment u32][source u32][flags u8][text length u32][text][body]`. */
  call: 4,
  /** `[operation u32][ok u8][text]`: the answer to a context call. */
  answer: 5,
  /** Forget the call. */
  abort: 6,
  /** Id of a deployment; JSON array of the ids of its sources. No call will name them again. */
  forget: 7,
} as const;

/** Child to parent. */
export const TO_PARENT = {
  /** JSON: version. */
  ready: 1,
  /**
   * `R`, `T` or `M` and the console lines dropped, a newline; then for R JSON of the response or nothing, a newline, the body
   * or the result; for T JSON of the stack, a newline, the error's text. M is a call that asked for too much memory.
   */
  outcome: 2,
  /** `[operation u32][system u8][text]`: text is JSON of the address, a newline, extended JSON of the arguments. */
  operation: 3,
  /** One console line. */
  log: 4,
  /** The call is forgotten; text is the number of console lines dropped. */
  aborted: 5,
  /** The guest's heap is full; the child ends. */
  outOfMemory: 6,
} as const;

export interface Frame {
  readonly kind: number;
  readonly id: number;
  readonly payload: Buffer;
}

const HEADER_BYTES = 9;

export function encodeText(kind: number, id: number, text: string): Buffer {
  return encodeParts(kind, id, text, undefined);
}

/** A frame of a few fixed bytes and a text. */
export function encodeParts(kind: number, id: number, text: string, prefix: Uint8Array | undefined): Buffer {
  const prefixBytes = prefix?.length ?? 0;
  const textBytes = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(HEADER_BYTES + prefixBytes + textBytes);
  writeHeader(frame, kind, id);
  if (prefix !== undefined) frame.set(prefix, HEADER_BYTES);
  frame.write(text, HEADER_BYTES + prefixBytes, 'utf8');
  return frame;
}

export interface CallHeader {
  readonly deployment: number;
  readonly source: number;
  readonly flags: number;
}

const CALL_HEADER_BYTES = 13;

export function encodeCall(id: number, header: CallHeader, text: string, body: Uint8Array | undefined): Buffer {
  const textBytes = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(HEADER_BYTES + CALL_HEADER_BYTES + textBytes + (body?.length ?? 0));
  writeHeader(frame, TO_CHILD.call, id);
  frame.writeUInt32LE(header.deployment, HEADER_BYTES);
  frame.writeUInt32LE(header.source, HEADER_BYTES + 4);
  frame.writeUInt8(header.flags, HEADER_BYTES + 8);
  frame.writeUInt32LE(textBytes, HEADER_BYTES + 9);
  frame.write(text, HEADER_BYTES + CALL_HEADER_BYTES, 'utf8');
  if (body !== undefined) frame.set(body, HEADER_BYTES + CALL_HEADER_BYTES + textBytes);
  return frame;
}

export function decodeCall(payload: Buffer): CallHeader & { readonly text: string; readonly body: Buffer } {
  const textEnd = CALL_HEADER_BYTES + payload.readUInt32LE(9);
  if (textEnd > payload.length) throw new MalformedFrame('a call text longer than its frame');
  return {
    deployment: payload.readUInt32LE(0),
    source: payload.readUInt32LE(4),
    flags: payload.readUInt8(8),
    text: payload.toString('utf8', CALL_HEADER_BYTES, textEnd),
    body: payload.subarray(textEnd),
  };
}

const OPERATION_HEADER_BYTES = 5;

/** Operation number and one flag before a text: the form of context calls and of their answers. */
export function encodeOperation(kind: number, id: number, operation: number, flag: boolean, text: string): Buffer {
  const prefix = new Uint8Array(OPERATION_HEADER_BYTES);
  new DataView(prefix.buffer).setUint32(0, operation, true);
  prefix[4] = flag ? 1 : 0;
  return encodeParts(kind, id, text, prefix);
}

export function decodeOperation(payload: Buffer): { operation: number; flag: boolean; text: string } {
  if (payload.length < OPERATION_HEADER_BYTES) throw new MalformedFrame('an operation without its header');
  return {
    operation: payload.readUInt32LE(0),
    flag: payload.readUInt8(4) === 1,
    text: payload.toString('utf8', OPERATION_HEADER_BYTES),
  };
}

export class MalformedFrame extends Error {
  override readonly name = 'MalformedFrame';
}

/** Cuts a stream of chunks into frames; `frameBytesMax` bounds what it holds back. */
export class FrameReader {
  readonly #frameBytesMax: number;
  #rest: Buffer[] = [];
  #restBytes = 0;
  /** Bytes needed before another try is worth it: a large frame arrives in many chunks. */
  #wantedBytes = 4;

  constructor(frameBytesMax: number) {
    this.#frameBytesMax = frameBytesMax;
  }

  /** Throws MalformedFrame. Payloads are views of the chunks. */
  read(chunk: Buffer, onFrame: (frame: Frame) => void): void {
    this.#rest.push(chunk);
    this.#restBytes += chunk.length;
    if (this.#restBytes < this.#wantedBytes) return;
    const data = this.#rest.length === 1 ? chunk : Buffer.concat(this.#rest, this.#restBytes);
    let offset = 0;
    while (data.length - offset >= 4) {
      const length = data.readUInt32LE(offset);
      if (length < HEADER_BYTES - 4 || length > this.#frameBytesMax) {
        throw new MalformedFrame(`a frame of ${length} bytes`);
      }
      const end = offset + 4 + length;
      if (end > data.length) break;
      const payload = data.subarray(offset + HEADER_BYTES, end);
      onFrame({ kind: data.readUInt8(offset + 4), id: data.readUInt32LE(offset + 5), payload });
      offset = end;
    }
    this.#keep(data, offset);
  }

  #keep(data: Buffer, offset: number): void {
    const rest = data.subarray(offset);
    this.#rest = rest.length === 0 ? [] : [rest];
    this.#restBytes = rest.length;
    this.#wantedBytes = rest.length >= 4 ? 4 + rest.readUInt32LE(0) : 4;
  }
}

function writeHeader(frame: Buffer, kind: number, id: number): void {
  frame.writeUInt32LE(frame.length - 4, 0);
  frame.writeUInt8(kind, 4);
  frame.writeUInt32LE(id, 5);
}

/** What the child is told about a deployment. */
export interface DeploymentData {
  readonly values: ReadonlyArray<readonly [string, { readonly ejson: string } | { readonly secret: string }]>;
  readonly services: ReadonlyArray<readonly [string, string]>;
  readonly functions: ReadonlyArray<readonly [string, { readonly source: number; readonly runAsSystem: boolean }]>;
  readonly app: string;
  readonly environment: string;
}

/** What the child is told about a source. */
export type SourceData =
  | { readonly path: string; readonly text: string; readonly implicitGlobals: readonly string[] }
  /** Does not compile; `message` says where. */
  | { readonly path: string; readonly message: string };

/** What the child is told first. */
export interface StartData {
  readonly version: number;
  readonly guest: string;
  readonly heapMb: number;
  /** When the child stops user code by itself, should nobody be left to kill it. */
  readonly stretchMs: number;
  readonly limits: GuestLimits;
}

export interface GuestLimits {
  readonly operationsMax: number;
  readonly outputBytesMax: number;
  readonly messageBytesMax: number;
  readonly logLinesMax: number;
  readonly logLineBytesMax: number;
  readonly callDepthMax: number;
  readonly responseHeadersMax: number;
  readonly responseHeaderBytesMax: number;
  readonly errorBytesMax: number;
  readonly digestBytesMax: number;
}
