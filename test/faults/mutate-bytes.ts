/** Damage to the bytes of one file, whatever it holds. */
import type { Random } from './random.ts';

export type MutateBytes = (bytes: Buffer, random: Random) => Buffer;

export const BYTE_MUTATIONS: readonly [MutateBytes, ...MutateBytes[]] = [
  flipBits,
  truncate,
  removeSlice,
  repeatSlice,
  insertBytes,
  () => Buffer.alloc(0),
  (bytes) => Buffer.from(bytes.toString('latin1'), 'utf16le'),
  (bytes) => Buffer.concat([Buffer.from('\ufeff'), bytes]),
  (bytes) => Buffer.from(bytes.toString('utf8').replaceAll('\n', '\r\n')),
  (bytes) => Buffer.from(bytes.toString('utf8').replaceAll('\n', '\u2028')),
  (bytes, random) => Buffer.from(Array.from({ length: Math.min(bytes.length, 500) }, () => random.below(256))),
];

function flipBits(bytes: Buffer, random: Random): Buffer {
  const flipped = Buffer.from(bytes);
  for (let count = 1 + random.below(3); count > 0 && bytes.length > 0; count--) {
    const at = random.below(bytes.length);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << random.below(8));
  }
  return flipped;
}

function truncate(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(0, random.below(bytes.length));
}

function removeSlice(bytes: Buffer, random: Random): Buffer {
  const [from, to] = slice(bytes, random);
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
}

function repeatSlice(bytes: Buffer, random: Random): Buffer {
  const [from, to] = slice(bytes, random);
  return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
}

/** Control characters, half characters, bytes that are no UTF-8, and what moves text about on a terminal. */
const insertions: readonly [string, ...string[]] = [
  '00',
  '1b5b324a',
  '7f',
  '0d',
  'e280ae',
  'efbfbd',
  'ff',
  'c0af',
  'eda080',
  'e280a8',
  '5c75643830',
  '5c75303030',
];

function insertBytes(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  const inserted = Buffer.from(random.pick(insertions), 'hex');
  return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)]);
}

function slice(bytes: Buffer, random: Random): [from: number, to: number] {
  const from = random.below(bytes.length);
  return [from, from + 1 + random.below(Math.min(200, bytes.length - from))];
}
