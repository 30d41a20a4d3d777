/**
 * A file of a few bytes that child and parent share: which call the child is executing. A child in an endless loop can answer
 * nothing, and only this tells which call wedged it, which calls had started, and which can still be run elsewhere. Writing it
 * costs the child about a microsecond per call; the parent reads it only while it suspects something.
 */
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface Marker {
  /** Grows with every entry into user code. */
  readonly sequence: number;
  /** The call that is executing; 0 when none is. */
  readonly current: number;
  /** Calls start in the order of their ids: this one and all below it have started. */
  readonly lastStarted: number;
}

const MARKER_BYTES = 12;

/** Opens a marker that has no name in the file system any more. The descriptor is inherited by the child. */
export function openMarker(directory: string, name: string): number {
  const path = join(directory, name);
  const descriptor = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  writeSync(descriptor, new Uint8Array(MARKER_BYTES), 0, MARKER_BYTES, 0);
  return descriptor;
}

export function readMarker(descriptor: number): Marker {
  const bytes = Buffer.alloc(MARKER_BYTES);
  readSync(descriptor, bytes, 0, MARKER_BYTES, 0);
  return { sequence: bytes.readUInt32LE(0), current: bytes.readUInt32LE(4), lastStarted: bytes.readUInt32LE(8) };
}

export function closeMarker(descriptor: number): void {
  closeSync(descriptor);
}

/** `start` and `enter` before user code runs on behalf of a call, `leave` before the child waits for the parent. */
export interface MarkerWriter {
  start(call: number): void;
  enter(call: number): void;
  leave(): void;
}

export function createMarkerWriter(descriptor: number): MarkerWriter {
  const words = new Uint32Array(MARKER_BYTES / 4);
  const bytes = new Uint8Array(words.buffer);
  const write = (call: number): void => {
    words[0] = ((words[0] ?? 0) + 1) >>> 0;
    words[1] = call;
    writeSync(descriptor, bytes, 0, MARKER_BYTES, 0);
  };
  return {
    enter: write,
    start(call) {
      words[2] = call;
      write(call);
    },
    leave: () => write(0),
  };
}
