/** What a function asks of the parent: sent as text, answered as text, counted until the answer is there. */
import type { Call } from './call.ts';
import { POST } from './doors.ts';
import { readEjson } from './ejson-read.ts';
import { writeEjson } from './ejson-write.ts';
import { createError } from './errors.ts';
import { defineField, jsonParse, NativePromise, stringIndexOf, stringSlice } from './primordials.ts';

/** `address` is JSON of everything but the arguments. Arguments are written at once: later changes do not count. */
export function startOperation(
  call: Call,
  system: boolean,
  address: string,
  values: readonly unknown[],
): Promise<unknown> {
  const { limits, post } = call.realm;
  if (!call.open) throw createError('CallEndedError', 'the call has ended and can start nothing more');
  if (call.pendingOperations >= limits.operationsMax) {
    // Un-awaited operations would be lost silently if only this one failed: the call as a whole fails.
    call.failure = createError('Error', `exceeded max async work queue size of ${limits.operationsMax}`);
    throw call.failure;
  }
  const text = writeEjson(values, false);
  // Each character is at most three bytes of UTF-8; the frame around it takes the rest.
  if ((text.length + address.length) * 3 > limits.messageBytesMax - 4096) {
    throw new RangeError(`the arguments of an operation may take at most ${limits.messageBytesMax} bytes`);
  }
  call.lastOperation += 1;
  const operation = call.lastOperation;
  const error = new Error();
  const answer = new NativePromise((resolve, reject) => {
    call.operations[operation] = { error, resolve, reject };
  });
  call.pendingOperations += 1;
  post(POST.operation, call.id, `${address}\n${text}`, operation, system);
  return answer;
}

export function settleOperation(call: Call, operation: number, succeeded: boolean, text: string): void {
  const pending = call.operations[operation];
  if (pending === undefined) return;
  delete call.operations[operation];
  call.pendingOperations -= 1;
  if (succeeded) pending.resolve(readEjson(text));
  else pending.reject(fillError(pending.error, jsonParse(text)));
}

/** The stack began when the operation did; name and message arrive with the answer. */
function fillError(error: Error, answer: { name: string; message: string; code?: unknown }): Error {
  const { name, message, code } = answer;
  const stack = String(error.stack);
  const firstLine = stringIndexOf(stack, '\n');
  defineField(error, 'name', name, false);
  defineField(error, 'message', message, false);
  defineField(error, 'stack', `${name}: ${message}${firstLine === -1 ? '' : stringSlice(stack, firstLine)}`, false);
  if (code !== undefined && code !== null) defineField(error, 'code', code);
  return error;
}
