/** What an archive says of one of its entries. */

export interface ZipEntry {
  /** Relative, with `/` between its parts and none at the end. */
  readonly path: string;
  readonly kind: EntryKind;
  /** Sizes and checksum are not believed: they are compared when the entry is read. */
  readonly bytes: number;
  readonly compressedBytes: number;
  readonly checksum: number;
  readonly method: number;
  readonly isEncrypted: boolean;
  /** Where its own header begins and where its data begins, in bytes from the start of the archive. */
  readonly headerAt: number;
  readonly dataAt: number;
}

export type EntryKind = 'file' | 'directory' | 'link' | 'socket' | 'pipe' | 'device';

/** The type is in the upper half of the attributes. `undefined` when it and the name contradict each other. */
export function kindOfEntry(externalAttributes: number, isNamedDirectory: boolean): EntryKind | undefined {
  const type = (externalAttributes >>> 16) & typeMask;
  const special = specialTypes.get(type);
  if (special !== undefined) return special;
  // Whatever else stands there: the name decides, as in archives of systems without such types.
  if (isNamedDirectory) return 'directory';
  return type === directoryType ? undefined : 'file';
}

const typeMask = 0o170000;
const directoryType = 0o040000;
const specialTypes: ReadonlyMap<number, EntryKind> = new Map([
  [0o120000, 'link'],
  [0o140000, 'socket'],
  [0o010000, 'pipe'],
  [0o020000, 'device'],
  [0o060000, 'device'],
]);
