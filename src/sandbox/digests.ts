/** Hashes and HMACs for the guest, which has no cryptography of its own. Pure work of the child, with bounded input. */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { POST } from './guest/doors.ts';

/** Bytes cross as one character a byte. The guest has checked the algorithm; an unknown one throws here. */
export function computeDigest(kind: number, text: string): string {
  if (kind === POST.random) return randomBytes(Math.min(Number(text), RANDOM_BYTES_MAX)).toString('latin1');
  const [algorithm = '', keyLength = '0'] = text.split(' ', 2);
  const start = algorithm.length + keyLength.length + 2;
  const key = Buffer.from(text.slice(start, start + Number(keyLength)), 'latin1');
  const input = Buffer.from(text.slice(start + Number(keyLength)), 'latin1');
  if (!ALGORITHMS.has(algorithm)) throw new RangeError(`unknown digest ${algorithm}`);
  const digest = kind === POST.hmac ? createHmac(algorithm, key) : createHash(algorithm);
  return digest.update(input).digest().toString('latin1');
}

const ALGORITHMS: ReadonlySet<string> = new Set(['md5', 'sha1', 'sha256', 'sha512']);
const RANDOM_BYTES_MAX = 4096;
