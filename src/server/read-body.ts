/** Reads a request's body once: its raw bytes, no more than the limit. */
import type { IncomingMessage } from 'node:http';
import { WebhookCliError } from '../errors.ts';

const NO_BODY = Buffer.alloc(0);

/** Rejects with `ReadSizeLimitExceeded` as soon as the limit is passed, without reading on, or with `RequestAborted`. */
export function readBody(request: IncomingMessage, bytesMax: number): Promise<Uint8Array> {
  if (!hasBody(request)) return Promise.resolve(NO_BODY);
  const length = request.headers['content-length'];
  if (length !== undefined && Number(length) > bytesMax) return Promise.reject(tooLarge(bytesMax));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let received = 0;
    request.on('data', (chunk: Buffer) => {
      received += chunk.byteLength;
      if (received > bytesMax) {
        request.removeAllListeners('data');
        request.pause();
        reject(tooLarge(bytesMax));
        return;
      }
      chunks.push(chunk);
    });
    request.on('end', () => {
      const [only] = chunks;
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, received));
    });
    request.on('error', (cause) => reject(new WebhookCliError('RequestAborted', {}, { cause })));
    // Comes after every request; the error, with its stack, is made only for one that was cut.
    request.on('close', () => {
      if (!request.complete) reject(new WebhookCliError('RequestAborted', {}));
    });
  });
}

export function hasBody(request: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  return encoding !== undefined || (length !== undefined && length !== '0');
}

function tooLarge(limit: number): WebhookCliError {
  return new WebhookCliError('ReadSizeLimitExceeded', { limit });
}
