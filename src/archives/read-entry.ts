/** The bytes of one entry, counted while they come out: what the archive says of sizes is checked, not believed. */
import { crc32, inflateRawSync } from 'node:zlib';
import { WebhookCliError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { showName } from './entry-name.ts';
import type { RandomAccess } from './random-access.ts';
import type { ZipEntry } from './zip-entry.ts';

/**
 * The caller has seen that `entry.bytes` is within its own limit; no more is ever made than that and one byte.
 * @throws WebhookCliError EntryEncrypted, EntryMethodUnsupported, EntryDamaged, EntrySizeFalse, EntryInflatesTooFar
 */
export function readZipEntry(access: RandomAccess, entry: ZipEntry, archive: string, limits: Limits): Buffer {
  const place = { archive, entry: showName(entry.path) };
  if (entry.isEncrypted) throw new WebhookCliError('EntryEncrypted', place);
  const bytes = expand(access, entry, place, limits);
  if (bytes.length !== entry.bytes) {
    throw new WebhookCliError('EntrySizeFalse', { ...place, said: entry.bytes, found: bytes.length });
  }
  if (crc32(bytes) !== entry.checksum) {
    throw new WebhookCliError('EntryDamaged', { ...place, reason: 'its bytes do not fit its checksum' });
  }
  return bytes;
}

interface Place {
  readonly archive: string;
  readonly entry: string;
}

function expand(access: RandomAccess, entry: ZipEntry, place: Place, limits: Limits): Buffer {
  const { method } = entry;
  if (method === STORED) return readStored(access, entry, place);
  if (method === DEFLATED) return inflate(readCompressed(access, entry, place, limits), entry, place, limits);
  const name = otherMethods.get(method);
  const shown = name === undefined ? `method ${method}` : `${name} (method ${method})`;
  throw new WebhookCliError('EntryMethodUnsupported', { ...place, method: shown });
}

const STORED = 0;
const DEFLATED = 8;
const otherMethods: ReadonlyMap<number, string> = new Map([
  [1, 'shrink'],
  [6, 'implode'],
  [9, 'deflate64'],
  [12, 'bzip2'],
  [14, 'lzma'],
  [93, 'zstd'],
  [95, 'xz'],
  [98, 'ppmd'],
]);

function readStored(access: RandomAccess, { bytes, compressedBytes, dataAt }: ZipEntry, place: Place): Buffer {
  if (compressedBytes !== bytes) {
    throw new WebhookCliError('EntrySizeFalse', { ...place, said: bytes, found: compressedBytes });
  }
  return readAt(access, dataAt, bytes, place);
}

/** Compressing never makes much more of a file; a longer piece would only be read for nothing. */
function readCompressed(access: RandomAccess, entry: ZipEntry, place: Place, limits: Limits): Buffer {
  const { compressedBytes, dataAt } = entry;
  const most = limits.appFileBytesMax + Math.ceil(limits.appFileBytesMax / 1000) + deflateOverheadBytes;
  if (compressedBytes > most) {
    const reason = `its compressed data has ${compressedBytes} bytes; ${most} are allowed`;
    throw new WebhookCliError('EntryDamaged', { ...place, reason });
  }
  return readAt(access, dataAt, compressedBytes, place);
}

const deflateOverheadBytes = 1024;

function readAt(access: RandomAccess, position: number, length: number, place: Place): Buffer {
  try {
    return access.read(position, length);
  } catch (error) {
    throw damage(error, place);
  }
}

function inflate(compressed: Buffer, entry: ZipEntry, place: Place, limits: Limits): Buffer {
  const allowed = allowedBytes(compressed.length, limits);
  const most = Math.min(allowed, entry.bytes);
  try {
    return inflateRawSync(compressed, { maxOutputLength: Math.max(1, most) });
  } catch (error) {
    const isOver = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    if (!isOver) throw damage(error, place);
    if (most === entry.bytes) {
      throw new WebhookCliError('EntrySizeFalse', { ...place, said: entry.bytes, found: 'more' }, { cause: error });
    }
    const ratio = limits.archiveRatioMax;
    throw new WebhookCliError('EntryInflatesTooFar', { ...place, bytes: allowed, ratio }, { cause: error });
  }
}

/** A few bytes of a repeating text may well be a hundredth of it; what they can do is bounded by their number. */
export function allowedBytes(compressedBytes: number, limits: Limits): number {
  return Math.max(limits.archiveRatioFreeBytes, compressedBytes * limits.archiveRatioMax);
}

function damage(error: unknown, place: Place): WebhookCliError {
  const reason = error instanceof Error ? error.message : String(error);
  return new WebhookCliError('EntryDamaged', { ...place, reason }, { cause: error });
}
