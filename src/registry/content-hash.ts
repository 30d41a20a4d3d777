/** How files and trees are named: by their content. Apart from the rest, so that hashing a directory loads no database driver. */
import { hash } from 'node:crypto';

/** sha-256 of the bytes, lower-case hex. */
export function hashBytes(bytes: Uint8Array): string {
  return hash('sha256', bytes);
}
