/** Entries that get in each other's way: one name twice, a file as a directory, bytes that belong to two of them. */
import { WebhookCliError } from '../errors.ts';
import { showName } from './entry-name.ts';
import type { ZipEntry } from './zip-entry.ts';

/**
 * Names count as equal when some system takes them for one: whatever their case and their Unicode form. Directories need
 * no entries of their own; the number of all that are named is held to `directoriesMax`.
 * @throws WebhookCliError DuplicateEntry, EntryBelowFile, ArchiveTooManyEntries
 */
export function checkDistinct(entries: readonly ZipEntry[], archive: string, directoriesMax: number): void {
  const byFold = new Map<string, ZipEntry>();
  for (const entry of entries) {
    const twin = addOrFindTwin(byFold, entry);
    if (twin === undefined) continue;
    throw new WebhookCliError('DuplicateEntry', { archive, entry: showName(entry.path), twin: showName(twin.path) });
  }
  const directories = new Map<string, string>();
  for (const entry of entries) {
    if (entry.kind === 'directory') addDirectory(entry.path, entry, directories, byFold, archive);
    addParents(entry, directories, byFold, archive);
    if (directories.size > directoriesMax) {
      throw new WebhookCliError('ArchiveTooManyEntries', { archive, max: directoriesMax, what: 'directories' });
    }
  }
}

/** A name as a system sees it that tells neither case nor Unicode forms apart. */
export function foldName(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

function addOrFindTwin(byFold: Map<string, ZipEntry>, entry: ZipEntry): ZipEntry | undefined {
  const fold = foldName(entry.path);
  const twin = byFold.get(fold);
  if (twin === undefined) byFold.set(fold, entry);
  return twin;
}

/** Goes up to the first directory that is known: above it everything is. */
function addParents(
  entry: ZipEntry,
  directories: Map<string, string>,
  byFold: ReadonlyMap<string, ZipEntry>,
  archive: string,
): void {
  const { path } = entry;
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
    if (!addDirectory(path.slice(0, slash), entry, directories, byFold, archive)) return;
  }
}

/** False when it was known. `directories` are by fold. */
function addDirectory(
  directory: string,
  entry: ZipEntry,
  directories: Map<string, string>,
  byFold: ReadonlyMap<string, ZipEntry>,
  archive: string,
): boolean {
  const fold = foldName(directory);
  const known = directories.get(fold);
  if (known === directory) return false;
  const shown = showName(entry.path);
  if (known !== undefined) {
    throw new WebhookCliError('DuplicateEntry', { archive, entry: shown, twin: showName(known) });
  }
  const file = byFold.get(fold);
  if (file !== undefined && file.kind !== 'directory') {
    throw new WebhookCliError('EntryBelowFile', { archive, entry: shown, file: showName(file.path) });
  }
  directories.set(fold, directory);
  return true;
}

/**
 * One piece of compressed data under many names is how a small archive becomes a huge tree.
 * @throws WebhookCliError OverlappingEntries
 */
export function checkOverlaps(entries: readonly ZipEntry[], directoryAt: number, archive: string): void {
  const ordered = entries.toSorted((left, right) => left.headerAt - right.headerAt);
  for (const [index, entry] of ordered.entries()) {
    const end = entry.dataAt + entry.compressedBytes;
    const next = ordered[index + 1];
    if (end <= (next?.headerAt ?? directoryAt)) continue;
    const other = next === undefined ? 'the list of entries' : showName(next.path);
    throw new WebhookCliError('OverlappingEntries', { archive, entry: showName(entry.path), other });
  }
}
