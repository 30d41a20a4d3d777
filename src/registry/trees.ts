/** Trees: the files of a deployment as hashed lists of at most 500 entries, so that a change of one file rewrites one list. */
import { WebhookCliError } from '../errors.ts';
import { hashBytes } from './content-hash.ts';
import type { Collections, TreeDocument, TreeEntry } from './documents.ts';
import { inBatches } from './in-batches.ts';
import { insertIgnoringDuplicates } from './store-errors.ts';

/** The trees of these files, in path order. The same files give the same hashes, in whatever order they come. */
export function buildTrees(files: readonly TreeEntry[], entriesMax: number): TreeDocument[] {
  const sorted = files.toSorted((a, b) => comparePaths(a.path, b.path));
  const trees: TreeDocument[] = [];
  let entries: TreeEntry[] = [];
  for (const file of sorted) {
    entries.push(file);
    if (entries.length === entriesMax || endsTree(file.path)) {
      trees.push(createTree(entries));
      entries = [];
    }
  }
  if (entries.length > 0) trees.push(createTree(entries));
  return trees;
}

export function comparePaths(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A tree that is stored already is the same one, by its hash; `overwrites` is for a store where it may be damaged. */
export async function writeTrees(
  { trees }: Collections,
  documents: readonly TreeDocument[],
  overwrites: boolean,
): Promise<void> {
  await inBatches(documents, TREES_PER_BATCH, async (batch) => {
    if (!overwrites) return insertIgnoringDuplicates(batch, trees);
    for (const tree of batch) await trees.replaceOne({ _id: tree._id }, tree, { upsert: true });
  });
}

/**
 * All entries of a root, in path order; trees among `known` are not read again. Throws RegistryRecordMissing or
 * RegistryRecordDamaged.
 */
export async function readTrees(
  { trees }: Collections,
  root: readonly string[],
  known: readonly TreeDocument[],
): Promise<readonly TreeEntry[]> {
  const found = new Map(known.map(({ _id, entries }) => [_id, entries]));
  const unread = root.filter((id) => !found.has(id));
  await inBatches(unread, TREES_PER_BATCH, async (batch) => {
    const documents = await trees.find({ _id: { $in: [...batch] } }, { batchSize: batch.length }).toArray();
    for (const tree of documents) found.set(tree._id, verifiedEntries(tree));
  });
  return root.flatMap((id) => {
    const entries = found.get(id);
    if (entries === undefined) throw new WebhookCliError('RegistryRecordMissing', { collection: 'trees', id });
    return entries;
  });
}

/** A tree of 500 entries is about 100 KB. */
const TREES_PER_BATCH = 50;

/**
 * A tree ends where the path itself says so, one path in 256: a file that is added or removed then changes one tree, not
 * all that follow. FNV-1a: any cheap hash would do, and it must never change.
 */
function endsTree(path: string): boolean {
  let value = 0x811c9dc5;
  for (let index = 0; index < path.length; index++) {
    value = Math.imul(value ^ path.charCodeAt(index), 0x01000193);
  }
  return value >>> 24 === 0;
}

function createTree(entries: readonly TreeEntry[]): TreeDocument {
  return { _id: hashEntries(entries), entries };
}

function hashEntries(entries: readonly TreeEntry[]): string {
  const lines = entries.map(({ path, kind, resource, blob, size }) => [path, kind, resource, blob, size]);
  return hashBytes(Buffer.from(JSON.stringify(lines)));
}

function verifiedEntries({ _id, entries }: TreeDocument): readonly TreeEntry[] {
  if (!Array.isArray(entries)) throw damaged(_id, 'it holds no list of files');
  if (hashEntries(entries) !== _id) throw damaged(_id, 'its entries do not fit their checksum');
  return entries;
}

function damaged(id: string, reason: string): WebhookCliError {
  return new WebhookCliError('RegistryRecordDamaged', { collection: 'trees', id, reason });
}
