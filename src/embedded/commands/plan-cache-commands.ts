/** Index filters, and the cache of plans that a server has: here each query is planned anew, so there is nothing to clear. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldCount, hasField, setField } from '../../bson/fields.ts';
import { badValue } from '../engine-error.ts';
import { compileFilter } from '../query/filter.ts';
import { compileProjection } from '../query/projection.ts';
import type { ShapedQuery } from '../query/query-shape.ts';
import { compileKeyedSort } from '../query/sort.ts';
import type { Collection } from '../storage/collection.ts';
import type { IndexFilter } from '../storage/index-filters.ts';
import { isSimpleCollation } from './collation.ts';
import { askedName, type Command, type CommandContext, collectionAt } from './command.ts';

export const planCacheCommands: readonly Command[] = [
  { name: 'planCacheClear', lenient: true, run: clearPlans },
  { name: 'planCacheClearFilters', lenient: true, run: clearFilters },
  { name: 'planCacheListFilters', lenient: true, run: listFilters },
  { name: 'planCacheSetFilter', lenient: true, run: setFilter },
];

function clearPlans(context: CommandContext): Document {
  if (namedCollection(context) !== undefined) shapeToClear(context.body);
  return {};
}

function clearFilters(context: CommandContext): Document {
  const collection = namedCollection(context);
  if (collection !== undefined) context.store.indexFilters.clear(collection, shapeToClear(context.body));
  return {};
}

function listFilters(context: CommandContext): Document {
  const collection = namedCollection(context);
  if (collection === undefined) return { filters: [] };
  return { filters: context.store.indexFilters.list(collection).map(printFilter) };
}

function setFilter(context: CommandContext): Document {
  const { store, body } = context;
  const collection = namedCollection(context);
  if (collection === undefined) throw badValue(`no such collection: ${context.database}.${askedName(context)}`);
  store.indexFilters.set(collection, { shape: readShape(body), indexes: readIndexes(body.indexes) });
  return {};
}

/** It need not exist. Throws CommandNotSupportedOnView. */
function namedCollection(context: CommandContext): Collection | undefined {
  return collectionAt(context.store, context.database, askedName(context));
}

function printFilter({ shape, indexes }: IndexFilter): Document {
  const { filter, sort = {}, projection = {}, collation } = shape;
  return { query: filter, sort, projection, ...(collation === undefined ? {} : { collation }), indexes };
}

/** Undefined for all of them. */
function shapeToClear(body: Document): ShapedQuery | undefined {
  if (hasField(body, 'query')) return readShape(body);
  const alone = SHAPE_OPTIONS.find((option) => hasField(body, option));
  if (alone === undefined) return undefined;
  throw badValue(`${alone} was given without a query, which a shape begins with`);
}

const SHAPE_OPTIONS = ['sort', 'projection', 'collation'];

function readShape(body: Document): ShapedQuery {
  const filter = documentOf(body, 'query');
  if (filter === undefined) throw badValue('required field query missing');
  const [sort, projection] = [documentOf(body, 'sort'), documentOf(body, 'projection')];
  const collation = readCollation(body);
  compileFilter(filter);
  if (sort !== undefined) compileKeyedSort(sort);
  if (projection !== undefined) compileProjection(projection, filter);
  return { filter, sort, projection, collation };
}

/** An array counts as a document of its elements. */
function documentOf(body: Document, option: string): Document | undefined {
  if (!hasField(body, option)) return undefined;
  const value: unknown = body[option];
  if (Array.isArray(value)) return documentOfArray(value);
  const document = asDocument(value);
  if (document === undefined) throw badValue(`field ${option} must be an object`);
  return document;
}

function documentOfArray(array: readonly unknown[]): Document {
  const document: Document = {};
  for (const [position, element] of array.entries()) setField(document, String(position), element);
  return document;
}

function readCollation(body: Document): Document | undefined {
  if (!hasField(body, 'collation')) return undefined;
  const collation = asDocument(body.collation);
  if (collation === undefined || fieldCount(collation) === 0)
    throw badValue('field collation must be a nonempty object');
  isSimpleCollation('planCacheSetFilter.collation', collation);
  return collation;
}

/** Names and key patterns. */
function readIndexes(value: unknown): readonly (string | Document)[] {
  if (!Array.isArray(value)) throw badValue('required field indexes must be an array');
  if (value.length === 0) throw badValue('required field indexes must contain at least one index');
  return value.map((index: unknown) => {
    const pattern = asDocument(index);
    if (typeof index === 'string') return index;
    if (pattern === undefined) throw badValue('each item in indexes must be an object or a string');
    if (fieldCount(pattern) === 0) throw badValue('index specification cannot be empty');
    return pattern;
  });
}
