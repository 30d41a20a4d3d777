/** What the stages of a command's pipeline get of the store: its bounds, and other collections to read. */
import { firstFieldName } from '../../bson/fields.ts';
import type { DataSource, Origin } from '../aggregation/data-source.ts';
import type { ExpressionOptions } from '../aggregation/scope.ts';
import type { StageOptions } from '../aggregation/stage.ts';
import type { Collection } from '../storage/collection.ts';
import { collectionStatistics } from '../storage/collection-statistics.ts';
import { invalidNamespace } from '../storage/namespace.ts';
import type { Store } from '../storage/store.ts';
import { resolveView } from './resolve-view.ts';

/** Any other name may be read, whether or not a collection could have it. */
const IMPOSSIBLE_NAME = /^$|^\.|\0/;

export function pipelineOptions(
  store: Store,
  database: string,
  expressions: ExpressionOptions,
  allowDiskUse: boolean | undefined,
): StageOptions {
  const { engineSortBytesMax, engineGroupBytesMax } = store.limits;
  return {
    ...expressions,
    sortBytesMax: engineSortBytesMax,
    groupBytesMax: engineGroupBytesMax,
    allowDiskUse,
    source: dataSource(store, database),
  };
}

function dataSource(store: Store, database: string): DataSource {
  return {
    database,
    open(name) {
      if (IMPOSSIBLE_NAME.test(name)) throw invalidNamespace(`${database}.${name}`);
      const { name: own, stages } = resolveView(store.catalog, database, name);
      return originOf(store, database, own, stages);
    },
  };
}

function originOf(store: Store, database: string, name: string, viewStages: Origin['viewStages']): Origin {
  const collection = () => store.catalog.find(database, name);
  return {
    name,
    viewStages,
    *find(filter, expressions) {
      for (const { document } of store.find(collection(), { filter, expressions })) yield document;
    },
    statistics() {
      const known = collection();
      return known === undefined ? undefined : collectionStatistics(store.file, known);
    },
    hasIndexOn: (path) => path === '_id' || collection()?.indexes.some((index) => serves(index, path)) === true,
  };
}

function serves({ spec }: Collection['indexes'][number], path: string): boolean {
  return firstFieldName(spec.key) === path && spec.partial === undefined && !spec.sparse;
}
