/**
 * What Node's parser lets through and this server does not: two readings of one request are how requests are smuggled past a
 * proxy. One pass over the raw headers, before anything else.
 */
import type { IncomingMessage } from 'node:http';
import { WebhookCliError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { isPlainAuthority } from './target.ts';

/** Throws a coded error that names the first fault. */
export function checkRequest(request: IncomingMessage, target: string, limits: Limits): void {
  const { rawHeaders, httpVersion } = request;
  if (target.length > limits.requestTargetBytesMax || rawHeaders.length / 2 > limits.requestHeadersMax) {
    throw new WebhookCliError('RequestHeadersTooLarge', {});
  }
  if (httpVersion !== '1.1' && httpVersion !== '1.0') throw malformed('the HTTP version must be 1.0 or 1.1');
  let hosts = 0;
  let bytes = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    bytes += name.length + (rawHeaders[index + 1]?.length ?? 0) + LINE_BYTES;
    // Six lengths cover the names below: most headers are passed over by this comparison alone.
    if (!INTERESTING_LENGTHS.has(name.length)) continue;
    hosts += checkHeader(name.toLowerCase(), rawHeaders[index + 1] ?? '', httpVersion);
  }
  if (bytes > limits.requestHeaderBytesMax) throw new WebhookCliError('RequestHeadersTooLarge', {});
  if (hosts > 1) throw malformed('the Host header is repeated');
  if (hosts === 0 && httpVersion === '1.1') throw malformed('the Host header is missing');
}

/** Colon, space and line end of a header. */
const LINE_BYTES = 4;

const INTERESTING_LENGTHS: ReadonlySet<number> = new Set(
  ['host', 'transfer-encoding', 'content-encoding'].map((name) => name.length),
);

/** 1 for a Host header, else 0. */
function checkHeader(name: string, value: string, httpVersion: string): number {
  if (name === 'transfer-encoding') checkTransferEncoding(value, httpVersion);
  // An empty one names no coding.
  if (name === 'content-encoding' && !/^\s*(identity)?\s*$/i.test(value)) {
    throw new WebhookCliError('UnsupportedContentEncoding', {});
  }
  if (name !== 'host') return 0;
  if (!isPlainAuthority(value)) throw malformed('the Host header is not a host');
  return 1;
}

function checkTransferEncoding(value: string, httpVersion: string): void {
  if (httpVersion === '1.0') throw malformed('HTTP/1.0 has no transfer encoding');
  const codings = value.split(',').map((coding) => coding.trim().toLowerCase());
  if (codings.length === 1 && codings[0] === 'chunked') return;
  if (codings.at(-1) === 'chunked' && codings.every((coding) => KNOWN_CODINGS.has(coding))) {
    throw new WebhookCliError('UnsupportedTransferEncoding', {});
  }
  throw malformed('the transfer encoding is not known');
}

const KNOWN_CODINGS: ReadonlySet<string> = new Set([
  'chunked',
  'gzip',
  'x-gzip',
  'deflate',
  'compress',
  'x-compress',
  'identity',
]);

function malformed(reason: string): WebhookCliError {
  return new WebhookCliError('InvalidParameter', { reason });
}
