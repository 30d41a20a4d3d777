/** Request targets: the path of a webhook, read strictly from the bytes of the request line, each segment decoded once. */
import { WebhookCliError } from '../errors.ts';

export interface WebhookTarget {
  readonly app: string;
  readonly service: string;
  readonly webhook: string;
  /** As received, without the query. */
  readonly path: string;
  readonly rawQuery: string;
}

/** A host as it may stand in `Host` and in a target: no user, no characters that other readers would take apart. */
const AUTHORITY = String.raw`(?:[\w.~!$&'()*+,;=%-]+|\[[0-9a-f:.]+\])(?::\d*)?`;
const AUTHORITY_ONLY = new RegExp(`^${AUTHORITY}$`, 'i');
const ABSOLUTE_FORM = new RegExp(`^https?://${AUTHORITY}(?=[/?]|$)`, 'i');

export function isPlainAuthority(text: string): boolean {
  return AUTHORITY_ONLY.test(text);
}

/**
 * A target in absolute form, which every server must take (RFC 9112 3.2.2), as path and query. Its authority changes nothing,
 * as `Host` changes nothing. Throws `InvalidParameter` for an authority that is not plain.
 */
export function toOriginForm(target: string): string {
  if (target.startsWith('/') || !/^https?:/i.test(target)) return target;
  const authority = ABSOLUTE_FORM.exec(target)?.[0];
  if (authority === undefined) throw malformed('the target does not name a plain host');
  const rest = target.slice(authority.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

const WEBHOOK_PATH = /^\/api\/client\/v2\.0\/app\/([^/]*)\/service\/([^/]*)\/incoming_webhook\/([^/]*)$/;

/** Undefined when the path is not a webhook's. Throws `InvalidParameter` for a target or segment that is not well formed. */
export function parseTarget(target: string): WebhookTarget | undefined {
  const question = target.indexOf('?');
  const path = question === -1 ? target : target.slice(0, question);
  checkCharacters(target);
  const segments = WEBHOOK_PATH.exec(path);
  if (segments === null) {
    checkEscapes(path);
    return undefined;
  }
  const [, app = '', service = '', webhook = ''] = segments;
  return {
    app: decodeSegment(app),
    service: decodeSegment(service),
    webhook: decodeSegment(webhook),
    path,
    rawQuery: question === -1 ? '' : target.slice(question + 1),
  };
}

/** Only what RFC 9112 lets stand in a target: a raw space or byte above ASCII means two readings of one request. */
function checkCharacters(target: string): void {
  if (/[^\x21-\x7e]/.test(target)) throw malformed('the target has characters that must be escaped');
}

/** Decodes once. A segment that turns into a path of its own, or into control characters, has no honest meaning. */
function decodeSegment(segment: string): string {
  if (!segment.includes('%') && segment !== '.' && segment !== '..') return segment;
  let decoded: string;
  try {
    decoded = decodeURIComponent(segment);
  } catch {
    throw malformed('a path segment has a bad escape');
  }
  if (decoded === '.' || decoded === '..' || /[/\\]|\p{Cc}/u.test(decoded)) {
    throw malformed('a path segment holds an escaped separator or control character');
  }
  return decoded;
}

function checkEscapes(path: string): void {
  for (const segment of path.split('/')) if (segment.includes('%')) decodeSegment(segment);
}

function malformed(reason: string): WebhookCliError {
  return new WebhookCliError('InvalidParameter', { reason });
}
