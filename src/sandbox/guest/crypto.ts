/** `utils`: digests are computed by the child process; what is not there yet refuses by name. */
import type { Binary } from '../../bson/bson.ts';
import { bsonLibrary } from './bson-library.ts';
import { bytesOf } from './bson-types.ts';
import { bytesToLatin1, encodeBase64, encodeHex, encodeUtf8, latin1ToBytes } from './bytes.ts';
import type { Post } from './call.ts';
import { POST } from './doors.ts';
import { createNotSupported } from './errors.ts';
import { arrayJoin, objectFreeze } from './primordials.ts';

export function createUtils(post: Post): object {
  const digest = (kind: number, algorithm: string, key: string, input: string): Uint8Array =>
    latin1ToBytes(post(kind, 0, `${algorithm} ${key.length} ${key}${input}`) ?? '');
  const crypto = {
    hash(algorithm: unknown, input: unknown): Binary {
      const name = checkAlgorithm('hash', algorithm);
      return new bsonLibrary.Binary(digest(POST.hash, name, '', readInput('hash', input)));
    },
    hmac(input: unknown, secret: unknown, algorithm: unknown, output: unknown): string {
      const name = checkAlgorithm('hmac', algorithm);
      const bytes = digest(POST.hmac, name, readInput('hmac', secret), readInput('hmac', input));
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
  if (typeof algorithm === 'string' && DIGESTS.includes(algorithm)) return algorithm;
  throw new TypeError(
    `utils.crypto.${method} knows the algorithms ${arrayJoin(DIGESTS, ', ')}; got ${describeAlgorithm(algorithm)}`,
  );
}

function describeAlgorithm(algorithm: unknown): string {
  return typeof algorithm === 'string' ? `"${algorithm}"` : typeof algorithm;
}

/** Strings are hashed as UTF-8, binaries as their bytes; one character a byte on the way to the child. */
function readInput(method: string, input: unknown): string {
  if (typeof input === 'string') return bytesToLatin1(encodeUtf8(input));
  if (input instanceof bsonLibrary.Binary) return bytesToLatin1(bytesOf(input));
  throw new TypeError(`utils.crypto.${method} takes strings and BSON.Binary values, got ${typeof input}`);
}

function refuseUtility(name: string): () => never {
  return () => {
    throw createNotSupported(`utils.${name}`);
  };
}
