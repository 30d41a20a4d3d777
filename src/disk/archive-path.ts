/** Which paths are archives: by what a file begins with, and by its name for one that is yet to be written. */
import { constants } from 'node:fs';
import fs from 'fs-extra';

/** Where to write: an existing directory is one whatever its name. */
export function namesArchive(path: string): boolean {
  return path.toLowerCase().endsWith('.zip') && statOf(path)?.isDirectory() !== true;
}

/** Where to read: what a file is called does not matter. False for what is no regular file, or cannot be read. */
export function isArchiveFile(path: string): boolean {
  if (statOf(path)?.isFile() !== true) return false;
  try {
    return beginsLikeZip(path);
  } catch {
    // Whoever opens it next says what is wrong with it.
    return false;
  }
}

/** First entry, no entry at all, first of several parts. */
const signatures: ReadonlySet<string> = new Set(['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08']);

function beginsLikeZip(path: string): boolean {
  const descriptor = fs.openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const start = Buffer.alloc(4);
    const count = fs.readSync(descriptor, start, 0, start.length, 0);
    return signatures.has(start.toString('latin1', 0, count));
  } finally {
    fs.closeSync(descriptor);
  }
}

function statOf(path: string): fs.Stats | undefined {
  try {
    return fs.statSync(path, { throwIfNoEntry: false });
  } catch {
    // As above.
    return undefined;
  }
}
