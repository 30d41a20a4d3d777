/** The headers of a request as the old platform's functions saw them: Go's canonical names, every value an array, no `Host`. */
import type { RequestHeaders } from '../webhook-request.ts';

export function readHeaders(rawHeaders: readonly string[]): RequestHeaders {
  const headers: Record<string, string[]> = Object.create(null);
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = canonicalName(rawHeaders[index] ?? '');
    // Go keeps the host beside its header map, so functions never saw it there.
    if (name === 'Host') continue;
    const value = rawHeaders[index + 1] ?? '';
    const values = headers[name];
    if (values === undefined) headers[name] = [value];
    else values.push(value);
  }
  return headers;
}

/** Senders repeat the same few names; the cap keeps a hostile sender from filling memory with names. */
const CACHED_NAMES_MAX = 500;
const canonicalNames = new Map<string, string>();

/** `x-hook-signature` → `X-Hook-Signature`. */
export function canonicalName(name: string): string {
  const known = canonicalNames.get(name);
  if (known !== undefined) return known;
  const canonical = name
    .toLowerCase()
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('-');
  if (canonicalNames.size < CACHED_NAMES_MAX) canonicalNames.set(name, canonical);
  return canonical;
}
