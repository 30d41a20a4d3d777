/** How a call ends: its result with promises inside awaited, or what it threw, as the text that the parent reads. */
import { exceedsBytes } from './byte-count.ts';
import type { Call, ResponseState, Settled } from './call.ts';
import { isThenable, type PromiseResults, writeEjson } from './ejson-write.ts';
import { createError, describeThrown, isMemoryError } from './errors.ts';
import { jsonStringify, mapSet, promiseResolve, promiseThen } from './primordials.ts';

/** Decides what the function's result is; later for a promise, else at once. */
export function settleCall(call: Call, result: unknown): void {
  try {
    if (!isThenable(result)) writeResult(call, result, undefined, 0);
    else promiseThen(promiseResolve(result), (value) => writeResult(call, value, undefined, 0), failing(call));
  } catch (error) {
    failing(call)(error);
  }
}

function failing(call: Call): (reason: unknown) => void {
  return (reason) => {
    // Of several promises in a result the first one that is rejected decides.
    call.settled ??= { kind: 'threw', reason };
  };
}

/** Promises may resolve to values with promises in them, but not without end. */
const PROMISE_ROUNDS_MAX = 16;

/** Writes, waits for the promises that were found on the way, and writes again with their results in place. */
function writeResult(call: Call, result: unknown, results: PromiseResults | undefined, round: number): void {
  // A result that nobody gets need not be writable: the response decides alone once it is used.
  if (call.response.used || !call.wantsResult) {
    call.settled = { kind: 'returned', result: 'null' };
    return;
  }
  try {
    const found: object[] = [];
    const text = writeEjson(result, call.relaxed, { results, found });
    if (found.length === 0) call.settled = { kind: 'returned', result: text };
    else if (round === PROMISE_ROUNDS_MAX) throw createError('RangeError', 'the result makes new promises without end');
    else awaitAll(call, result, found, results ?? new Map(), round);
  } catch (reason) {
    call.settled = { kind: 'unwritable', reason };
  }
}

function awaitAll(call: Call, result: unknown, found: readonly object[], results: PromiseResults, round: number): void {
  let left = found.length;
  for (let index = 0; index < found.length; index++) {
    const promise = found[index] ?? {};
    const keep = (value: unknown): void => {
      mapSet(results, promise, { value });
      left -= 1;
      if (left === 0) writeResult(call, result, results, round + 1);
    };
    promiseThen(promiseResolve(promise), keep, failing(call));
  }
}

/** The outcome's text, in the form that `protocol.ts` gives; undefined while something is still to come. */
export function writeOutcome(call: Call): string | undefined {
  if (call.failure !== undefined) return writeThrown(call, call.failure);
  if (call.settled === undefined || call.pendingOperations > 0) return undefined;
  return writeSettled(call, call.settled);
}

function writeSettled(call: Call, settled: Settled): string {
  const { response, droppedLogs, realm } = call;
  if (settled.kind === 'threw') return writeThrown(call, settled.reason);
  if (response.used) return writeResponse(call, response);
  if (settled.kind === 'unwritable') return writeThrown(call, settled.reason);
  if (exceedsBytes(settled.result, realm.limits.outputBytesMax)) return writeTooLarge(call);
  return `R${droppedLogs}\n\n${settled.result}`;
}

function writeResponse(call: Call, response: ResponseState): string {
  const { body } = response;
  const { outputBytesMax } = call.realm.limits;
  const content = body?.content ?? '';
  const tooLarge = body?.kind === 'base64' ? body.bytes > outputBytesMax : exceedsBytes(content, outputBytesMax);
  return tooLarge ? writeTooLarge(call) : `R${call.droppedLogs}\n${writeHead(response)}\n${content}`;
}

function writeTooLarge(call: Call): string {
  const message = `the output of a function may take at most ${call.realm.limits.outputBytesMax} bytes`;
  return writeThrown(call, createError('OutputLimitExceeded', message));
}

/** By hand: writing an object as JSON would obey a `toJSON` that user code has put on a prototype. */
function writeHead({ statusCode, headers, body }: ResponseState): string {
  let written = '';
  for (let index = 0; index < headers.length; index++) {
    const header = headers[index];
    if (header === undefined) continue;
    written += `${index > 0 ? ',' : ''}[${jsonStringify(header[0])},${jsonStringify(header[1])}]`;
  }
  const kind = body === undefined ? '' : `,"body":"${body.kind}"`;
  return `{"statusCode":${statusCode},"headers":[${written}]${kind}}`;
}

function writeThrown(call: Call, reason: unknown): string {
  if (isMemoryError(reason)) return `M${call.droppedLogs}\n`;
  const { text, stack } = describeThrown(reason, call.realm.limits.errorBytesMax);
  return `T${call.droppedLogs}\n${jsonStringify(stack)}\n${text}`;
}
