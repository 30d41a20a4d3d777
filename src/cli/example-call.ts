/** A `curl` command that a webhook accepts, ready for a POSIX shell. */
import { createHmac } from 'node:crypto';
import type { RequestValidation, WebhookMethod } from '../app/app.ts';
import { quoteWord } from './shell-word.ts';

export interface ExampleCall {
  readonly method: WebhookMethod;
  readonly validation: RequestValidation;
  readonly url: string;
  readonly body: string;
  readonly contentType: string;
  /** Headers beside those that the validation needs. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A webhook that is called with GET or HEAD gets no body, and then the signature is of none. */
export function createCurl(call: ExampleCall): string {
  const { method, validation, url } = call;
  const verb = method === 'ANY' ? 'POST' : method;
  const body = verb === 'GET' || verb === 'HEAD' ? '' : call.body;
  const parts = ['curl', ...(verb === 'HEAD' ? ['--head'] : ['-X', verb])];
  const headers = {
    ...(body === '' ? {} : { 'Content-Type': call.contentType }),
    ...signature(validation, body),
    ...call.headers,
  };
  for (const [name, value] of Object.entries(headers)) parts.push('-H', quoteWord(`${name}: ${value}`));
  // --data-raw: -d would read a file when the body begins with @.
  if (body !== '') parts.push('--data-raw', quoteWord(body));
  const query = validation.method === 'SECRET_AS_QUERY_PARAM' ? `?secret=${encodeURIComponent(validation.secret)}` : '';
  return [...parts, quoteWord(url + query)].join(' ');
}

function signature(validation: RequestValidation, body: string): Readonly<Record<string, string>> {
  if (validation.method === 'VERIFY_PAYLOAD') return { 'X-Hook-Signature': sign(validation.secret, body) };
  if (validation.method === 'GITHUB') return { 'X-Hub-Signature-256': sign(validation.secret, body) };
  return {};
}

function sign(secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
