/** Which entries of a directory are the app's, and which paths cannot be stored. */
import type { Issue } from '../app/issue.ts';
import { createIssue } from '../app/issue-codes.ts';
import { LAYOUTS, SECRETS_FILE } from '../app/layout.ts';
import type { Limits } from '../limits.ts';

export type EntryFate = 'app' | 'ignored' | 'secrets';

/** Names in the top directory that one of the layouts gives a meaning; everything else there is somebody else's. */
const topFolders = new Set([
  'services',
  'functions',
  'values',
  'auth_providers',
  'triggers',
  'graphql',
  'hosting',
  'sync',
  'environments',
  'log_forwarders',
  'data_sources',
  'http_endpoints',
  'https_endpoints',
  'auth',
  '.mdb',
]);
const rootFiles: ReadonlySet<string> = new Set(LAYOUTS.map(({ rootFile }) => rootFile));
const editorBackup = /~$|^#.*#$|\.(bak|orig|rej|swp|swo|tmp)$|^Thumbs\.db$/i;

/** `path` is relative to the app root. A stray file is never an error, and never stored. */
export function decideFate(path: string, isDirectory: boolean): EntryFate {
  const slash = path.indexOf('/');
  if (slash === -1) {
    if (path === SECRETS_FILE) return 'secrets';
    return (isDirectory ? topFolders.has(path) : rootFiles.has(path)) ? 'app' : 'ignored';
  }
  // Hosted files may be called anything, `.well-known` above all.
  if (path.startsWith('hosting/files/') || path.startsWith('.mdb/')) return 'app';
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.startsWith('.') || editorBackup.test(name) ? 'ignored' : 'app';
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
const illegal = /[\u0000-\u001f\u007f\\\ufffd]/;

/** A name that is not UTF-8 arrives with replacement characters, so it could not be opened by that name either. */
export function checkPath(path: string, limits: Limits): Issue | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (illegal.test(name)) return createIssue('IllegalPath', { file: path }, { name: JSON.stringify(name) });
  const segmentBytes = Buffer.byteLength(name);
  const pathBytes = Buffer.byteLength(path);
  if (segmentBytes > limits.appPathSegmentBytesMax) {
    return tooLong(path, 'the name', segmentBytes, limits.appPathSegmentBytesMax);
  }
  return pathBytes > limits.appPathBytesMax ? tooLong(path, 'the path', pathBytes, limits.appPathBytesMax) : undefined;
}

function tooLong(file: string, what: string, bytes: number, max: number): Issue {
  return createIssue('PathTooLong', { file }, { what, bytes, max });
}

/** Paths that other systems take for one: equal but for case, or but for their Unicode form. */
export function checkTwins(paths: Iterable<string>): Issue[] {
  const issues: Issue[] = [];
  const byFold = new Map<string, string>();
  for (const path of paths) {
    const fold = path.normalize('NFC').toLowerCase();
    const twin = byFold.get(fold);
    if (twin === undefined) byFold.set(fold, path);
    else if (twin.normalize('NFC') === path.normalize('NFC')) issues.push(unicodeTwins(path, twin));
    else issues.push(createIssue('CaseTwins', { file: path }, { twin }));
  }
  return issues;
}

function unicodeTwins(path: string, twin: string): Issue {
  const details = { twin, codes: codePoints(path, twin), twinCodes: codePoints(twin, path) };
  return createIssue('UnicodeTwins', { file: path }, details);
}

/** The first few code points from where the two differ. */
function codePoints(path: string, other: string): string {
  const from = [...path].findIndex((character, index) => character !== [...other][index]);
  const shown = [...path].slice(Math.max(0, from), Math.max(0, from) + 3);
  return shown.map((character) => `U+${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`).join(' ');
}
