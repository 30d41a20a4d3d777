/** Client app ids: checked where a flag gives one; for a new app made from its name, and written back into a root file that has none. */
import { APP_ID_PATTERN } from '../app/kinds/root-file.ts';
import { WebhookCliError } from '../errors.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const SUFFIX_LENGTH = 5;
/** Bytes above this would make the first letters of the alphabet likelier than the others. */
const FAIR_BYTES = 256 - (256 % LETTERS.length);

/** `<name>-<5 lower-case letters>`, as the old server made them; what cannot stand in a URL becomes a dash. */
export function generateAppId(name: string, randomBytes: (size: number) => Uint8Array): string {
  const base = name.replaceAll(/[^A-Za-z0-9_-]+/g, '-').replaceAll(/^-+|-+$/g, '') || 'app';
  let suffix = '';
  while (suffix.length < SUFFIX_LENGTH) {
    for (const byte of randomBytes(SUFFIX_LENGTH)) {
      if (byte < FAIR_BYTES && suffix.length < SUFFIX_LENGTH) suffix += LETTERS[byte % LETTERS.length];
    }
  }
  return `${base}-${suffix}`;
}

/**
 * The root file with `app_id` as its first key: one inserted line, every other byte kept. Undefined when the file has the
 * key already, whatever its value: that is never changed.
 */
export function insertAppId(rootFile: Uint8Array, clientAppId: string): Uint8Array | undefined {
  const text = Buffer.from(rootFile).toString('utf8');
  // A byte-order mark is no JSON, and stays where it is.
  const root: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
  if (typeof root !== 'object' || root === null || Object.hasOwn(root, 'app_id')) return undefined;
  const member = `"app_id": ${JSON.stringify(clientAppId)},`;
  const start = text.indexOf('{') + 1;
  const [, lineBreak = ''] = /^[ \t]*(\r?\n[ \t]*)/.exec(text.slice(start)) ?? [];
  const inserted = lineBreak === '' ? `${member} ` : `${lineBreak}${member}`;
  return Buffer.concat([
    Buffer.from(text.slice(0, start) + inserted),
    rootFile.subarray(Buffer.byteLength(text.slice(0, start))),
  ]);
}

/** For an id that a flag gives. Throws UnusableAnswer. */
export function assertAppId(value: string): void {
  if (APP_ID_PATTERN.test(value)) return;
  const reason = 'an app id is a part of URLs and has only letters, digits, - and _';
  throw new WebhookCliError('UnusableAnswer', { flag: '--app-id', value, reason });
}
