/** Writes of a pipeline's last stage. To be used inside a write of the store. */
import { randomUUID } from 'node:crypto';
import type { Document } from '../../bson/bson.ts';
import type { Namespace, PipelineWriter } from '../aggregation/data-source.ts';
import { DocumentBuffer } from '../aggregation/document-buffer.ts';
import { locationError } from '../engine-error.ts';
import type { Collection } from '../storage/collection.ts';
import { insertDocument } from '../storage/documents.ts';
import { buildIndexes } from '../storage/index-build.ts';
import type { Store } from '../storage/store.ts';
import { applyUpdate } from './apply-update.ts';
import { collectionAt } from './command.ts';
import { prepareInsert } from './insert.ts';

export function pipelineWriter(store: Store, bypassesValidation: boolean): PipelineWriter {
  const insertInto = (collection: Collection, document: Document) =>
    insertDocument(store.target(collection, bypassesValidation), prepareInsert(document, false));
  return {
    replaceAll(target, documents) {
      const known = collectionAt(store, target.database, target.collection);
      if (known?.options.capped === true) {
        throw locationError(17_152, `namespace '${known.namespace}' is capped so it can't be used for $out`);
      }
      // All of them first: the collection may be the one that they are read from.
      const buffer = new DocumentBuffer(documents, { groupBytesMax: store.limits.engineGroupBytesMax });
      try {
        const collection = filling(store, target, known);
        for (const document of buffer.documents()) insertInto(collection, document);
        store.catalog.rename(collection, target.database, target.collection);
      } finally {
        buffer.close();
      }
    },
    hasUniqueIndexOn: (target, paths) => uniqueIndexOn(collectionAt(store, target.database, target.collection), paths),
    insert: ({ database, collection }, document) => insertInto(store.catalog.ensure(database, collection), document),
    update({ database, collection }, { filter, update, upsert, expressions }) {
      const { matched } = applyUpdate(store, database, collection, {
        filter,
        update: Array.isArray(update) ? [...update] : update,
        multi: false,
        upsert,
        sort: undefined,
        arrayFilters: undefined,
        constants: undefined,
        hint: undefined,
        expressions,
        keepsTimestamps: false,
        bypassesValidation,
      });
      return matched > 0;
    },
  };
}

/** For a pipeline that is only explained: it looks at indexes, and its last stage never runs. */
export function indexReader(store: Store): PipelineWriter {
  const refuse = () => {
    throw new TypeError('a pipeline that is explained writes nothing');
  };
  const { hasUniqueIndexOn } = pipelineWriter(store, false);
  return { hasUniqueIndexOn, replaceAll: refuse, insert: refuse, update: refuse };
}

/**
 * A new collection with the options and indexes of the old one, which is to take its place: cursors of the old one end
 * then, and change streams see what a server shows, a collection of another name that is filled and renamed.
 */
function filling(store: Store, { database }: Namespace, known: Collection | undefined): Collection {
  const collection = store.catalog.create(database, `tmp.agg_out.${randomUUID()}`, known?.options);
  return buildIndexes(
    store,
    collection,
    (known?.indexes ?? []).map(({ spec }) => spec),
  );
}

/** Of exactly these paths, in any order, over all documents. */
function uniqueIndexOn(collection: Collection | undefined, paths: readonly string[]): 'sparse' | 'unique' | undefined {
  if (paths.length === 1 && paths[0] === '_id') return 'unique';
  const found = collection?.indexes.find(
    ({ spec }) =>
      spec.unique &&
      spec.partial === undefined &&
      spec.paths.length === paths.length &&
      spec.paths.every((path) => paths.includes(path)),
  );
  if (found === undefined) return undefined;
  return found.spec.sparse ? 'sparse' : 'unique';
}
