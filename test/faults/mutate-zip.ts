/** Damage to a zip archive: any bytes, the fields of its records, the names of its entries, and records that come twice. */
import { BYTE_MUTATIONS } from './mutate-bytes.ts';
import type { Random } from './random.ts';

type MutateZip = (zip: Buffer, random: Random) => Buffer;

export function mutateZip(zip: Buffer, random: Random): Buffer {
  let mutated = zip;
  for (let count = 1 + random.below(3); count > 0; count--) mutated = random.pick(ZIP_MUTATIONS)(mutated, random);
  return mutated;
}

const ZIP_MUTATIONS: readonly [MutateZip, ...MutateZip[]] = [
  (zip, random) => random.pick(BYTE_MUTATIONS)(zip, random),
  overwriteField,
  overwriteField,
  overwriteField,
  overwriteName,
  overwriteName,
  repeatRecord,
  (zip) => Buffer.concat([zip, zip]),
  (zip) => Buffer.concat([Buffer.from('#!/bin/sh\n'), zip]),
  (zip) => Buffer.concat([zip, Buffer.from('a comment that no record announces')]),
];

interface Signature {
  readonly bytes: Buffer;
  /** Where the two and four byte fields of the record are. */
  readonly fields: readonly number[];
  readonly nameLengthAt: number | undefined;
  readonly nameAt: number;
}

const local: Signature = {
  bytes: Buffer.from('504b0304', 'hex'),
  fields: [4, 6, 8, 14, 18, 22, 26, 28],
  nameLengthAt: 26,
  nameAt: 30,
};
const central: Signature = {
  bytes: Buffer.from('504b0102', 'hex'),
  fields: [4, 6, 8, 10, 16, 20, 24, 28, 30, 32, 34, 36, 38, 42],
  nameLengthAt: 28,
  nameAt: 46,
};
const end: Signature = {
  bytes: Buffer.from('504b0506', 'hex'),
  fields: [4, 6, 8, 10, 12, 16, 20],
  nameLengthAt: undefined,
  nameAt: 22,
};

const oddNumbers: readonly [number, ...number[]] = [0, 1, 8, 9, 93, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0xffffffff];

function overwriteField(zip: Buffer, random: Random): Buffer {
  const signature = random.pick([local, central, end]);
  const at = findRecord(zip, signature, random);
  const field = random.pickAny(signature.fields);
  if (at === undefined || field === undefined) return zip;
  const mutated = Buffer.from(zip);
  const value = random.oneIn(3) ? random.below(zip.length + 100) : random.pick(oddNumbers);
  const place = at + field;
  if (random.oneIn(2)) mutated.writeUInt16LE(value & 0xffff, Math.min(place, zip.length - 2));
  else mutated.writeUInt32LE(value >>> 0, Math.min(place, zip.length - 4));
  return mutated;
}

const oddNames: readonly [string, ...string[]] = [
  '../',
  '/',
  'C:\\',
  '\\',
  '\u0000',
  './',
  '..',
  '\u001b',
  'é',
  'secrets',
];

/** In the directory alone, or before the file too; as long as before, so that all else stays in its place. */
function overwriteName(zip: Buffer, random: Random): Buffer {
  const signature = random.pick([local, central]);
  const at = findRecord(zip, signature, random);
  if (at === undefined || at + signature.nameAt > zip.length) return zip;
  const length = zip.readUInt16LE(at + (signature.nameLengthAt ?? 0));
  const name = zip.subarray(at + signature.nameAt, at + signature.nameAt + length);
  const odd = Buffer.from(random.pick(oddNames)).subarray(0, name.length);
  const renamed = Buffer.concat([odd, name.subarray(odd.length)]);
  const mutated = Buffer.from(zip);
  const places = random.oneIn(2) ? listOccurrences(zip, name) : [at + signature.nameAt];
  for (const place of places) renamed.copy(mutated, place);
  return mutated;
}

/** The directory then has two entries for one file, or a count that is wrong. */
function repeatRecord(zip: Buffer, random: Random): Buffer {
  const at = findRecord(zip, central, random);
  if (at === undefined || at + central.nameAt > zip.length) return zip;
  const length = central.nameAt + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  return Buffer.concat([zip.subarray(0, at), zip.subarray(at, at + length), zip.subarray(at)]);
}

function findRecord(zip: Buffer, { bytes }: Signature, random: Random): number | undefined {
  return random.pickAny(listOccurrences(zip, bytes).filter((at) => at + 46 <= zip.length || bytes === end.bytes));
}

function listOccurrences(zip: Buffer, sought: Buffer): number[] {
  const places: number[] = [];
  if (sought.length === 0) return places;
  for (let at = zip.indexOf(sought); at !== -1; at = zip.indexOf(sought, at + 1)) places.push(at);
  return places;
}
