/** Names of entries, before anything else is done with them: relative, below the archive, printable, and UTF-8. */

export type CheckedName =
  | { readonly path: string; readonly isDirectory: boolean }
  /** `shown` is the name as JSON text, cut when it is long. */
  | { readonly shown: string; readonly reason: string };

/**
 * `bytesMax` is for the whole name. A `/` at the end makes a directory, and is not part of `path`; nor is a `./` before it,
 * so the path of `./` is empty.
 */
export function checkEntryName(raw: Buffer, bytesMax: number): CheckedName {
  const full = decode(raw);
  if (full === undefined) return { shown: showName(raw.toString('latin1')), reason: 'its name is not UTF-8' };
  if (full === './') return { path: '', isDirectory: true };
  const name = full.replace(/^\.\//, '');
  const reason = raw.length > bytesMax ? `its name has ${raw.length} bytes` : findReason(name);
  if (reason !== undefined) return { shown: showName(name), reason };
  const isDirectory = name.endsWith('/');
  return { path: isDirectory ? name.slice(0, -1) : name, isDirectory };
}

const shownLengthMax = 200;

/** A name as it goes into a message: what is in it can neither end the line nor make it endless. */
export function showName(name: string): string {
  return JSON.stringify(name.length > shownLengthMax ? `${name.slice(0, shownLengthMax)}…` : name);
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Whether or not the entry says that its name is UTF-8: what else it could be, it does not say. */
function decode(raw: Buffer): string | undefined {
  try {
    return decoder.decode(raw);
  } catch {
    // The caller says that the name is not UTF-8.
    return undefined;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
const control = /[\u0000-\u001f\u007f]/;

function findReason(name: string): string | undefined {
  if (control.test(name)) return 'its name has a control character';
  if (name.includes('\\')) return 'its name has a backslash, where a zip archive has "/"';
  if (name.startsWith('/')) return 'its name is an absolute path';
  if (/^[A-Za-z]:/.test(name)) return 'its name begins with a drive letter';
  const parts = name.split('/');
  if (parts.includes('..')) return 'its name leads out of the archive';
  const inner = parts.at(-1) === '' ? parts.slice(0, -1) : parts;
  if (inner.length === 0 || inner.includes('') || inner.includes('.')) return 'its name has an empty part or "."';
  return undefined;
}
