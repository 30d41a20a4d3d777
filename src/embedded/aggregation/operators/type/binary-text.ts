/** Binary data as text, and text as binary data, in the formats that `$convert` knows. */
import { isUtf8 } from 'node:buffer';
import { Binary } from '../../../../bson/bson.ts';
import { binaryParts } from '../../../../bson/compare.ts';
import { locationError } from '../../../engine-error.ts';
import { conversionFailure } from '../conversion-failure.ts';
import { checkTextBytes, TEXT_BYTES_LIMIT } from '../text-size.ts';

/** `auto` is the form of a UUID for a UUID, and base 64 for everything else. */
export type BinaryFormat = 'auto' | 'base64' | 'base64url' | 'hex' | 'utf8' | 'uuid';

export function textOfBinary(value: unknown, format: BinaryFormat | undefined): string {
  if (format === undefined) throw formatNeeded('binData to string');
  const { subtype } = binaryParts(value);
  const bytes = rawBytes(value);
  const isUuid = subtype === Binary.SUBTYPE_UUID && bytes.length === UUID_BYTES;
  switch (format) {
    case 'utf8':
      return utf8Text(bytes);
    case 'hex':
      return checkedLength(bytes.length * 2, () => bytes.toString('hex').toUpperCase());
    case 'base64url':
      return checkedLength(Math.ceil((bytes.length * 4) / 3), () => bytes.toString('base64url'));
    case 'uuid':
      if (!isUuid)
        throw conversionFailure(`Only binary data of the subtype 4 and ${UUID_BYTES} bytes has the format uuid`);
      return uuidText(bytes);
    default:
      if (isUuid && format === 'auto') return uuidText(bytes);
      return checkedLength(Math.ceil(bytes.length / 3) * 4, () => bytes.toString('base64'));
  }
}

export function binaryOfText(text: string, subtype = 0, format?: BinaryFormat): Binary {
  if (format === undefined) throw formatNeeded('string to binData');
  if ((subtype === Binary.SUBTYPE_UUID) !== (format === 'uuid')) {
    throw conversionFailure(`Binary data of the subtype ${subtype} cannot be made from text in the format ${format}`);
  }
  const bytes = bytesOfText(text, format);
  if (bytes === undefined) throw conversionFailure(`The text is not in the format ${format}`);
  return new Binary(bytes, subtype);
}

/** The subtype stays what it is. */
export function binaryOfBinary(value: unknown, subtype = 0): unknown {
  const own = binaryParts(value).subtype;
  if (own === subtype) return value;
  throw conversionFailure(`Conversions between the subtypes of binary data are not supported: ${own} to ${subtype}`);
}

/** Data of the old type has its length in front, which counts as part of it. */
export function rawBytes(value: unknown): Buffer {
  const { subtype, bytes } = binaryParts(value);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (subtype !== Binary.SUBTYPE_BYTE_ARRAY) return buffer;
  const length = Buffer.alloc(4);
  length.writeInt32LE(buffer.length);
  return Buffer.concat([length, buffer]);
}

const UUID_BYTES = 16;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const HEX = /^[\da-f]*$/i;
const BASE64 = /^[A-Za-z\d+/]*={0,2}$/;
const BASE64URL = /^[\w-]*={0,2}$/;

function bytesOfText(text: string, format: BinaryFormat): Buffer | undefined {
  switch (format) {
    case 'utf8':
      return Buffer.from(text, 'utf8');
    case 'hex':
      return text.length % 2 === 0 && HEX.test(text) ? Buffer.from(text, 'hex') : undefined;
    case 'uuid':
      return UUID.test(text) ? Buffer.from(text.replaceAll('-', ''), 'hex') : undefined;
    case 'base64':
      return text.length % 4 === 0 && BASE64.test(text) ? Buffer.from(text, 'base64') : undefined;
    case 'base64url':
      return isBase64Url(text) ? Buffer.from(text, 'base64url') : undefined;
    default:
      return undefined;
  }
}

/** With or without the signs that fill it up. */
function isBase64Url(text: string): boolean {
  if (!BASE64URL.test(text)) return false;
  return text.endsWith('=') ? text.length % 4 === 0 : text.length % 4 !== 1;
}

function utf8Text(bytes: Buffer): string {
  checkTextBytes(bytes.length);
  if (!isUtf8(bytes)) throw conversionFailure('The binary data is not valid UTF-8');
  return bytes.toString('utf8');
}

function uuidText(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function checkedLength(length: number, print: () => string): string {
  if (length >= TEXT_BYTES_LIMIT) throw conversionFailure('The text of the binary data would be too long for a string');
  return print();
}

function formatNeeded(conversion: string): Error {
  return locationError(4_341_115, `Missing 'format' argument for $convert from ${conversion}`);
}
