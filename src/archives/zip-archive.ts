/** A zip archive to read from. Everything that its directory says has been checked when it is open. */
import type { Limits } from '../limits.ts';
import type { RandomAccess } from './random-access.ts';
import { readZipEntry } from './read-entry.ts';
import { listZipEntries } from './zip-entries.ts';
import type { ZipEntry } from './zip-entry.ts';

export interface ZipArchive {
  readonly entries: readonly ZipEntry[];
  /** The caller sees to it that `entry.bytes` is within its own limit. Throws what `readZipEntry` throws. */
  read(entry: ZipEntry): Buffer;
}

/** `name` is what messages call it. Throws what `listZipEntries` throws. */
export async function openZipArchive(access: RandomAccess, name: string, limits: Limits): Promise<ZipArchive> {
  const entries = await listZipEntries(access, name, limits);
  return { entries, read: (entry) => readZipEntry(access, entry, name, limits) };
}
