/** Writes an answer. Framing is ours alone: length, connection, nothing from a function. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Limits } from '../limits.ts';
import type { WebhookAnswer } from '../runtime/webhook-request.ts';
import { endingSockets } from './connection.ts';
import { hasBody } from './read-body.ts';

export function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: WebhookAnswer,
  isLast: boolean,
  limits: Limits,
): void {
  if (response.destroyed || response.headersSent) return;
  const { status, body } = answer;
  const headers: string[] = [];
  for (const [name, value] of answer.headers) headers.push(name, value);
  if (status !== 204 && status !== 304 && request.method !== 'HEAD') {
    headers.push('Content-Length', String(body === undefined ? 0 : Buffer.byteLength(body)));
  }
  // A body that nobody has read is not read on: its connection ends with the answer.
  if (isLast || (!request.complete && hasBody(request))) {
    headers.push('Connection', 'close');
    endingSockets.add(request.socket);
  }
  response.writeHead(status, headers);
  response.end(body);
  if (response.socket !== null && response.socket.writableLength > 0) cutSlowReader(response, limits.requestTimeoutMs);
}

/** A client that does not read its answer would keep the answer in memory for as long as it likes. */
function cutSlowReader(response: ServerResponse, timeoutMs: number): void {
  const timer = setTimeout(() => response.destroy(), timeoutMs);
  timer.unref();
  response.once('finish', () => clearTimeout(timer));
  response.once('close', () => clearTimeout(timer));
}
