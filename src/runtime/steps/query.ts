/** Query strings and form bodies: flat pairs as Go reads them, no nesting, a bounded number. */
import { WebhookCliError } from '../../errors.ts';

/** No value means one with a bad escape: functions do not see it, as with Go, but a second secret stays a second one. */
export type Pair = readonly [name: string, value: string | undefined];

const NO_PAIRS: readonly Pair[] = [];

/** Pairs in order, without those whose name has a bad escape. Throws `InvalidParameter` beyond `pairsMax`. */
export function parsePairs(text: string, pairsMax: number): readonly Pair[] {
  if (text === '') return NO_PAIRS;
  const pairs: Pair[] = [];
  for (const part of splitPairs(text, pairsMax)) {
    const equals = part.indexOf('=');
    const name = decodePart(equals === -1 ? part : part.slice(0, equals));
    if (name !== undefined) pairs.push([name, equals === -1 ? '' : decodePart(part.slice(equals + 1))]);
  }
  return pairs;
}

/** The query without its `secret` pairs, otherwise as received: a function must not see, store or log the secret. */
export function withoutSecret(rawQuery: string): string {
  if (!/secret|%/i.test(rawQuery)) return rawQuery;
  return rawQuery
    .split('&')
    .filter((part) => decodePart(part.split('=', 1)[0] ?? '') !== SECRET)
    .join('&');
}

export const SECRET = 'secret';

/** One object of the pairs; the first value of a name wins. Has no prototype: names come from outside. */
export function firstValues(...lists: ReadonlyArray<readonly Pair[]>): Readonly<Record<string, string>> {
  const values: Record<string, string> = Object.create(null);
  for (const list of lists) for (const [name, value] of list) if (value !== undefined) values[name] ??= value;
  return values;
}

/** Stops at the limit: a form may be megabytes of `&`. */
function splitPairs(text: string, pairsMax: number): readonly string[] {
  const parts: string[] = [];
  for (const [part] of text.matchAll(/[^&]+/g)) {
    if (parts.push(part) <= pairsMax) continue;
    throw new WebhookCliError('InvalidParameter', { reason: `more than ${pairsMax} query or form parameters` });
  }
  return parts;
}

function decodePart(part: string): string | undefined {
  if (!/[%+]/.test(part)) return part;
  const text = part.replaceAll('+', ' ');
  if (/%(?![0-9a-f]{2})/i.test(text)) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    // Well-formed escapes whose bytes are not UTF-8: kept with replacement characters, as a Go string would print.
    const bytes = Buffer.from(text, 'utf8')
      .toString('latin1')
      .replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    return Buffer.from(bytes, 'latin1').toString('utf8');
  }
}
