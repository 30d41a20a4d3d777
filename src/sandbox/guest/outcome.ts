/** How a call ends: its result with promises inside awaited, or what it threw, as the text that the parent reads. */
import type { Call, Settled } from './call.ts';
import { FOUND_PROMISE, writeEjson } from './ejson-write.ts';
import { createError, describeThrown, isMemoryError } from './errors.ts';
import {
  arrayIsArray,
  jsonStringify,
  objectGetPrototypeOf,
  objectKeys,
  objectPrototype,
  promiseResolve,
  promiseThen,
} from './primordials.ts';

/** Decides what the function's result is; later for a promise, else at once. */
export function settleCall(call: Call, result: unknown): void {
  const fail = (reason: unknown): void => {
    call.settled = { kind: 'threw', reason };
  };
  try {
    const thenable =
      typeof result === 'object' && result !== null && 'then' in result && typeof result.then === 'function';
    if (!thenable) writeResult(call, result);
    else promiseThen(promiseResolve(result), (value) => settleCall(call, value), fail);
  } catch (error) {
    fail(error);
  }
}

function writeResult(call: Call, result: unknown): void {
  // The response decides alone once it is used; a result that nobody sees need not be writable.
  if (call.response.used) {
    call.settled = { kind: 'returned', result: 'null' };
    return;
  }
  try {
    call.settled = { kind: 'returned', result: writeEjson(result, call.relaxed) };
  } catch (error) {
    if (error !== FOUND_PROMISE) {
      call.settled = { kind: 'threw', reason: error };
      return;
    }
    const fail = (reason: unknown): void => {
      call.settled = { kind: 'threw', reason };
    };
    promiseThen(awaitInside(result, 0), (value) => settleCall(call, value), fail);
  }
}

const DEPTH_MAX_OF_PROMISES = 200;

/** The value with every promise and cursor in it replaced by what it resolves to. */
async function awaitInside(value: unknown, depth: number): Promise<unknown> {
  const awaited = await value;
  if (typeof awaited !== 'object' || awaited === null) return awaited;
  if (depth > DEPTH_MAX_OF_PROMISES) throw createError('RangeError', 'the result is nested too deeply or circular');
  if (arrayIsArray(awaited)) {
    const items: unknown[] = [];
    for (let index = 0; index < awaited.length; index++) items[index] = await awaitInside(awaited[index], depth + 1);
    return items;
  }
  const prototype = objectGetPrototypeOf(awaited);
  if (prototype !== objectPrototype && prototype !== null) return awaited;
  const fields: Record<string, unknown> = {};
  for (const key of objectKeys(awaited)) {
    const field = await awaitInside(Object.getOwnPropertyDescriptor(awaited, key)?.value, depth + 1);
    Object.defineProperty(fields, key, { value: field, enumerable: true, configurable: true, writable: true });
  }
  return fields;
}

/** The outcome's text, in the form that `protocol.ts` gives; undefined while something is still to come. */
export function writeOutcome(call: Call): string | undefined {
  if (call.failure !== undefined) return writeThrown(call, call.failure);
  if (call.settled === undefined || call.pendingOperations > 0) return undefined;
  return writeSettled(call, call.settled);
}

function writeSettled(call: Call, settled: Settled): string {
  if (settled.kind === 'threw') return writeThrown(call, settled.reason);
  const { response, droppedLogs } = call;
  const body = response.used ? (response.body?.content ?? '') : settled.result;
  const { outputBytesMax } = call.realm.limits;
  if (countBytes(body, outputBytesMax) > outputBytesMax) {
    const message = `the output of a function may take at most ${outputBytesMax} bytes`;
    return writeThrown(call, createError('OutputLimitExceeded', message));
  }
  if (!response.used) return `R${droppedLogs}\n\n${body}`;
  const head = { statusCode: response.statusCode, headers: response.headers, body: response.body?.kind };
  return `R${droppedLogs}\n${jsonStringify(head)}\n${body}`;
}

/** Counts characters first: only a text near the limit is worth a closer look. */
function countBytes(text: string, most: number): number {
  if (text.length * 3 <= most || text.length > most) return text.length;
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    bytes += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3;
  }
  return bytes;
}

function writeThrown(call: Call, reason: unknown): string {
  if (isMemoryError(reason)) return `M${call.droppedLogs}\n`;
  const { text, stack } = describeThrown(reason);
  return `T${call.droppedLogs}\n${jsonStringify(stack)}\n${text}`;
}
