/**
 * Step 4: does the request prove its sender? One answer for every cause, so that a guesser learns nothing; the cause goes
 * to the log. Signatures are over the raw bytes of the body: a re-serialised body has another signature.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { RequestValidation } from '../../app/app.ts';
import { WebhookCliError } from '../../errors.ts';
import type { RequestHeaders } from '../webhook-request.ts';
import { type Pair, SECRET } from './query.ts';

/** Throws `IncomingWebhookAuthFailed` with the cause as its `cause`, or `ServiceTypeNotSupported`. */
export function validateRequest(
  validation: RequestValidation,
  headers: RequestHeaders,
  query: readonly Pair[],
  body: Uint8Array,
): void {
  const refusal = findRefusal(validation, headers, query, body);
  if (refusal === undefined) return;
  throw new WebhookCliError('IncomingWebhookAuthFailed', {}, { cause: new Error(refusal) });
}

function findRefusal(
  validation: RequestValidation,
  headers: RequestHeaders,
  query: readonly Pair[],
  body: Uint8Array,
): string | undefined {
  switch (validation.method) {
    case 'NO_VALIDATION':
      return undefined;
    case 'VERIFY_PAYLOAD':
      return checkSignature(validation.secret, headers['X-Hook-Signature'], body);
    case 'SECRET_AS_QUERY_PARAM':
      return checkQuerySecret(validation.secret, query);
    case 'GITHUB':
    case 'TWILIO':
      throw new WebhookCliError('ServiceTypeNotSupported', { type: validation.method.toLowerCase() });
    default:
      return 'the webhook has an unknown validation method';
  }
}

function checkSignature(secret: string, values: readonly string[] | undefined, body: Uint8Array): string | undefined {
  if (secret === '') return 'the stored secret of the webhook is empty';
  if (values === undefined) return 'the X-Hook-Signature header is missing';
  const [value = ''] = values;
  if (values.length !== 1) return 'the X-Hook-Signature header is repeated';
  const hex = /^sha256=([0-9a-f]{64})$/.exec(value.trim())?.[1];
  if (hex === undefined) return 'the X-Hook-Signature header is not "sha256=" and 64 lower-case hex digits';
  // As text: a digest as bytes brings an ArrayBuffer of its own, which costs a fifth of the whole check.
  const expected = createHmac('sha256', secret).update(body).digest('hex');
  return timingSafeEqual(Buffer.from(expected), Buffer.from(hex)) ? undefined : 'the signature does not match the body';
}

function checkQuerySecret(secret: string, query: readonly Pair[]): string | undefined {
  if (secret === '') return 'the stored secret of the webhook is empty';
  const given = query.filter(([name]) => name === SECRET);
  const [first] = given;
  if (first === undefined) return 'the query parameter "secret" is missing';
  if (given.length > 1) return 'the query parameter "secret" is repeated';
  return first[1] !== undefined && sameText(first[1], secret) ? undefined : 'the query parameter "secret" is wrong';
}

/** Compares digests, so that neither content nor length shows in the time. */
function sameText(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
