/** The entries of a zip, all of them checked before the first byte of any is handed on. */
import { setImmediate } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, type ZipFile } from 'yauzl';
import { WebhookCliError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { AccessReader } from './access-reader.ts';
import { checkDistinct, checkOverlaps } from './entry-conflicts.ts';
import { checkEntryName, showName } from './entry-name.ts';
import type { RandomAccess } from './random-access.ts';
import { kindOfEntry, type ZipEntry } from './zip-entry.ts';

/**
 * In the order of the archive, whose name in messages is `archive`.
 * @throws WebhookCliError ArchiveDamaged, ArchiveInParts, ArchiveTooManyEntries, UnsafeEntry, DuplicateEntry,
 * EntryBelowFile, OverlappingEntries, EntryDamaged
 */
export async function listZipEntries(access: RandomAccess, archive: string, limits: Limits): Promise<ZipEntry[]> {
  const zip = await openZip(access, archive);
  const max = limits.appFilesMax;
  assertCount(archive, 'entries', zip.entryCount, 2 * max);
  const directoryAt = positionOf(zip);
  const entries: ZipEntry[] = [];
  let files = 0;
  for await (const found of readDirectory(zip, access, archive)) {
    const entry = await toZipEntry(zip, found, archive, limits);
    // The top itself, as `tar` writes it.
    if (entry.path === '') continue;
    if (entry.kind !== 'directory') files += 1;
    assertCount(archive, 'files', files, max);
    entries.push(entry);
    if (entries.length % entriesPerTurn === 0) await setImmediate();
  }
  checkDistinct(entries, archive, max);
  checkOverlaps(entries, directoryAt, archive);
  return entries;
}

/** Waits for other work this often, so that a signal is noticed in the midst of a large archive. */
const entriesPerTurn = 1000;

async function openZip(access: RandomAccess, archive: string): Promise<ZipFile> {
  const options = { decodeStrings: false, validateEntrySizes: false };
  try {
    return await fromRandomAccessReaderPromise(new AccessReader(access), access.sizeBytes, options);
  } catch (error) {
    throw describeDamage(error, archive, '');
  }
}

/** At the first look, by what the archive says, and again by what it has: files as on disk, directories by `checkDistinct`. */
function assertCount(archive: string, what: string, count: number, max: number): void {
  if (count > max) throw new WebhookCliError('ArchiveTooManyEntries', { archive, max, what });
}

async function* readDirectory(zip: ZipFile, access: RandomAccess, archive: string): AsyncGenerator<Entry> {
  let last = '';
  try {
    for await (const entry of zip.eachEntry()) {
      last = ` after the entry ${showName(entry.fileNameRaw.toString())}`;
      yield entry;
    }
    // Some programs count modulo 65,536, and an end may stand in a comment: nothing is to be left out in silence.
    const next = access.read(positionOf(zip), 4).readUInt32LE();
    if (!afterList.has(next)) throw new Error('its list of entries does not end as it says');
  } catch (error) {
    throw describeDamage(error, archive, last);
  }
}

/** The typings call this place a boolean. */
function positionOf(zip: ZipFile): number {
  return Number(zip.readEntryCursor);
}

/** The end, the end of a large archive, a signature of the list. */
const afterList: ReadonlySet<number> = new Set([0x06054b50, 0x06064b50, 0x05054b50]);

async function toZipEntry(zip: ZipFile, entry: Entry, archive: string, limits: Limits): Promise<ZipEntry> {
  // An app in one top directory has longer names here than in its own place.
  const name = checkEntryName(findName(entry), limits.appPathBytesMax + limits.appPathSegmentBytesMax);
  if ('reason' in name) throw new WebhookCliError('UnsafeEntry', { archive, entry: name.shown, reason: name.reason });
  const { path, isDirectory } = name;
  const kind = kindOfEntry(entry.externalFileAttributes, isDirectory);
  if (kind === undefined) {
    const reason = 'it is a directory with the name of a file';
    throw new WebhookCliError('UnsafeEntry', { archive, entry: showName(path), reason });
  }
  return {
    path,
    kind,
    bytes: entry.uncompressedSize,
    compressedBytes: entry.compressedSize,
    checksum: entry.crc32,
    method: entry.compressionMethod,
    isEncrypted: entry.isEncrypted(),
    headerAt: entry.relativeOffsetOfLocalHeader,
    dataAt: await findData(zip, entry, path, archive),
  };
}

/** Where the name is in another encoding, programs add it in UTF-8, with a checksum of the name that it stands for. */
function findName({ fileNameRaw, extraFields }: Entry): Buffer {
  const isFor = ({ id, data }: { id: number; data: Buffer }) =>
    id === unicodePathField && data.length > 5 && data[0] === 1 && data.readUInt32LE(1) === crc32(fileNameRaw);
  return extraFields.find(isFor)?.data.subarray(5) ?? fileNameRaw;
}

const unicodePathField = 0x7075;

async function findData(zip: ZipFile, entry: Entry, path: string, archive: string): Promise<number> {
  try {
    return (await zip.readLocalFileHeaderPromise(entry, { minimal: true })).fileDataStart;
  } catch (error) {
    throw new WebhookCliError(
      'EntryDamaged',
      { archive, entry: showName(path), reason: reasonOf(error) },
      { cause: error },
    );
  }
}

/** The library tells its failures apart by their text only. */
function describeDamage(error: unknown, archive: string, place: string): WebhookCliError {
  const reason = reasonOf(error);
  if (reason.startsWith('multi-disk')) return new WebhookCliError('ArchiveInParts', { archive }, { cause: error });
  const [, shown = reason] = endDamages.find(([start]) => reason.startsWith(start)) ?? [];
  return new WebhookCliError('ArchiveDamaged', { archive, reason: `${shown}${place}` }, { cause: error });
}

const endDamages = [
  ['End of central directory record signature not found', 'its end is missing, so it is cut off or no zip archive'],
  ['Invalid comment length', 'it goes on after its end'],
] as const;

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
