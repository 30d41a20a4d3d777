/** Which entries of a directory are the app's, and which paths cannot be stored. */
import type { Issue } from '../app/issue.ts';
import { createIssue } from '../app/issue-codes.ts';
import { ROOT_FILES, SECRETS_FILE, TOP_FOLDERS } from '../app/layout.ts';
import type { Limits } from '../limits.ts';
import type { SourceKind } from './app-source.ts';

export type EntryFate = 'app' | 'ignored' | 'secrets';

const topFolders = new Set(TOP_FOLDERS);
const rootFiles = new Set(ROOT_FILES);
const editorBackup = /~$|^#.*#$|\.(bak|orig|rej|swp|swo|tmp)$|^Thumbs\.db$/i;

/**
 * `path` is relative to the app root. A stray file is never an error, and never stored. Of several root files only the
 * chosen one is the app's.
 */
export function decideFate(path: string, kind: SourceKind, rootFile?: string): EntryFate {
  const slash = path.indexOf('/');
  if (slash === -1) {
    if (path === SECRETS_FILE) return 'secrets';
    return isOfApp(path, kind, rootFile) ? 'app' : 'ignored';
  }
  // Hosted files may be called anything, `.well-known` above all.
  if (path.startsWith('hosting/files/') || path.startsWith('.mdb/')) return 'app';
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.startsWith('.') || editorBackup.test(name) ? 'ignored' : 'app';
}

/** A link in the place of a folder is the app's, so that it is refused: to leave it out could empty what is deployed. */
function isOfApp(name: string, kind: SourceKind, rootFile: string | undefined): boolean {
  if (kind === 'directory') return topFolders.has(name);
  if (kind === 'link' && topFolders.has(name)) return true;
  return rootFile === undefined ? rootFiles.has(name) : name === rootFile;
}

const namesOfFiles = new Set(['config.json', 'source.js']);

/** A directory where a file is expected. What hosted files and packages are called means nothing here. */
export function isNamedLikeFile(path: string, name: string): boolean {
  return namesOfFiles.has(name) && !path.startsWith('hosting/') && !path.startsWith('functions/node_modules/');
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
  const [characters, others] = [[...path], [...other]];
  const from = Math.max(
    0,
    characters.findIndex((character, index) => character !== others[index]),
  );
  const shown = characters.slice(from, from + 3);
  return shown.map((character) => `U+${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`).join(' ');
}
