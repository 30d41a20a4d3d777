/**
 * Step 8: the answer. Three regimes: a function that used `response` decides alone; else its result when the webhook responds
 * with it; else 204. What the sandbox says was said by user code, so status and headers are checked again here.
 */
import type { IncomingWebhook } from '../../app/app.ts';
import { WebhookCliError } from '../../errors.ts';
import type { GuestResponse } from '../../sandbox/sandbox.ts';
import type { WebhookAnswer } from '../webhook-request.ts';
import type { ReturnedOutcome } from './call-function.ts';

const NO_CONTENT: WebhookAnswer = { status: 204, headers: [], body: undefined };
const JSON_HEADERS = [['Content-Type', 'application/json']] as const;

/** Throws `FunctionExecutionError` for a status or header that cannot be sent. */
export function buildResponse(
  config: IncomingWebhook,
  method: string,
  outcome: ReturnedOutcome,
  headersMax: number,
): WebhookAnswer {
  const answer = answerOf(config, outcome, headersMax);
  return method === 'HEAD' && answer.body !== undefined ? { ...answer, body: undefined } : answer;
}

function answerOf(config: IncomingWebhook, outcome: ReturnedOutcome, headersMax: number): WebhookAnswer {
  if (outcome.response !== undefined) return answerOfGuest(outcome.response, headersMax);
  if (!config.respondResult) return NO_CONTENT;
  return { status: 200, headers: JSON_HEADERS, body: outcome.result };
}

function answerOfGuest(response: GuestResponse, headersMax: number): WebhookAnswer {
  const { statusCode: status, headers } = response;
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw refused(`response status ${status} is not a whole number from 200 to 599`);
  }
  if (headers.length > headersMax) throw refused(`more than ${headersMax} response headers`);
  for (const [name, value] of headers) checkHeader(name, value);
  // HTTP gives these statuses no body; sending one would be read as the start of the next answer.
  if (status === 204 || status === 205 || status === 304) return { status, headers, body: undefined };
  const body = readBody(response.body);
  if (body === undefined || headers.some(([name]) => name.toLowerCase() === 'content-type')) {
    return { status, headers, body };
  }
  return { status, headers: [...headers, ['Content-Type', guessContentType(body)]], body };
}

const FRAMING = new Set([
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'upgrade',
  'trailer',
  'te',
]);

function checkHeader(name: string, value: string): void {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw refused('a response header has an invalid name');
  if (FRAMING.has(name.toLowerCase())) throw refused(`response header ${name} is set by the server only`);
  if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) throw refused(`response header ${name} has an invalid value`);
}

function readBody(body: GuestResponse['body']): string | Uint8Array | undefined {
  if (body === undefined) return undefined;
  return 'text' in body ? body.text : Buffer.from(body.base64, 'base64');
}

/** HTML by its first tag, JSON when it parses as an object or array, else plain text. */
function guessContentType(body: string | Uint8Array): string {
  if (typeof body !== 'string') return 'application/octet-stream';
  const start = body.trimStart().slice(0, 15).toLowerCase();
  // A comment needs nothing after it, a tag ends.
  if (
    start.startsWith('<!--') ||
    /^<(!doctype html|html|head|body|h1|div|p|a|table|script|style|title|br|b|font|iframe)[\s>]/.test(`${start} `)
  ) {
    return 'text/html; charset=utf-8';
  }
  if ((start.startsWith('{') || start.startsWith('[')) && isJson(body)) return 'application/json';
  return 'text/plain; charset=utf-8';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function refused(reason: string): WebhookCliError {
  return new WebhookCliError('FunctionExecutionError', { reason: JSON.stringify({ message: reason, name: 'Error' }) });
}
