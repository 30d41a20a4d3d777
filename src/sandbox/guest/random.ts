/** Random bytes for ObjectIds, from the child process: the isolate has no source of its own that is worth the name. */
import type { Post } from './call.ts';
import { POST } from './doors.ts';
import { stringCharCodeAt } from './primordials.ts';

let randomSource: Post | undefined;

export function setRandomSource(post: Post): void {
  randomSource = post;
}

/** Stands in for `crypto.getRandomValues`. */
export function fillRandom(bytes: Uint8Array): Uint8Array {
  const text = randomSource?.(POST.random, 0, String(bytes.length)) ?? '';
  if (text.length !== bytes.length) throw new Error('no random bytes');
  for (let index = 0; index < bytes.length; index++) bytes[index] = stringCharCodeAt(text, index);
  return bytes;
}
