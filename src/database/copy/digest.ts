/** A number that two collections share when they hold the same bytes, in whatever order these are read. */
import { hash } from 'node:crypto';
import type { Collection } from 'mongodb';
import { type RawDocument, type ReadOptions, readBatches } from './raw-documents.ts';

const MODULUS = 1n << 256n;

/**
 * The sum of the SHA-256 of each document, modulo 2^256. A sum, because an exclusive or would not see two that are the same.
 */
export class Digest {
  documents = 0;
  private sum = 0n;

  add(document: RawDocument): void {
    this.sum = (this.sum + BigInt(`0x${hash('sha256', document, 'hex')}`)) % MODULUS;
    this.documents += 1;
  }

  get hex(): string {
    return this.sum.toString(16).padStart(64, '0');
  }

  equals({ documents, hex }: Digest): boolean {
    return this.documents === documents && this.hex === hex;
  }
}

/** `onDocuments` is told how many are read so far, after each batch. */
export async function digestOf(
  collection: Collection,
  options: Omit<ReadOptions, 'order'>,
  onDocuments: (count: number) => void,
): Promise<Digest> {
  const digest = new Digest();
  for await (const batch of readBatches(collection, { ...options, order: 'natural' })) {
    for (const document of batch) digest.add(document);
    onDocuments(digest.documents);
  }
  return digest;
}
