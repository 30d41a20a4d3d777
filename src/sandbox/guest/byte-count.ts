/** How long a text is in UTF-8. */
import { stringCharCodeAt } from './primordials.ts';

/** Whether the text takes more bytes. Looks at the characters only of a text near the limit. */
export function exceedsBytes(text: string, bytesMax: number): boolean {
  if (text.length * 3 <= bytesMax) return false;
  if (text.length > bytesMax) return true;
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    const code = stringCharCodeAt(text, index);
    bytes += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3;
  }
  return bytes > bytesMax;
}
