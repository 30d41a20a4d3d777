/** One update statement: find, change, store; or insert when nothing was found and the statement asks for it. */
import type { Document } from '../../bson/bson.ts';
import { fieldEntries } from '../../bson/fields.ts';
import type { ExpressionOptions } from '../aggregation/scope.ts';
import { checkPlacement, NOT_IN_UPSERTS } from '../query/placement.ts';
import type { Collection } from '../storage/collection.ts';
import { insertDocument, replaceDocument, type WriteTarget } from '../storage/documents.ts';
import type { Hint } from '../storage/hinted-index.ts';
import { FoundDocument } from '../storage/query.ts';
import { readRow } from '../storage/scan.ts';
import type { Store } from '../storage/store.ts';
import { describeEdits } from '../update/edits.ts';
import { compileUpdate, type Update } from '../update/update.ts';
import { encodeDocument } from '../wire/codec.ts';
import { LazyDocument } from '../wire/lazy-document.ts';
import { collectionAt } from './command.ts';
import { withIdFirst, withSameId } from './document-id.ts';

export interface UpdateStatement {
  readonly filter: Document;
  readonly update: Document | Document[];
  readonly multi: boolean;
  readonly upsert: boolean;
  readonly sort: Document | undefined;
  readonly arrayFilters: Document[] | undefined;
  /** Further variables of this statement's pipeline, each a value and no expression. */
  readonly constants: Document | undefined;
  readonly hint: Hint | undefined;
  readonly expressions: ExpressionOptions;
  /** Whether empty timestamps of a replacement stay as they are. */
  readonly keepsTimestamps: boolean;
  readonly bypassesValidation: boolean;
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
  const { filter } = statement;
  const update = compileStatement(statement);
  if (statement.upsert) checkPlacement(filter, NOT_IN_UPSERTS);
  const collection = collectionAt(store, database, name);
  const result = statement.multi
    ? store.undoable(() => updateMany(store, collection, statement, update))
    : updateOne(store, collection, statement, update);
  if (result.matched > 0 || !statement.upsert) return result;
  const target = store.target(store.catalog.ensure(database, name), statement.bypassesValidation);
  const upserted = upsert(target, update, filter);
  return { ...result, upserted, after: upserted };
}

export function compileStatement(statement: UpdateStatement): Update {
  const { filter, arrayFilters, expressions, constants, keepsTimestamps } = statement;
  return compileUpdate(statement.update, {
    filter,
    arrayFilters: arrayFilters ?? [],
    keepsTimestamps,
    ...expressions,
    ...(constants === undefined ? {} : { variables: withConstants(expressions, constants) }),
  });
}

function updateOne(
  store: Store,
  collection: Collection | undefined,
  { filter, sort, hint, expressions, bypassesValidation }: UpdateStatement,
  update: Update,
): UpdateResult {
  for (const found of store.find(collection, { filter, sort, hint, limit: 1, expressions })) {
    if (collection === undefined) break;
    const { after, changed } = change(store, collection, update, found, bypassesValidation);
    return { matched: 1, modified: changed ? 1 : 0, upserted: undefined, before: found.document, after };
  }
  return { matched: 0, modified: 0, upserted: undefined, before: undefined, after: undefined };
}

/** The row numbers first, so that a document that an update moves in an index is not met again. */
function updateMany(
  store: Store,
  collection: Collection | undefined,
  { filter, hint, expressions, bypassesValidation }: UpdateStatement,
  update: Update,
): UpdateResult {
  const rids = Array.from(store.find(collection, { filter, hint, expressions }), ({ rid }) => rid);
  let modified = 0;
  for (const rid of rids) {
    const row = collection === undefined ? undefined : readRow(store.file, collection, rid);
    if (collection === undefined || row === undefined) continue;
    const { changed } = change(store, collection, update, new FoundDocument(row), bypassesValidation);
    if (changed) modified += 1;
  }
  return { matched: rids.length, modified, upserted: undefined, before: undefined, after: undefined };
}

function change(
  store: Store,
  collection: Collection,
  update: Update,
  found: FoundDocument,
  bypassesValidation: boolean,
) {
  const before = found.document;
  const { document, changed, edits } = update.apply(before);
  if (!changed) return { after: before, changed };
  const after = withSameId(before, document);
  const updateDescription = edits && describeEdits(edits, after);
  replaceDocument(store.target(collection, bypassesValidation), found.rid, { before, after, updateDescription });
  return { after, changed };
}

function withConstants({ variables }: ExpressionOptions, constants: Document): ReadonlyMap<string, unknown> {
  return new Map([...(variables ?? []), ...fieldEntries(constants)]);
}

function upsert(target: WriteTarget, update: Update, filter: Document): Document {
  const document = withIdFirst(update.insertFrom(filter));
  insertDocument(target, new LazyDocument(encodeDocument(document), document));
  return document;
}
