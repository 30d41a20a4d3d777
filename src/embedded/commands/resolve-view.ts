/** What a view stands on. */
import type { Document } from '../../bson/bson.ts';
import { EngineError } from '../engine-error.ts';
import type { Catalog } from '../storage/catalog.ts';
import type { Collection } from '../storage/collection.ts';

/** Views within each other. */
const DEPTH_MAX = 20;

export interface ResolvedView {
  /** Of the collection, which need not exist. */
  readonly name: string;
  readonly collection: Collection | undefined;
  /** Of all views on the way, to be run on the collection. None when the name is a collection's. */
  readonly stages: readonly Document[];
}

/** Throws ViewDepthLimitExceeded. */
export function resolveView(catalog: Catalog, database: string, name: string): ResolvedView {
  let stages: readonly Document[] = [];
  let source = name;
  for (let depth = 0; depth <= DEPTH_MAX; depth += 1) {
    const view = catalog.findView(database, source);
    if (view === undefined) return { name: source, collection: catalog.find(database, source), stages };
    stages = [...view.pipeline, ...stages];
    source = view.viewOn;
  }
  throw new EngineError(165, 'ViewDepthLimitExceeded', `View depth limit exceeded; maximum depth is ${DEPTH_MAX}`);
}
