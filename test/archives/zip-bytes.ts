/** Zip archives byte by byte, for tests: every field can say something else than the truth. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface EntryParts {
  readonly name: string | Buffer;
  readonly content?: string | Buffer;
  /** 8, deflate, unless given. Content is written as it is with any other method. */
  readonly method?: number;
  /** General purpose flags; 0x800 says that the name is UTF-8. */
  readonly flags?: number;
  /** Unix mode with its type, such as 0o120777 for a link. */
  readonly mode?: number;
  readonly checksum?: number;
  /** What the headers say, whatever the truth is. */
  readonly saidBytes?: number;
  readonly saidCompressedBytes?: number;
  /** Where the list of entries says that this one begins. */
  readonly headerAt?: number;
  /** The data as it stands in the archive. */
  readonly data?: Buffer;
  /** Sizes and place in the extra field for large archives. */
  readonly isZip64?: boolean;
  /** More extra fields, in the list of entries. */
  readonly extra?: Buffer;
}

export interface ZipParts {
  /** Number of this disk. */
  readonly disk?: number;
  readonly saidEntries?: number;
  readonly comment?: string | Buffer;
  readonly isZip64?: boolean;
}

export function zipBytes(entries: readonly EntryParts[], parts: ZipParts = {}): Buffer {
  const locals: Buffer[] = [];
  const records: Buffer[] = [];
  let position = 0;
  for (const entry of entries) {
    const fields = describe(entry, entry.headerAt ?? position);
    const local = Buffer.concat([localHeader(fields), fields.name, fields.data]);
    locals.push(local);
    records.push(Buffer.concat([centralHeader(fields), fields.name, fields.extra]));
    position += local.length;
  }
  const directory = Buffer.concat(records);
  return Buffer.concat([...locals, directory, ...ending(entries.length, directory.length, position, parts)]);
}

type Fields = ReturnType<typeof describe>;

function describe(entry: EntryParts, headerAt: number) {
  const content = Buffer.from(entry.content ?? '');
  const method = entry.method ?? 8;
  const data = entry.data ?? (method === 8 ? deflateRawSync(content) : content);
  const saidBytes = entry.saidBytes ?? content.length;
  const saidCompressedBytes = entry.saidCompressedBytes ?? data.length;
  return {
    name: Buffer.from(entry.name),
    data,
    method,
    flags: entry.flags ?? 0x800,
    mode: entry.mode ?? 0,
    checksum: entry.checksum ?? crc32(content),
    bytes: entry.isZip64 === true ? LARGE : saidBytes,
    compressedBytes: entry.isZip64 === true ? LARGE : saidCompressedBytes,
    headerAt: entry.isZip64 === true ? LARGE : headerAt,
    extra: Buffer.concat([
      entry.isZip64 === true ? largeField(saidBytes, saidCompressedBytes, headerAt) : Buffer.alloc(0),
      entry.extra ?? Buffer.alloc(0),
    ]),
  };
}

const LARGE = 0xffffffff;

function largeField(...values: number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * values.length);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8 * values.length, 2);
  for (const [index, value] of values.entries()) field.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  return field;
}

function localHeader({ name, method, flags, checksum, bytes, compressedBytes }: Fields): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt32LE(checksum, 14);
  header.writeUInt32LE(compressedBytes, 18);
  header.writeUInt32LE(bytes, 22);
  header.writeUInt16LE(name.length, 26);
  return header;
}

function centralHeader(fields: Fields): Buffer {
  const { name, method, flags, checksum, bytes, compressedBytes, mode, headerAt, extra } = fields;
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(0x0314, 4);
  header.writeUInt16LE(20, 6);
  header.writeUInt16LE(flags, 8);
  header.writeUInt16LE(method, 10);
  header.writeUInt32LE(checksum, 16);
  header.writeUInt32LE(compressedBytes, 20);
  header.writeUInt32LE(bytes, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE((mode << 16) >>> 0, 38);
  header.writeUInt32LE(headerAt, 42);
  return header;
}

function ending(count: number, directoryBytes: number, directoryAt: number, parts: ZipParts): Buffer[] {
  const { disk = 0, saidEntries = count, comment = '', isZip64 = false } = parts;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(disk, 4);
  end.writeUInt16LE(isZip64 ? 0xffff : saidEntries, 8);
  end.writeUInt16LE(isZip64 ? 0xffff : saidEntries, 10);
  end.writeUInt32LE(isZip64 ? LARGE : directoryBytes, 12);
  end.writeUInt32LE(isZip64 ? LARGE : directoryAt, 16);
  end.writeUInt16LE(comment.length, 20);
  const large = isZip64 ? largeEnding(saidEntries, directoryBytes, directoryAt) : [];
  return [...large, end, Buffer.from(comment)];
}

function largeEnding(count: number, directoryBytes: number, directoryAt: number): Buffer[] {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(directoryBytes), 40);
  record.writeBigUInt64LE(BigInt(directoryAt), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(directoryAt + directoryBytes), 8);
  locator.writeUInt32LE(1, 16);
  return [record, locator];
}
