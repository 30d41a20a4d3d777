/** Errors of the guest, and what becomes of the ones that functions throw. */
import { exceedsBytes } from './byte-count.ts';
import { writeEjson } from './ejson-write.ts';
import { appendTo, arrayJoin, defineField, jsonStringify, stringIndexOf, stringSlice } from './primordials.ts';

/** An Error with a name of ours, as function code sees it. */
export function createError(name: string, message: string): Error {
  const error = new Error(message);
  defineField(error, 'name', name, false);
  return error;
}

/** For what the old platform had and this one does not have yet: never something that looks like success. */
export function createNotSupported(facility: string): Error {
  return createError('NotSupportedError', `${facility} is not supported by webhook-cli yet`);
}

export interface ThrownDescription {
  readonly text: string;
  readonly stack: string;
}

/** Whatever was thrown, however hostile: the text of the answer, and the stack for the log, each cut. Never throws. */
export function describeThrown(thrown: unknown, bytesMax: number): ThrownDescription {
  try {
    if (thrown instanceof Error) {
      const message = writeCut(String(thrown.message), bytesMax);
      const name = writeCut(String(thrown.name), NAME_BYTES_MAX);
      const stack = cleanStack(String(thrown.stack), bytesMax);
      return { text: `{"message":${message},"name":${name}}`, stack };
    }
    if (typeof thrown === 'string') return { text: writeCut(thrown, bytesMax), stack: '' };
    const text = writeEjson(thrown, false);
    if (!exceedsBytes(text, bytesMax)) return { text, stack: '' };
    return { text: `{"message":"the thrown value takes more than ${bytesMax} bytes","name":"Error"}`, stack: '' };
  } catch {
    // Its getters or its toString threw: there is no honest text left to show.
    return { text: '{"message":"the thrown value cannot be described","name":"Error"}', stack: '' };
  }
}

const NAME_BYTES_MAX = 256;

/** As JSON, of at most so many bytes: characters take one to six of them. */
function writeCut(text: string, bytesMax: number): string {
  for (let length = bytesMax; ; length >>= 1) {
    const json = jsonStringify(stringSlice(text, 0, length));
    if (!exceedsBytes(json, bytesMax) || length === 0) return json;
  }
}

const STACK_LINES_MAX = 30;

/** Without the frames of the guest itself: positions in the app's files are what its author can use. */
function cleanStack(stack: string, charactersMax: number): string {
  const text = stringSlice(stack, 0, charactersMax);
  const kept: string[] = [];
  for (let start = 0, lines = 0; start <= text.length && lines < STACK_LINES_MAX; lines++) {
    const found = stringIndexOf(text, '\n', start);
    const end = found === -1 ? text.length : found;
    const line = stringSlice(text, start, end);
    if (stringIndexOf(line, 'webhook-cli-guest') === -1 && stringIndexOf(line, '<isolated-vm') === -1) {
      appendTo(kept, line);
    }
    start = end + 1;
  }
  return arrayJoin(kept, '\n');
}

/** The engine's own words when typed arrays would take more memory than the sandbox has. */
export function isMemoryError(thrown: unknown): boolean {
  try {
    return thrown instanceof RangeError && thrown.message === 'Array buffer allocation failed';
  } catch {
    return false;
  }
}
