/** What the stages of a command's pipeline get of the store: its bounds, and other collections to read. */
import { firstFieldName } from '../../bson/fields.ts';
import type { DataSource, IndexUse, Origin } from '../aggregation/data-source.ts';
import type { ExpressionOptions } from '../aggregation/scope.ts';
import type { StageOptions } from '../aggregation/stage.ts';
import { EngineError } from '../engine-error.ts';
import type { Collection } from '../storage/collection.ts';
import { collectionStatistics } from '../storage/collection-statistics.ts';
import { ID_INDEX, ID_INDEX_DEFINITION, printIndexSpec } from '../storage/index-spec.ts';
import { invalidNamespace } from '../storage/namespace.ts';
import { countAll } from '../storage/scan.ts';
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
    checkTime: () => store.checkTime(),
    sortBytesMax: engineSortBytesMax,
    groupBytesMax: engineGroupBytesMax,
    allowDiskUse,
    source: dataSource(store, database),
  };
}

/** Of the views that a pipeline reads, each as often as it is read: views that join views multiply. */
const VIEW_BYTES_MAX = 16_000_000;
/** What a stage takes beside its bytes. */
const STAGE_BYTES = 1_024;

/** For the pipelines of one command, which all are compiled before the first of them runs. */
function dataSource(store: Store, database: string): DataSource {
  let viewBytes = 0;
  return {
    database,
    open(name) {
      if (IMPOSSIBLE_NAME.test(name)) throw invalidNamespace(`${database}.${name}`);
      const { name: own, stages, bytes } = resolveView(store.catalog, database, name);
      viewBytes += bytes + stages.length * STAGE_BYTES;
      if (viewBytes > VIEW_BYTES_MAX) throw viewsTooLarge(name);
      return { ...originOf(store, database, own, stages), openedAs: name };
    },
  };
}

function viewsTooLarge(name: string): EngineError {
  const message = `The views that views read come to more than ${VIEW_BYTES_MAX} bytes, met at '${name}'`;
  return new EngineError(195, 'ViewPipelineMaxSizeExceeded', message);
}

function originOf(
  store: Store,
  database: string,
  name: string,
  viewStages: Origin['viewStages'],
): Omit<Origin, 'openedAs'> {
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
    exists: () => collection() !== undefined,
    count() {
      const known = collection();
      return known === undefined ? 0 : countAll(store.file, known);
    },
    scans() {
      const known = collection();
      return known === undefined ? 0 : store.usage.scans(known);
    },
    indexes() {
      const known = collection();
      return known === undefined ? [] : indexUses(store, known);
    },
    hasIndexOn: (path) => path === '_id' || collection()?.indexes.some((index) => serves(index, path)) === true,
  };
}

function serves({ spec }: Collection['indexes'][number], path: string): boolean {
  return firstFieldName(spec.key) === path && spec.partial === undefined && !spec.sparse && !spec.hidden;
}

function indexUses({ usage }: Store, collection: Collection): readonly IndexUse[] {
  const { since } = usage;
  const { name, key } = ID_INDEX;
  const own = { name, key, specification: ID_INDEX_DEFINITION, uses: usage.uses(collection, '_id'), since };
  const others = collection.indexes.map((index) => {
    const { name, key } = index.spec;
    return { name, key, specification: printIndexSpec(index.spec), uses: usage.uses(collection, index), since };
  });
  return [own, ...others];
}
