/** Reads that answer with values instead of a cursor. */
import { type Document, Int32, Long } from '../../bson/bson.ts';
import { isNumeric } from '../../bson/bson-type.ts';
import { compareValues, EMPTY_ARRAY } from '../../bson/compare.ts';
import { fieldCount } from '../../bson/fields.ts';
import { encodeKey } from '../../bson/key-encoding.ts';
import { getPathValues } from '../../bson/paths.ts';
import { badValue, EngineError, failedToParse, locationError } from '../engine-error.ts';
import type { FoundDocument } from '../storage/query.ts';
import { countAll } from '../storage/scan.ts';
import { encodeDocument } from '../wire/codec.ts';
import { type Command, type CommandContext, collectionName, findCollection } from './command.ts';
import { checkHint, hintOption } from './hint.ts';
import { exactWhole } from './option-numbers.ts';
import { countOption, documentOption, stringOption } from './options.ts';
import { readView } from './read-view.ts';

export const readCommands: readonly Command[] = [
  {
    name: 'count',
    // `fields` is old and without effect.
    options: ['query', 'limit', 'skip', 'hint', 'fields'],
    unsupported: ['collation'],
    readConcern: true,
    run: count,
  },
  { name: 'distinct', options: ['key', 'query', 'hint'], unsupported: ['collation'], readConcern: true, run: distinct },
];

function count(context: CommandContext): Document {
  const { store, body } = context;
  const filter = documentOption('count', body, 'query') ?? {};
  const [skip, limit] = [countOption('count', body, 'skip'), limitOption(body)];
  const hint = hintOption(body.hint);
  const view = readView(context, collectionName(context), { filter, skip, limit, hint });
  if (view !== undefined) return { n: countOf(view.documents) };
  const collection = findCollection(context);
  checkHint(hint, collection);
  if (collection !== undefined && fieldCount(filter) === 0 && !skip && !limit && hint === undefined) {
    return { n: wholeNumber(countAll(store.file, collection)) };
  }
  return { n: countOf(store.find(collection, { filter, skip, limit })) };
}

function countOf(found: Iterable<unknown>): Int32 | Long {
  let n = 0;
  for (const _ of found) n += 1;
  return wholeNumber(n);
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

function wholeNumber(value: number): Int32 | Long {
  return value <= 0x7fff_ffff ? new Int32(value) : Long.fromNumber(value);
}

function distinct(context: CommandContext): Document {
  const { store, body } = context;
  const key = stringOption('distinct', body, 'key');
  if (key.includes('\0')) throw locationError(31_032, 'the key of distinct cannot contain a null byte');
  const filter = documentOption('distinct', body, 'query') ?? {};
  const hint = hintOption(body.hint);
  const view = readView(context, collectionName(context), { filter, hint });
  if (view !== undefined) return distinctValues(view.documents, key, store.limits.engineReplyBatchBytesMax);
  const collection = findCollection(context);
  checkHint(hint, collection);
  const found = store.find(collection, { filter });
  return distinctValues(documentsOf(found), key, store.limits.engineReplyBatchBytesMax);
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
