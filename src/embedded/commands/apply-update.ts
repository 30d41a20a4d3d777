/** One update statement: find, change, store; or insert when nothing was found and the statement asks for it. */
import type { Document } from '../../bson/bson.ts';
import type { Collection } from '../storage/catalog.ts';
import { insertDocument, replaceDocument } from '../storage/documents.ts';
import { FoundDocument } from '../storage/query.ts';
import { readRow } from '../storage/scan.ts';
import type { Store } from '../storage/store.ts';
import { compileUpdate, type Update } from '../update/update.ts';
import { encodeDocument } from '../wire/codec.ts';
import { LazyDocument } from '../wire/lazy-document.ts';
import { withIdFirst, withSameId } from './document-id.ts';

export interface UpdateStatement {
  readonly filter: Document;
  readonly update: Document | Document[];
  readonly multi: boolean;
  readonly upsert: boolean;
  readonly sort: Document | undefined;
  readonly arrayFilters: Document[] | undefined;
}

export interface UpdateResult {
  readonly matched: number;
  readonly modified: number;
  /** The document that was inserted, when none was found. */
  readonly upserted: Document | undefined;
  /** Of an update of one document: before and after. */
  readonly before: Document | undefined;
  readonly after: Document | undefined;
}

/** Call inside a write. Creates the collection only for an upsert. Throws EngineError and leaves nothing half done. */
export function applyUpdate(store: Store, database: string, name: string, statement: UpdateStatement): UpdateResult {
  const { filter, arrayFilters } = statement;
  const update = compileUpdate(statement.update, {
    filter,
    now: new Date(),
    ...(arrayFilters === undefined ? {} : { arrayFilters }),
  });
  const collection = store.catalog.find(database, name);
  const result = statement.multi
    ? store.undoable(() => updateMany(store, collection, statement, update))
    : updateOne(store, collection, statement, update);
  if (result.matched > 0 || !statement.upsert) return result;
  const upserted = upsert(store, store.catalog.ensure(database, name), update, filter);
  return { ...result, upserted, after: upserted };
}

function updateOne(
  store: Store,
  collection: Collection | undefined,
  { filter, sort }: UpdateStatement,
  update: Update,
): UpdateResult {
  for (const found of store.find(collection, { filter, sort, limit: 1 })) {
    if (collection === undefined) break;
    const { after, changed } = change(store, collection, update, found);
    return { matched: 1, modified: changed ? 1 : 0, upserted: undefined, before: found.document, after };
  }
  return { matched: 0, modified: 0, upserted: undefined, before: undefined, after: undefined };
}

/** The row numbers first, so that a document that an update moves in an index is not met again. */
function updateMany(
  store: Store,
  collection: Collection | undefined,
  { filter }: UpdateStatement,
  update: Update,
): UpdateResult {
  const rids = Array.from(store.find(collection, { filter }), ({ rid }) => rid);
  let modified = 0;
  for (const rid of rids) {
    const row = collection === undefined ? undefined : readRow(store.file, collection, rid);
    if (collection === undefined || row === undefined) continue;
    if (change(store, collection, update, new FoundDocument(row)).changed) modified += 1;
  }
  return { matched: rids.length, modified, upserted: undefined, before: undefined, after: undefined };
}

function change(store: Store, collection: Collection, update: Update, found: FoundDocument) {
  const before = found.document;
  const { document, changed } = update.apply(before);
  if (!changed) return { after: before, changed };
  const after = withSameId(before, document);
  replaceDocument(store.target(collection), found.rid, before, after);
  return { after, changed };
}

function upsert(store: Store, collection: Collection, update: Update, filter: Document): Document {
  const document = withIdFirst(update.insertFrom(filter));
  insertDocument(store.target(collection), new LazyDocument(encodeDocument(document), document));
  return document;
}
