/**
 * A temporary file of rows for what a sort or a group cannot keep in memory. It has no name as soon as it is open, so that
 * nothing of it is left behind, however the process ends; where a system does not allow that, it is removed when closed.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineError } from '../engine-error.ts';

/** A row is known by its key; keys are texts of bytes. */
export interface SpilledRow {
  readonly key: string;
  readonly bytes: Uint8Array;
}

/** A part of the file. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

const WRITE_BYTES = 256 * 1024;
const READ_BYTES = 64 * 1024;
/** Before each row: the lengths of its key and of its bytes. */
const HEAD_BYTES = 8;

export class SpillFile {
  readonly #descriptor: number;
  /** Where it could not be removed at once. */
  readonly #path: string | undefined;
  readonly #waiting = Buffer.allocUnsafe(WRITE_BYTES);
  #waitingBytes = 0;
  #written = 0;
  #isOpen = true;

  /** Throws EngineError when there is no place for it. */
  constructor(directory = tmpdir()) {
    const path = join(directory, `webhook-cli-spill-${randomBytes(12).toString('hex')}`);
    this.#descriptor = attempt(() => openSync(path, 'wx+', 0o600));
    this.#path = isRemoved(path) ? undefined : path;
  }

  /** Where the next row begins. */
  get end(): number {
    return this.#written + this.#waitingBytes;
  }

  append({ key, bytes }: SpilledRow): void {
    const rowBytes = HEAD_BYTES + key.length + bytes.length;
    if (this.#waitingBytes + rowBytes > WRITE_BYTES) this.#flush();
    const target = rowBytes > WRITE_BYTES ? Buffer.allocUnsafe(rowBytes) : this.#waiting;
    let at = target === this.#waiting ? this.#waitingBytes : 0;
    at = target.writeUInt32LE(key.length, at);
    at = target.writeUInt32LE(bytes.length, at);
    at += target.write(key, at, 'latin1');
    target.set(bytes, at);
    if (target === this.#waiting) this.#waitingBytes += rowBytes;
    else this.#write(target);
  }

  /** The rows of an extent, in the order in which they were appended. */
  *rows({ start, end }: Extent): Generator<SpilledRow> {
    if (end > this.#written) this.#flush();
    let buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, end - start));
    let [at, filled] = [0, 0];
    let next = start;
    const need = (bytes: number) => {
      if (filled - at >= bytes) return;
      const rest = buffer.subarray(at, filled);
      const larger = bytes > buffer.length ? Buffer.allocUnsafe(bytes) : buffer;
      rest.copy(larger);
      [buffer, at, filled] = [larger, 0, rest.length];
      const wanted = Math.min(buffer.length - filled, end - next);
      this.#read(buffer.subarray(filled, filled + wanted), next);
      next += wanted;
      filled += wanted;
    };
    while (next < end || at < filled) {
      need(HEAD_BYTES);
      const keyBytes = buffer.readUInt32LE(at);
      const valueBytes = buffer.readUInt32LE(at + 4);
      need(HEAD_BYTES + keyBytes + valueBytes);
      const value = at + HEAD_BYTES + keyBytes;
      const key = buffer.toString('latin1', at + HEAD_BYTES, value);
      // A copy: the buffer is filled again while the row is still in use.
      const bytes = new Uint8Array(buffer.subarray(value, value + valueBytes));
      at = value + valueBytes;
      yield { key, bytes };
    }
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#descriptor);
    if (this.#path !== undefined) unlinkSync(this.#path);
  }

  #flush(): void {
    if (this.#waitingBytes > 0) this.#write(this.#waiting.subarray(0, this.#waitingBytes));
    this.#waitingBytes = 0;
  }

  #write(bytes: Buffer): void {
    for (let done = 0; done < bytes.length; ) {
      done += attempt(() => writeSync(this.#descriptor, bytes, done, bytes.length - done, this.#written + done));
    }
    this.#written += bytes.length;
  }

  #read(target: Buffer, position: number): void {
    for (let done = 0; done < target.length; ) {
      const count = attempt(() => readSync(this.#descriptor, target, done, target.length - done, position + done));
      if (count === 0) throw streamFailed('it is shorter than what was written');
      done += count;
    }
  }
}

function isRemoved(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch {
    // Open files of some systems cannot be removed: `close` does it.
    return false;
  }
}

function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOSPC' && code !== 'EDQUOT') throw streamFailed(message);
    throw new EngineError(14_031, 'OutOfDiskSpace', `no space for a temporary file: ${message}`);
  }
}

function streamFailed(reason: string): EngineError {
  return new EngineError(39, 'FileStreamFailed', `a temporary file cannot be used: ${reason}`);
}
