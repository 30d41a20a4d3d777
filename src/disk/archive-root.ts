/** Where the app lies in an archive: at its top, or in the one directory there that is an app. */
import { showName } from '../archives/entry-name.ts';
import type { ZipArchive } from '../archives/zip-archive.ts';
import type { ZipEntry } from '../archives/zip-entry.ts';
import { WebhookCliError } from '../errors.ts';
import { holdsRootFile } from './root-file-look.ts';

/**
 * '' for the top, else the name of a directory there.
 * @throws WebhookCliError ArchiveRootNotFound, ArchiveSeveralApps, and what reading an entry throws
 */
export function findArchiveRoot(archive: ZipArchive, name: string): string {
  const byPath = new Map(archive.entries.map((entry) => [entry.path, entry]));
  const isRoot = (directory: string) =>
    holdsRootFile((file) => toCandidate(archive, byPath.get(directory === '' ? file : `${directory}/${file}`)));
  if (isRoot('')) return '';
  const roots = listTopDirectories(archive.entries).filter(isRoot);
  const [root, second] = roots;
  if (root === undefined) throw new WebhookCliError('ArchiveRootNotFound', { archive: name });
  if (second === undefined) return root;
  const folders = roots.slice(0, foldersShownMax).map(showName).join(', ');
  throw new WebhookCliError('ArchiveSeveralApps', { archive: name, folders });
}

const foldersShownMax = 10;

function listTopDirectories(entries: readonly ZipEntry[]): string[] {
  const names = entries.flatMap(({ path }) => (path.includes('/') ? [path.slice(0, path.indexOf('/'))] : []));
  return [...new Set(names)].sort();
}

function toCandidate(archive: ZipArchive, entry: ZipEntry | undefined) {
  if (entry === undefined) return undefined;
  return {
    isFile: entry.kind === 'file',
    bytes: entry.bytes,
    readText: () => archive.read(entry).toString('utf8'),
  };
}
