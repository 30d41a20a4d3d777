/**
 * Hands random access to the zip library, through two small windows: one moves along the list of entries, the other along
 * the entries' own headers, which are small and mostly lie side by side.
 */
import { RandomAccessReader } from 'yauzl';
import type { RandomAccess } from './random-access.ts';

interface Window {
  readonly at: number;
  readonly bytes: Buffer;
}

const windowBytes = 16 * 1024;

export class AccessReader extends RandomAccessReader {
  readonly #access: RandomAccess;
  #latest: Window = { at: 0, bytes: Buffer.alloc(0) };
  #earlier: Window = { at: 0, bytes: Buffer.alloc(0) };

  constructor(access: RandomAccess) {
    super();
    this.#access = access;
  }

  override read(
    target: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    const failure = this.#copy(target, offset, length, position);
    callback(failure);
  }

  #copy(target: Buffer, offset: number, length: number, position: number): Error | null {
    try {
      this.#find(position, length).copy(target, offset);
      return null;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  #find(position: number, length: number): Buffer {
    const found = [this.#latest, this.#earlier].find(({ at, bytes }) => holds(at, bytes.length, position, length));
    const window = found ?? this.#load(position, length);
    if (window !== this.#latest) {
      this.#earlier = this.#latest;
      this.#latest = window;
    }
    const start = position - window.at;
    return window.bytes.subarray(start, start + length);
  }

  #load(position: number, length: number): Window {
    const room = Math.max(length, Math.min(windowBytes, this.#access.sizeBytes - position));
    return { at: position, bytes: this.#access.read(position, room) };
  }
}

function holds(at: number, bytes: number, position: number, length: number): boolean {
  return position >= at && position + length <= at + bytes;
}
