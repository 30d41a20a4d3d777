/** Bytes of a socket, in whatever pieces they come, to whole messages. */

const HEADER_BYTES = 16;

export class MessageFraming {
  private readonly messageBytesMax: number;
  private pieces: Buffer[] = [];
  private pending = 0;
  /** Bytes needed before anything can be done. */
  private needed = 4;

  constructor(messageBytesMax: number) {
    this.messageBytesMax = messageBytesMax;
  }

  /** The messages that the piece completes. Throws RangeError when a length is impossible: the stream is then lost. */
  push(piece: Buffer): Buffer[] {
    this.pieces.push(piece);
    this.pending += piece.length;
    if (this.pending < this.needed) return [];
    let bytes = this.pieces.length === 1 ? piece : Buffer.concat(this.pieces);
    const messages: Buffer[] = [];
    while (bytes.length >= 4) {
      const length = bytes.readInt32LE(0);
      if (length < HEADER_BYTES || length > this.messageBytesMax) {
        throw new RangeError(`message length ${length} is not between ${HEADER_BYTES} and ${this.messageBytesMax}`);
      }
      if (bytes.length < length) break;
      messages.push(bytes.subarray(0, length));
      bytes = bytes.subarray(length);
    }
    this.needed = bytes.length < 4 ? 4 : bytes.readInt32LE(0);
    this.pieces = bytes.length === 0 ? [] : [bytes];
    this.pending = bytes.length;
    return messages;
  }
}
