/** What must not be read back from a log: secrets in the query, signatures, credentials, cookies. */
import { isUtf8 } from 'node:buffer';
import { decodeText, isForm, type WebhookPayload } from './payload.ts';

const REDACTED = '<redacted>';
const SENSITIVE = /secret|password|passwd|token|signature|authorization|cookie|api[-_]?key|credential/i;

/** The query with its `?`, sensitive values replaced; empty for none. */
export function redactQuery(rawQuery: string): string {
  if (rawQuery === '') return '';
  // An escape can hide a name from the test (`s%65cret`), so a part with one before its value shows its value never.
  const parts = rawQuery.split('&').map((part) => {
    const [name = ''] = part.split('=', 1);
    return SENSITIVE.test(name) || name.includes('%') ? `${name}=${REDACTED}` : part;
  });
  return `?${parts.join('&')}`;
}

/** The arguments of a webhook's function as JSON text: text because names from outside are no field names of a document. */
export function redactArguments(payload: WebhookPayload, bytesMax: number): string {
  const body =
    payload.body === undefined ? '' : `,"body":${JSON.stringify(redactBody(payload, payload.body, bytesMax))}`;
  const text = `[{"query":${printFields(payload.query)},"headers":${printFields(payload.headers)}${body}}]`;
  return text.length <= 2 * bytesMax ? text : JSON.stringify([{ left_out: `${text.length} characters` }]);
}

/** Known secrets in any of their forms, wherever user code or a caller may have repeated them. */
export function redactSecret(text: string, forms: readonly string[]): string {
  let clean = text;
  for (const form of forms) if (clean.includes(form)) clean = clean.replaceAll(form, REDACTED);
  return clean;
}

/** The secret as it stands, as JSON writes it once or twice, in a URL, and as base64; longer forms first, as they hold shorter ones. */
export function listSecretForms(secret: string): string[] {
  // A secret of a few characters is part of ordinary words: replacing it would tell what it is.
  if (secret.length < SECRET_LENGTH_MIN) return [];
  const json = JSON.stringify(secret).slice(1, -1);
  const texts = [secret, json, JSON.stringify(json).slice(1, -1)];
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  const forms = new Set([...texts, ...texts.map((text) => encodeURIComponent(text.toWellFormed())), base64]);
  return [...forms].sort((a, b) => b.length - a.length);
}

const SECRET_LENGTH_MIN = 6;

/** Written out field by field: redacted copies for JSON.stringify took a quarter of a request's whole time in this process. */
function printFields(fields: Readonly<Record<string, string | readonly string[]>>): string {
  let text = '';
  for (const name in fields) {
    const { json, sensitive } = describeName(name);
    const comma = text === '' ? '' : ',';
    text += `${comma}${json}:${sensitive ? REDACTED_JSON : JSON.stringify(fields[name])}`;
  }
  return `{${text}}`;
}

const REDACTED_JSON = JSON.stringify(REDACTED);

interface NameFacts {
  readonly json: string;
  readonly sensitive: boolean;
}

/** The same few header names come with each request; the caps keep a hostile sender from filling memory with names. */
const CACHED_NAMES_MAX = 500;
const CACHED_NAME_LENGTH_MAX = 100;
const knownNames = new Map<string, NameFacts>();

function describeName(name: string): NameFacts {
  const known = knownNames.get(name);
  if (known !== undefined) return known;
  const facts = { json: JSON.stringify(name), sensitive: SENSITIVE.test(name) };
  if (name.length <= CACHED_NAME_LENGTH_MAX && knownNames.size < CACHED_NAMES_MAX) knownNames.set(name, facts);
  return facts;
}

function redactBody(payload: WebhookPayload, body: Uint8Array, bytesMax: number): string {
  if (body.byteLength > bytesMax) return `<${body.byteLength} bytes>`;
  if (!isUtf8(body)) return `<${body.byteLength} bytes that are not text>`;
  // The fields of a form are in the query already, redacted by name.
  if (isForm(payload.headers)) return '<form>';
  const text = decodeText(body);
  // The JSON escape of a letter can hide a name from the test.
  if (!SENSITIVE.test(text) && !text.includes('\\u')) return text;
  return redactJson(text) ?? `<${body.byteLength} bytes that may hold credentials>`;
}

function redactJson(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text), (name, value: unknown) => (SENSITIVE.test(name) ? REDACTED : value));
  } catch {
    // Not JSON, so nothing says where a credential would begin or end.
    return undefined;
  }
}
