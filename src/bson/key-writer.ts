/** Where the bytes of an index key are put together. */
const CAPACITY_BYTES = 4096;

/** A growing byte buffer: it has a life, unlike the functions that write to it. */
export class KeyWriter {
  #bytes = Buffer.allocUnsafeSlow(CAPACITY_BYTES);
  #length = 0;

  /** Begins a key. A buffer that one long key made large is not kept. */
  clear(): void {
    this.#length = 0;
    if (this.#bytes.length > CAPACITY_BYTES) this.#bytes = Buffer.allocUnsafeSlow(CAPACITY_BYTES);
  }

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  double(value: number): void {
    this.#reserve(8);
    this.#length = this.#bytes.writeDoubleBE(value, this.#length);
  }

  uint64(value: bigint): void {
    this.#reserve(8);
    this.#length = this.#bytes.writeBigUInt64BE(value, this.#length);
  }

  /** A whole number within 2^53, so that negative ones come first. */
  int64(value: number): void {
    const high = Math.floor(value / 2 ** 32);
    this.uint32((high ^ 0x8000_0000) >>> 0);
    this.uint32(value - high * 2 ** 32);
  }

  uint32(value: number): void {
    this.#reserve(4);
    this.#length = this.#bytes.writeUInt32BE(value, this.#length);
  }

  invertFrom(start: number): void {
    invert(this.#bytes.subarray(0, this.#length), start);
  }

  copy(): Uint8Array {
    const key = new Uint8Array(this.#length);
    // Most keys are short: a loop is cheaper than a view of the part and a native copy.
    for (let index = 0; index < key.length; index += 1) key[index] = this.#bytes[index] ?? 0;
    return key;
  }

  text(): string {
    return this.#bytes.toString('latin1', 0, this.#length);
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + count));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

function invert(bytes: Uint8Array, start: number): void {
  for (let index = start; index < bytes.length; index += 1) bytes[index] = 255 - (bytes[index] ?? 0);
}
