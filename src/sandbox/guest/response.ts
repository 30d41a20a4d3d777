/** The `response` object of a webhook: four setters, each checked where it is called. */
import { bsonLibrary } from './bson-library.ts';
import { bytesOf } from './bson-types.ts';
import { encodeBase64 } from './bytes.ts';
import type { Call, ResponseBody, ResponseState } from './call.ts';
import { isThenable, writeEjson } from './ejson-write.ts';
import {
  appendTo,
  arrayIsArray,
  jsonStringify,
  numberIsInteger,
  objectFreeze,
  objectGetPrototypeOf,
  objectPrototype,
  regExpExec,
  stringToLowerCase,
} from './primordials.ts';

export function createResponseState(): ResponseState {
  return { used: false, statusCode: 200, headers: [], body: undefined };
}

export function createResponse(call: Call): unknown {
  const state = call.response;
  return objectFreeze({
    setStatusCode(code: unknown): void {
      state.statusCode = checkStatus(code);
      state.used = true;
    },
    setBody(body: unknown): void {
      state.body = convertBody(body);
      state.used = true;
    },
    setHeader(name: unknown, value: unknown): void {
      const header = checkHeader(name, value);
      addHeader(call, headersBut(state.headers, header[0]), header);
    },
    addHeader(name: unknown, value: unknown): void {
      addHeader(call, state.headers, checkHeader(name, value));
    },
  });
}

function headersBut(headers: ReadonlyArray<readonly [string, string]>, name: string): Array<readonly [string, string]> {
  const others: Array<readonly [string, string]> = [];
  for (let index = 0; index < headers.length; index++) {
    const header = headers[index];
    if (header && stringToLowerCase(header[0]) !== stringToLowerCase(name)) appendTo(others, header);
  }
  return others;
}

function addHeader(call: Call, others: Array<readonly [string, string]>, header: readonly [string, string]): void {
  const { responseHeadersMax, responseHeaderBytesMax } = call.realm.limits;
  if (others.length >= responseHeadersMax) {
    throw new RangeError(`a response has at most ${responseHeadersMax} headers`);
  }
  let bytes = header[0].length + header[1].length;
  for (let index = 0; index < others.length; index++) {
    bytes += (others[index]?.[0].length ?? 0) + (others[index]?.[1].length ?? 0);
  }
  if (bytes > responseHeaderBytesMax) {
    throw new RangeError(`the headers of a response take at most ${responseHeaderBytesMax} bytes`);
  }
  appendTo(others, header);
  call.response.headers = others;
  call.response.used = true;
}

function checkStatus(code: unknown): number {
  if (typeof code === 'number' && numberIsInteger(code) && code >= 200 && code <= 599) return code;
  const shown = typeof code === 'number' ? code : typeof code;
  throw new RangeError(`response.setStatusCode takes an integer from 200 to 599, got ${shown}`);
}

/** A string, bytes, or what has an obvious text; nothing else is guessed at. */
function convertBody(body: unknown): ResponseBody | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string') return { kind: 'text', content: body };
  if (typeof body === 'number' || typeof body === 'boolean') return { kind: 'text', content: `${body}` };
  if (body instanceof bsonLibrary.Binary) {
    const bytes = bytesOf(body);
    return { kind: 'base64', content: encodeBase64(bytes), bytes: bytes.length };
  }
  if (body instanceof bsonLibrary.ObjectId) return { kind: 'text', content: String(body.toHexString()) };
  if (isNumeric(body)) return { kind: 'text', content: String(body.toString()) };
  if (isPlain(body)) return { kind: 'text', content: writeEjson(body, false) };
  throw new TypeError(
    `response.setBody takes a string, a BSON.Binary, a number, a boolean or a document, got ${nameOf(body)}`,
  );
}

/** BSON's own numbers, whose text is their digits. */
function isNumeric(body: unknown): body is object {
  return (
    (body instanceof bsonLibrary.Long && !(body instanceof bsonLibrary.Timestamp)) ||
    body instanceof bsonLibrary.Int32 ||
    body instanceof bsonLibrary.Double ||
    body instanceof bsonLibrary.Decimal128
  );
}

function isPlain(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || isThenable(body)) return false;
  if (arrayIsArray(body)) return true;
  const prototype = objectGetPrototypeOf(body);
  return prototype === objectPrototype || prototype === null;
}

function nameOf(body: unknown): string {
  if (typeof body !== 'object' || body === null) return `a ${typeof body}`;
  if (isThenable(body)) return 'a promise or cursor (await it first)';
  const maker = 'constructor' in body ? body.constructor : undefined;
  const name = typeof maker === 'function' ? String(maker.name) : '';
  return name === '' ? 'an object of a class' : `a value of type ${name}`;
}

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Visible characters, blanks and tabs; no line breaks, which would start another header. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** The server frames the message; a function that did would desynchronise the connection. */
const FRAMING = /^(connection|content-length|transfer-encoding|keep-alive|upgrade|trailer|te)$/i;

function checkHeader(name: unknown, value: unknown): readonly [string, string] {
  if (typeof name !== 'string' || regExpExec(HEADER_NAME, name) === null)
    throw new TypeError(`${describe(name)} is not a header name`);
  if (regExpExec(FRAMING, name) !== null)
    throw new TypeError(`the header ${name} is set by the server and cannot be set by a function`);
  const text = typeof value === 'number' || typeof value === 'boolean' ? `${value}` : value;
  if (typeof text !== 'string' || regExpExec(HEADER_VALUE, text) === null) {
    throw new TypeError(`the value of the header ${name} must be a string without line breaks, got ${describe(value)}`);
  }
  return [name, text];
}

function describe(value: unknown): string {
  return typeof value === 'string'
    ? jsonStringify(value)
    : arrayIsArray(value)
      ? 'an array'
      : `a value of type ${typeof value}`;
}
