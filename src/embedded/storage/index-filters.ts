/** Index filters: for queries of a shape, the indexes that may be used. A server too keeps them in memory alone. */
import type { Document } from '../../bson/bson.ts';
import { valuesEqual } from '../../bson/compare.ts';
import { badValue } from '../engine-error.ts';
import { planCacheShapeId, type ShapedQuery } from '../query/query-shape.ts';
import type { Collection } from './collection.ts';
import { PerCollection } from './per-collection.ts';
import type { Access } from './plan.ts';

export interface IndexFilter {
  readonly shape: ShapedQuery;
  /** Names and key patterns, which need not exist. */
  readonly indexes: readonly (string | Document)[];
}

const FILTERS_MAX = 1_000;

export class IndexFilters {
  private readonly collections: PerCollection<Map<string, IndexFilter>>;

  constructor(existing: () => ReadonlySet<number>) {
    this.collections = new PerCollection(() => new Map(), existing);
  }

  set({ id, namespace }: Collection, filter: IndexFilter): void {
    const filters = this.collections.of(id);
    const shape = planCacheShapeId(filter.shape);
    if (filters.size >= FILTERS_MAX && !filters.has(shape)) {
      throw badValue(`${namespace} has ${FILTERS_MAX} index filters already, which is the most that there may be`);
    }
    filters.set(shape, filter);
  }

  /** Of one shape, or all. */
  clear({ id }: Collection, shape: ShapedQuery | undefined): void {
    const filters = this.collections.find(id);
    if (shape === undefined) filters?.clear();
    else filters?.delete(planCacheShapeId(shape));
  }

  list({ id }: Collection): readonly IndexFilter[] {
    return [...(this.collections.find(id)?.values() ?? [])];
  }

  /** Which indexes a query may use; undefined where nobody has said so. */
  allowed({ id }: Collection, shape: ShapedQuery): ((access: Access) => boolean) | undefined {
    const filters = this.collections.find(id);
    if (filters === undefined || filters.size === 0) return undefined;
    const filter = filters.get(planCacheShapeId(shape));
    return filter && ((access) => filter.indexes.some((index) => isMeant(index, access)));
  }
}

const ID_KEY: Document = { _id: 1 };

function isMeant(index: string | Document, access: Access): boolean {
  const { name, key } = access === '_id' ? { name: '_id_', key: ID_KEY } : access.spec;
  return typeof index === 'string' ? index === name : valuesEqual(index, key);
}
