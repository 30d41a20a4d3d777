/** The payload of an http webhook, and `context.request`, as functions of the old platform saw them. */
import type { CallArguments } from '../../sandbox/sandbox.ts';
import type { RequestHeaders, WebhookRequest } from '../webhook-request.ts';
import { firstValues, type Pair, parsePairs, SECRET, withoutSecret } from './query.ts';

export type WebhookPayload = Extract<CallArguments, { kind: 'webhook' }>;

/** Go reads form bodies of these methods only, and puts their fields before those of the URL. */
const FORM_METHODS = new Set(['POST', 'PUT', 'PATCH']);

/** Throws `InvalidParameter` when a form body has too many pairs. */
export function buildPayload(
  method: string,
  headers: RequestHeaders,
  query: readonly Pair[],
  body: Uint8Array,
  pairsMax: number,
): WebhookPayload {
  const visible = query.some(([name]) => name === SECRET) ? query.filter(([name]) => name !== SECRET) : query;
  const form = FORM_METHODS.has(method) && isForm(headers) ? parsePairs(decodeText(body), pairsMax) : [];
  return {
    kind: 'webhook',
    query: firstValues(form, visible),
    headers,
    body: body.byteLength === 0 ? undefined : body,
  };
}

export interface RequestFacts {
  readonly service: string;
  readonly publicUrl: string;
  readonly remoteAddress: string;
}

export function buildContextRequest(
  request: WebhookRequest,
  headers: RequestHeaders,
  facts: RequestFacts,
): Readonly<Record<string, unknown>> {
  const referrer = headers.Referer?.[0];
  const userAgent = headers['User-Agent']?.[0];
  return {
    remoteIPAddress: facts.remoteAddress,
    requestHeaders: headers,
    webhookUrl: facts.publicUrl + request.path,
    httpMethod: request.method,
    rawQueryString: withoutSecret(request.rawQuery),
    ...(referrer === undefined ? {} : { httpReferrer: referrer }),
    ...(userAgent === undefined ? {} : { httpUserAgent: userAgent }),
    service: facts.service,
  };
}

/** An IPv4 address on a socket of both families shows as `::ffff:1.2.3.4`; apps compare with `1.2.3.4`. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address;
}

export function isForm(headers: RequestHeaders): boolean {
  const type = headers['Content-Type']?.[0];
  return type !== undefined && /^\s*application\/x-www-form-urlencoded\s*(;|$)/i.test(type);
}

export function decodeText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
