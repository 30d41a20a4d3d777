/** Reads the outcome of a call from its frame. What the child says is checked: user code may have taken it over. */
import { MalformedFrame } from './protocol.ts';
import type { Console, FunctionOutcome, GuestResponse } from './sandbox.ts';

const LINE_FEED = 10;

/** Throws MalformedFrame. */
export function readOutcome(payload: Buffer, logs: readonly string[]): FunctionOutcome {
  const first = payload.indexOf(LINE_FEED);
  const console = { logs, droppedLogs: readCount(payload.toString('latin1', 1, first)) };
  switch (payload.toString('latin1', 0, 1)) {
    case 'R':
      return readReturned(payload, first + 1, console);
    case 'T':
      return readThrown(payload, first + 1, console);
    case 'M':
      return { status: 'out-of-memory', ...console };
    default:
      throw new MalformedFrame('an outcome of an unknown kind');
  }
}

export function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 0) throw new MalformedFrame('a count that is none');
  return count;
}

function readReturned(payload: Buffer, start: number, console: Console): FunctionOutcome {
  const end = payload.indexOf(LINE_FEED, start);
  if (end === -1) throw new MalformedFrame('an outcome without a result');
  const rest = payload.toString('utf8', end + 1);
  if (end === start) return { status: 'returned', result: rest, response: undefined, ...console };
  return {
    status: 'returned',
    result: 'null',
    response: readResponse(payload.toString('utf8', start, end), rest),
    ...console,
  };
}

function readResponse(head: string, body: string): GuestResponse {
  const value = readJson(head);
  const statusCode = readField(value, 'statusCode');
  const headers = readField(value, 'headers');
  if (typeof statusCode !== 'number' || !Array.isArray(headers) || !headers.every(isHeader)) {
    throw new MalformedFrame('a response that is none');
  }
  const kind = readField(value, 'body');
  return {
    statusCode,
    headers,
    body: kind === 'text' ? { text: body } : kind === 'base64' ? { base64: body } : undefined,
  };
}

function isHeader(header: unknown): header is readonly [string, string] {
  return Array.isArray(header) && typeof header[0] === 'string' && typeof header[1] === 'string';
}

function readThrown(payload: Buffer, start: number, console: Console): FunctionOutcome {
  const end = payload.indexOf(LINE_FEED, start);
  const stack = end === -1 ? undefined : readJson(payload.toString('utf8', start, end));
  if (typeof stack !== 'string') throw new MalformedFrame('an error without a stack');
  return { status: 'threw', error: payload.toString('utf8', end + 1), stack, ...console };
}

/** JSON from the child. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MalformedFrame('text that is not JSON', { cause: error });
  }
}

export function readField(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
