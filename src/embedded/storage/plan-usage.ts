/** Which indexes queries were answered by since the engine started, and how often they had to read a whole collection. */
import type { Collection } from './collection.ts';
import type { Index } from './index-spec.ts';
import { PerCollection } from './per-collection.ts';

/** An index; `_id` is the collection's own. Undefined for a walk through the whole collection. */
type Access = Index | '_id' | undefined;

export class PlanUsage {
  readonly since = new Date();
  private readonly collections: PerCollection<CollectionUsage>;

  constructor(existing: () => ReadonlySet<number>) {
    this.collections = new PerCollection(() => ({ scans: 0, indexes: new Map() }), existing);
  }

  note({ id, indexes }: Collection, access: Access): void {
    const usage = this.collections.of(id);
    if (access === undefined) {
      usage.scans += 1;
      return;
    }
    usage.indexes.set(idOf(access), (usage.indexes.get(idOf(access)) ?? 0) + 1);
    if (usage.indexes.size > indexes.length + 1) forgetDropped(usage, indexes);
  }

  scans({ id }: Collection): number {
    return this.collections.find(id)?.scans ?? 0;
  }

  uses({ id }: Collection, index: Index | '_id'): number {
    return this.collections.find(id)?.indexes.get(idOf(index)) ?? 0;
  }

  /** An index that is hidden or shown begins anew. */
  forget({ id }: Collection, index: Index): void {
    this.collections.find(id)?.indexes.delete(idOf(index));
  }
}

interface CollectionUsage {
  scans: number;
  /** By the number that an index has in the catalog, 0 for the one on `_id`. */
  readonly indexes: Map<number, number>;
}

function idOf(index: Index | '_id'): number {
  return index === '_id' ? 0 : index.id;
}

function forgetDropped({ indexes: counts }: CollectionUsage, indexes: readonly Index[]): void {
  const existing = new Set([0, ...indexes.map(({ id }) => id)]);
  for (const id of counts.keys()) if (!existing.has(id)) counts.delete(id);
}
