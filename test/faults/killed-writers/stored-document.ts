/**
 * The documents that the killed processes write. Each says of itself whether it is whole: `low` and `high` make 1000, `tags`
 * follow from the version, and `sum` is the checksum of the rest but `generation`, which one command changes in many at once.
 */
import { crc32 } from 'node:zlib';
import type { Random } from '../random.ts';

export interface StoredDocument {
  readonly _id: string;
  readonly owner: string;
  /** Under a unique index. */
  readonly key: number;
  readonly version: number;
  readonly low: number;
  readonly high: number;
  readonly tags: readonly number[];
  readonly text: string;
  readonly sum: number;
  readonly generation: number;
}

export const STORED_INDEXES = [
  { name: 'by key', key: { key: 1 }, unique: true },
  { name: 'by owner', key: { owner: 1, version: -1 } },
  { name: 'by tag', key: { tags: 1 } },
  { name: 'low ones', key: { low: 1 }, partialFilterExpression: { low: { $lt: 300 } } },
] as const;

export function makeDocument(owner: string, key: number, version: number, random: Random): StoredDocument {
  const low = random.below(1000);
  const content = {
    _id: `${owner}-${key}`,
    owner,
    key,
    version,
    low,
    high: 1000 - low,
    tags: tagsOf(version),
    text: 'abcdefgh'.repeat(random.below(random.oneIn(20) ? 4000 : 200)),
  };
  return { ...content, sum: sumOf(content), generation: 0 };
}

/** What tells one state of a document from any other that it ever had. */
export function stateOf({ sum, generation }: Pick<StoredDocument, 'sum' | 'generation'>): string {
  return `${sum}/${generation}`;
}

/** What shows that a document is not as any write made it. */
export function findTears(document: StoredDocument): string[] {
  const { _id, owner, key, version, low, high, tags, text, sum } = document;
  const faults: string[] = [];
  if (sum !== sumOf({ _id, owner, key, version, low, high, tags, text })) faults.push('another checksum');
  if (low + high !== 1000) faults.push(`low ${low} and high ${high}`);
  if (String(tags) !== String(tagsOf(version))) faults.push(`tags ${tags} of version ${version}`);
  return faults.map((fault) => `torn document ${_id}: ${fault}`);
}

function tagsOf(version: number): number[] {
  return Array.from({ length: version % 4 }, (_, index) => version + index);
}

function sumOf(content: Omit<StoredDocument, 'sum' | 'generation'>): number {
  return crc32(JSON.stringify(content));
}
