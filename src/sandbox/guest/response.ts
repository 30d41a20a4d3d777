/** The `response` object of a webhook: four setters, each checked where it is called. */
import { bsonLibrary } from './bson-library.ts';
import { bytesOf } from './bson-types.ts';
import { encodeBase64 } from './bytes.ts';
import type { Call, ResponseBody, ResponseState } from './call.ts';
import { writeEjson } from './ejson-write.ts';
import { arrayIsArray, arrayPush, jsonStringify, numberIsInteger, objectFreeze } from './primordials.ts';

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
      const lower = header[0].toLowerCase();
      const others = state.headers.filter(([other]) => other.toLowerCase() !== lower);
      addHeader(call, others, header);
    },
    addHeader(name: unknown, value: unknown): void {
      addHeader(call, state.headers, checkHeader(name, value));
    },
  });
}

function addHeader(call: Call, others: Array<readonly [string, string]>, header: readonly [string, string]): void {
  const most = call.realm.limits.responseHeadersMax;
  if (others.length >= most) throw new RangeError(`a response has at most ${most} headers`);
  arrayPush(others, header);
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
  if (typeof body === 'number' || typeof body === 'boolean') return { kind: 'text', content: String(body) };
  if (body instanceof bsonLibrary.Binary) return { kind: 'base64', content: encodeBase64(bytesOf(body)) };
  if (body instanceof bsonLibrary.ObjectId) return { kind: 'text', content: body.toHexString() };
  const convertible = typeof body === 'object' && !('then' in body && typeof body.then === 'function');
  if (convertible) return { kind: 'text', content: writeEjson(body, false) };
  throw new TypeError(
    `response.setBody takes a string, a BSON.Binary, a number, a boolean or a document, got ${nameOf(body)}`,
  );
}

function nameOf(body: unknown): string {
  return typeof body === 'object' ? 'a promise or cursor (await it first)' : `a ${typeof body}`;
}

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Visible characters, blanks and tabs; no line breaks, which would start another header. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** The server frames the message; a function that did would desynchronise the connection. */
const FRAMING = /^(connection|content-length|transfer-encoding|keep-alive|upgrade|trailer|te)$/i;

function checkHeader(name: unknown, value: unknown): readonly [string, string] {
  if (typeof name !== 'string' || !HEADER_NAME.test(name))
    throw new TypeError(`${describe(name)} is not a header name`);
  if (FRAMING.test(name))
    throw new TypeError(`the header ${name} is set by the server and cannot be set by a function`);
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (typeof text !== 'string' || !HEADER_VALUE.test(text)) {
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
