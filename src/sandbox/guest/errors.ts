/** Errors of the guest, and what becomes of the ones that functions throw. */
import { writeEjson } from './ejson-write.ts';
import {
  arrayJoin,
  arrayPush,
  jsonStringify,
  objectDefineProperty,
  stringIndexOf,
  stringSlice,
  stringSplit,
} from './primordials.ts';

/** An Error with a name of ours, as function code sees it. */
export function createError(name: string, message: string): Error {
  const error = new Error(message);
  objectDefineProperty(error, 'name', { value: name, configurable: true, writable: true });
  return error;
}

/** For what the old platform had and this one does not have yet: never something that looks like success. */
export function createNotSupported(facility: string): Error {
  return createError('NotSupportedError', `${facility} is not supported by webhook-cli yet`);
}

const STACK_LINES_MAX = 30;
const STACK_CHARACTERS_MAX = 8000;

export interface ThrownDescription {
  readonly text: string;
  readonly stack: string;
}

/** Whatever was thrown, however hostile: the text of the answer, and the stack for the log. Never throws. */
export function describeThrown(thrown: unknown): ThrownDescription {
  try {
    if (thrown instanceof Error) return { text: describeError(thrown), stack: cleanStack(String(thrown.stack)) };
    return { text: writeEjson(thrown, false), stack: '' };
  } catch {
    // Its getters or its toString threw: there is no honest text left to show.
    return { text: '{"message":"the thrown value cannot be described","name":"Error"}', stack: '' };
  }
}

function describeError(error: Error): string {
  return `{"message":${jsonStringify(String(error.message))},"name":${jsonStringify(String(error.name))}}`;
}

/** Without the frames of the guest itself: positions in the app's files are what its author can use. */
function cleanStack(stack: string): string {
  const kept: string[] = [];
  const lines = stringSplit(stringSlice(stack, 0, STACK_CHARACTERS_MAX), '\n');
  for (let index = 0; index < lines.length && index < STACK_LINES_MAX; index++) {
    const line = lines[index] ?? '';
    if (stringIndexOf(line, 'webhook-cli-guest') === -1 && stringIndexOf(line, '<isolated-vm') === -1) {
      arrayPush(kept, line);
    }
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
