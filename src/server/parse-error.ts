/** Answers what never became a request: Node's parser refused it, or it came too late. */

import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { WebhookCliError } from '../errors.ts';
import { answerError } from '../runtime/error-answer.ts';
import { endingSockets } from './connection.ts';

/** Writes the answer and ends the connection: after a parse error nobody knows where the next request would begin. */
export function answerParseError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  if (endingSockets.has(socket)) {
    socket.destroySoon();
    return;
  }
  const { status, headers, body = '' } = answerError(toCodedError(error.code));
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const text = String(body);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines}Content-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  );
  // `end` waits for the other side; a hostile one would never answer.
  socket.setTimeout(LINGER_MS, () => socket.destroy());
  socket.resume();
}

/** As Node answers them while its server does not close. */
export function answerLateHeaders(socket: Socket): void {
  answerParseError(Object.assign(new Error('late headers'), { code: LATE_CODE }), socket);
}

const LATE_CODE = 'ERR_HTTP_REQUEST_TIMEOUT';
const LINGER_MS = 1_000;

function toCodedError(code: string | undefined): WebhookCliError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new WebhookCliError('RequestHeadersTooLarge', {});
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new WebhookCliError('ReadSizeLimitExceeded', { limit: CHUNK_EXTENSION_BYTES_MAX });
    case LATE_CODE:
      return new WebhookCliError('RequestTimeout', {});
    default:
      return new WebhookCliError('InvalidParameter', { reason: 'not a well-formed HTTP request' });
  }
}

/** Node's own limit; the message of a body that is too large names it. */
const CHUNK_EXTENSION_BYTES_MAX = 16 * 1024;
