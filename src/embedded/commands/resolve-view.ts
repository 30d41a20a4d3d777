/** What a view stands on. */
import type { Document } from '../../bson/bson.ts';
import { EngineError, notImplemented } from '../engine-error.ts';
import type { Catalog } from '../storage/catalog.ts';
import type { Collection } from '../storage/collection.ts';
import { pipelineBytes } from './view-graph.ts';

/** Views within each other. */
const DEPTH_MAX = 20;

export interface ResolvedView {
  /** Of the collection, which need not exist. */
  readonly name: string;
  readonly collection: Collection | undefined;
  /** Of all views on the way, to be run on the collection. None when the name is a collection's. */
  readonly stages: readonly Document[];
  /** Of these stages, encoded. */
  readonly bytes: number;
}

/** Whether it is the collection that a server keeps the views of the database in, if there are any. There is none here. */
export function keepsViews(catalog: Catalog, database: string, name: string): boolean {
  return name === 'system.views' && catalog.listViews(database).length > 0;
}

/** Throws ViewDepthLimitExceeded, and NotImplemented for the collection that views are kept in. */
export function resolveView(catalog: Catalog, database: string, name: string): ResolvedView {
  let stages: readonly Document[] = [];
  let bytes = 0;
  let source = name;
  for (let depth = 0; depth <= DEPTH_MAX; depth += 1) {
    const view = catalog.findView(database, source);
    if (keepsViews(catalog, database, source)) throw notImplemented(`collection ${database}.${source}`);
    if (view === undefined) return { name: source, collection: catalog.find(database, source), stages, bytes };
    stages = [...view.pipeline, ...stages];
    bytes += pipelineBytes(view);
    source = view.viewOn;
  }
  throw new EngineError(165, 'ViewDepthLimitExceeded', `View depth limit exceeded; maximum depth is ${DEPTH_MAX}`);
}
