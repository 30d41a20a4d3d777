/** `utils`: digests are computed by the child process; what is not there yet refuses by name. */
import type { Binary } from '../../bson/bson.ts';
import { bsonLibrary } from './bson-library.ts';
import { bytesOf } from './bson-types.ts';
import { bytesToLatin1, encodeBase64, encodeHex, encodeUtf8, latin1ToBytes } from './bytes.ts';
import type { Post } from './call.ts';
import { POST } from './doors.ts';
import { createNotSupported } from './errors.ts';
import { arrayJoin, objectFreeze } from './primordials.ts';

/** `digestBytesMax` bounds what the child process hashes in one go. */
export function createUtils(post: Post, digestBytesMax: number): object {
  const digest = (kind: number, algorithm: string, key: string, input: string): Uint8Array =>
    latin1ToBytes(post(kind, 0, `${algorithm} ${key.length} ${key}${input}`) ?? '');
  const crypto = {
    hash(algorithm: unknown, input: unknown): Binary {
      const name = checkAlgorithm('hash', algorithm);
      return new bsonLibrary.Binary(digest(POST.hash, name, '', readInput('hash', input, digestBytesMax)));
    },
    hmac(input: unknown, secret: unknown, algorithm: unknown, output: unknown): string {
      const name = checkAlgorithm('hmac', algorithm);
      const bytes = digest(
        POST.hmac,
        name,
        readInput('hmac', secret, digestBytesMax),
        readInput('hmac', input, digestBytesMax),
      );
      if (output === 'hex') return encodeHex(bytes);
      if (output === 'base64') return encodeBase64(bytes);
      throw new TypeError('utils.crypto.hmac gives "hex" or "base64"; its fourth argument must be one of them');
    },
    encrypt: refuseUtility('crypto.encrypt'),
    decrypt: refuseUtility('crypto.decrypt'),
    sign: refuseUtility('crypto.sign'),
    verify: refuseUtility('crypto.verify'),
  };
  const jwt = { encode: refuseUtility('jwt.encode'), decode: refuseUtility('jwt.decode') };
  return objectFreeze({ crypto: objectFreeze(crypto), jwt: objectFreeze(jwt) });
}

const DIGESTS = ['sha1', 'sha256', 'sha512', 'md5'];

function checkAlgorithm(method: string, algorithm: unknown): string {
  for (let index = 0; index < DIGESTS.length; index++) {
    if (DIGESTS[index] === algorithm) return DIGESTS[index] ?? '';
  }
  throw new TypeError(
    `utils.crypto.${method} knows the algorithms ${arrayJoin(DIGESTS, ', ')}; got ${describeAlgorithm(algorithm)}`,
  );
}

function describeAlgorithm(algorithm: unknown): string {
  return typeof algorithm === 'string' ? `"${algorithm}"` : typeof algorithm;
}

/** Strings are hashed as UTF-8, binaries as their bytes; one character a byte on the way to the child. */
function readInput(method: string, input: unknown, bytesMax: number): string {
  if (typeof input === 'string') {
    // Before it is converted, which takes three times its length.
    checkSize(method, input.length, bytesMax);
    return toLatin1(method, encodeUtf8(input), bytesMax);
  }
  if (input instanceof bsonLibrary.Binary) return toLatin1(method, bytesOf(input), bytesMax);
  throw new TypeError(`utils.crypto.${method} takes strings and BSON.Binary values, got ${typeof input}`);
}

function toLatin1(method: string, bytes: Uint8Array, bytesMax: number): string {
  checkSize(method, bytes.length, bytesMax);
  return bytesToLatin1(bytes);
}

function checkSize(method: string, size: number, bytesMax: number): void {
  if (size > bytesMax) throw new RangeError(`utils.crypto.${method} takes at most ${bytesMax} bytes at a time`);
}

function refuseUtility(name: string): () => never {
  return () => {
    throw createNotSupported(`utils.${name}`);
  };
}
