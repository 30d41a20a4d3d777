/** Reads that answer with values instead of a cursor. */

import { type Document, Int32 } from '../../bson/bson.ts';
import { isNumeric } from '../../bson/bson-type.ts';
import { compareValues, EMPTY_ARRAY } from '../../bson/compare.ts';
import { encodeKey } from '../../bson/key-encoding.ts';
import { getPathValues } from '../../bson/paths.ts';
import { badValue, EngineError, failedToParse, locationError } from '../engine-error.ts';
import { queryShapeHash } from '../query/query-shape.ts';
import type { FoundDocument } from '../storage/query.ts';
import { encodeDocument } from '../wire/codec.ts';
import { wholeNumber } from '../wire/numbers.ts';
import { askedName, type Command, type CommandContext, findCollection } from './command.ts';
import { explainCounting } from './explain-count.ts';
import { explainQuery, type Verbosity } from './explain-query.ts';
import { hintOption } from './hint.ts';
import { exactWhole } from './option-numbers.ts';
import { countOption, documentOption, stringOption } from './options.ts';
import { explainView, readView } from './read-view.ts';

export const readCommands: readonly Command[] = [
  {
    name: 'count',
    // `fields` is old and without effect.
    options: ['query', 'limit', 'skip', 'hint', 'fields'],
    unsupported: ['collation'],
    readConcern: true,
    run: count,
    explain: explainCount,
  },
  {
    name: 'distinct',
    options: ['key', 'query', 'hint'],
    unsupported: ['collation'],
    readConcern: true,
    run: distinct,
    explain: explainDistinct,
  },
];

function count(context: CommandContext): Document {
  const query = countQuery(context.body);
  const view = readView(context, askedName(context), query);
  if (view !== undefined) return { n: wholeNumber(countOf(view.documents)) };
  return { n: wholeNumber(context.store.count(findCollection(context), query)) };
}

function countQuery(body: Document) {
  return {
    filter: documentOption('count', body, 'query') ?? {},
    skip: countOption('count', body, 'skip'),
    limit: limitOption(body),
    hint: hintOption(body.hint),
  };
}

function explainCount(context: CommandContext, verbosity: Verbosity): Document {
  const query = countQuery(context.body);
  const name = askedName(context);
  const view = explainView(context, name, query, verbosity);
  if (view !== undefined) return view;
  const shape = { filter: query.filter, kind: 'count' };
  const collection = findCollection(context);
  const explained = { namespace: `${context.database}.${name}`, collection, query, shape, returnsDocuments: false };
  return { ...explainCounting(context.store, verbosity, explained), queryShapeHash: queryShapeHash(shape) };
}

function countOf(found: Iterable<unknown>): number {
  let n = 0;
  for (const _ of found) n += 1;
  return n;
}

/** A negative limit means the same as the positive one, as it did in the old wire protocol. */
function limitOption(body: Document): number | undefined {
  const value: unknown = body.limit;
  if (value === undefined) return undefined;
  if (!isNumeric(value)) throw badValue('limit value is not a valid number');
  const limit = exactWhole(value);
  if (limit === undefined) throw failedToParse('limit has to be a whole number within the range of a long');
  if (limit <= -(2 ** 63)) throw badValue('the least long has no positive counterpart, so it is no limit');
  return Math.abs(limit);
}

function distinct(context: CommandContext): Document {
  const { store, body } = context;
  const { key, query } = distinctQuery(body);
  const view = readView(context, askedName(context), query);
  if (view !== undefined) {
    const answer = distinctValues(view.documents, key, store.limits.engineReplyBatchBytesMax);
    // Here the server's success is an int, and nowhere else.
    return { ...answer, ok: new Int32(1) };
  }
  const collection = findCollection(context);
  const found = store.run(collection, store.prepareDistinct(collection, key, query));
  return distinctValues(documentsOf(found), key, store.limits.engineReplyBatchBytesMax);
}

function distinctQuery(body: Document) {
  const key = stringOption('distinct', body, 'key');
  if (key.includes('\0')) throw locationError(31_032, 'the key of distinct cannot contain a null byte');
  return { key, query: { filter: documentOption('distinct', body, 'query') ?? {}, hint: hintOption(body.hint) } };
}

function explainDistinct(context: CommandContext, verbosity: Verbosity): Document {
  const { key, query } = distinctQuery(context.body);
  const name = askedName(context);
  const view = explainView(context, name, query, verbosity);
  if (view !== undefined) return view;
  const shape = { filter: query.filter, kind: `distinct ${key}` };
  const collection = findCollection(context);
  const prepared = context.store.prepareDistinct(collection, key, query);
  const namespace = `${context.database}.${name}`;
  const explained = { namespace, collection, query, prepared, shape, returnsDocuments: true };
  return { ...explainQuery(context.store, verbosity, explained), queryShapeHash: queryShapeHash(shape) };
}

function* documentsOf(found: Iterable<FoundDocument>): Generator<Document> {
  for (const { document } of found) yield document;
}

function distinctValues(documents: Iterable<Document>, key: string, bytesMax: number): Document {
  const values = new Map<string, unknown>();
  let bytes = 0;
  for (const document of documents) {
    for (const value of getPathValues(document, key)) {
      if (value === undefined || value === EMPTY_ARRAY) continue;
      const name = Buffer.from(encodeKey(value, 1)).toString('latin1');
      if (values.has(name)) continue;
      values.set(name, value);
      bytes += encodeDocument({ [values.size]: value }).length;
      if (bytes > bytesMax) throw new EngineError(17217, 'Location17217', 'distinct too big, 16mb cap');
    }
  }
  return { values: [...values.values()].sort(compareValues) };
}
