/** Coded errors as the answers that callers of the old platform know: `{error, error_code, link}`. */
import { WebhookCliError } from '../errors.ts';
import type { RequestFailure } from './steps/log-entry.ts';
import type { WebhookAnswer } from './webhook-request.ts';

/** Anything thrown while a request is answered, as a coded error. What nobody foresaw is our fault, and its text stays in the log. */
export function toRequestError(error: unknown): WebhookCliError {
  if (error instanceof WebhookCliError && error.status !== undefined) return error;
  return new WebhookCliError('InternalServerError', { reason: 'unexpected fault' }, { cause: error });
}

export function describeRequestFailure(error: WebhookCliError): RequestFailure {
  const { cause } = error;
  return {
    code: error.code,
    message: error.message,
    cause: cause === undefined ? undefined : cause instanceof Error ? cause.message : String(cause),
  };
}

/** `link` leads to the log entry of the request where there is one; `allow` is the header of a 405. */
export function answerError(error: WebhookCliError, facts: { link?: string; allow?: string } = {}): WebhookAnswer {
  const status = error.status ?? 500;
  const link = facts.link === undefined ? {} : { link: facts.link };
  const headers: Array<readonly [string, string]> = [...ERROR_HEADERS];
  if (status === 503 || status === 429) headers.push(['Retry-After', RETRY_AFTER_SECONDS]);
  if (status === 405 && facts.allow !== undefined) headers.push(['Allow', facts.allow]);
  return { status, headers, body: JSON.stringify({ error: error.message, error_code: error.code, ...link }) };
}

/** Exactly this type: SDKs of the old platform ignore an error whose Content-Type carries a charset. */
const ERROR_HEADERS = [
  ['Content-Type', 'application/json'],
  ['Cache-Control', 'no-store'],
] as const;

/** Senders wait this long before they repeat a request that failed for our trouble. */
export const RETRY_AFTER_SECONDS = '2';
