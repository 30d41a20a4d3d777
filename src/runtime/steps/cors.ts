/** Cross-origin calls: browsers of real apps post to webhooks, so every origin may unless the app lists its own. */
import { WebhookCliError } from '../../errors.ts';
import type { ServedApp, ServedWebhook } from '../served-app.ts';
import type { RequestHeaders, WebhookAnswer } from '../webhook-request.ts';
import { allowedMethods } from './method.ts';

type HeaderLine = readonly [string, string];

const PREFLIGHT_SECONDS = '600';
const NO_HEADERS: readonly HeaderLine[] = [];

/** Headers for an answer to this origin. Throws `DomainNotAllowed` for an origin that the app does not list. */
export function allowOrigin(app: ServedApp, headers: RequestHeaders): readonly HeaderLine[] {
  const origins = headers.Origin;
  if (origins === undefined) return NO_HEADERS;
  if (app.allowedOrigins.size === 0 || app.allowedOrigins.has('*')) return [['Access-Control-Allow-Origin', '*']];
  const [origin = ''] = origins;
  if (origins.length !== 1 || !app.allowedOrigins.has(origin)) throw new WebhookCliError('DomainNotAllowed', {});
  return [
    ['Access-Control-Allow-Origin', origin],
    ['Vary', 'Origin'],
  ];
}

/** OPTIONS never reaches a function, as on the old platform. */
export function answerPreflight(
  webhook: ServedWebhook,
  headers: RequestHeaders,
  origin: readonly HeaderLine[],
): WebhookAnswer {
  const methods = allowedMethods(webhook.config.method);
  const wanted = headers['Access-Control-Request-Headers']?.join(', ');
  const grants: HeaderLine[] = [];
  if (origin.length > 0) {
    grants.push(['Access-Control-Allow-Methods', methods], ['Access-Control-Max-Age', PREFLIGHT_SECONDS]);
    if (wanted !== undefined && /^[\w!#$%&'*+.^`|~, -]+$/.test(wanted))
      grants.push(['Access-Control-Allow-Headers', wanted]);
  }
  return { status: 204, headers: [['Allow', methods], ...origin, ...grants], body: undefined };
}
