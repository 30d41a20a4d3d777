/** How long a text may be, in bytes of UTF-8. */
import { locationError } from '../../engine-error.ts';

/** Of this length and more the server makes no string. */
export const TEXT_BYTES_LIMIT = 16 * 1024 * 1024;
/** No code unit of UTF-16 takes more bytes in UTF-8. */
const BYTES_PER_UNIT_MAX = 3;

export function checkedText(text: string): string {
  if (text.length * BYTES_PER_UNIT_MAX >= TEXT_BYTES_LIMIT) checkTextBytes(Buffer.byteLength(text));
  return text;
}

export function checkTextBytes(bytes: number): void {
  if (bytes >= TEXT_BYTES_LIMIT) {
    throw locationError(16_493, `Tried to create string longer than ${TEXT_BYTES_LIMIT / 1024 / 1024}MB`);
  }
}
