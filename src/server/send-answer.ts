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
  // A body that is not wanted is not read on: its connection ends with the answer.
  const unread = !request.complete && hasBody(request);
  if (isLast || unread) {
    headers.push('Connection', 'close');
    endingSockets.add(request.socket);
  }
  response.writeHead(status, headers);
  if (unread) endAfterBody(request, response, body, limits);
  else response.end(body);
  if (response.socket !== null && response.socket.writableLength > 0) cutSlowReader(response, limits.requestTimeoutMs);
}

/**
 * The answer is complete at once, but the connection is closed only when its client has stopped sending, within bounds: closing
 * it under a client that is still sending resets it, and the answer that says why is lost with it.
 */
function endAfterBody(
  request: IncomingMessage,
  response: ServerResponse,
  body: WebhookAnswer['body'],
  limits: Limits,
): void {
  const end = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, limits.unreadBodyMs);
  let discarded = 0;
  request.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > limits.unreadBodyBytesMax) end();
  });
  request.once('end', end).once('close', end).resume();
  if (body === undefined) response.flushHeaders();
  else response.write(body);
}

/** A client that does not read its answer would keep the answer in memory for as long as it likes. */
function cutSlowReader(response: ServerResponse, timeoutMs: number): void {
  const timer = setTimeout(() => response.destroy(), timeoutMs);
  timer.unref();
  response.once('finish', () => clearTimeout(timer));
  response.once('close', () => clearTimeout(timer));
}
