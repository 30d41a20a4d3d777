/** Reads that answer with values instead of a cursor. */
import type { Document } from '../../bson/bson.ts';
import { EMPTY_ARRAY } from '../../bson/compare.ts';
import { fieldCount } from '../../bson/fields.ts';
import { encodeKey } from '../../bson/key-encoding.ts';
import { getPathValues } from '../../bson/paths.ts';
import { EngineError } from '../engine-error.ts';
import { countAll } from '../storage/scan.ts';
import { encodeDocument } from '../wire/codec.ts';
import { numericValue } from '../wire/numbers.ts';
import { type Command, type CommandContext, findCollection } from './command.ts';
import { checkHint } from './hint.ts';
import { countOption, documentOption, stringOption } from './options.ts';

export const readCommands: readonly Command[] = [
  { name: 'count', options: ['query', 'limit', 'skip', 'hint'], unsupported: ['collation'], run: count },
  { name: 'distinct', options: ['key', 'query', 'hint'], unsupported: ['collation'], run: distinct },
];

function count(context: CommandContext): Document {
  const { store, body } = context;
  const collection = findCollection(context);
  checkHint(body.hint, collection);
  const filter = documentOption('count', body, 'query') ?? {};
  const [skip, limit] = [countOption('count', body, 'skip'), limitOption(body)];
  if (collection !== undefined && fieldCount(filter) === 0 && !skip && !limit) {
    return { n: countAll(store.file, collection) };
  }
  let n = 0;
  for (const _ of store.find(collection, { filter, skip, limit })) n += 1;
  return { n };
}

/** A negative limit means the same as the positive one, as it did in the old wire protocol. */
function limitOption(body: Document): number | undefined {
  const limit = numericValue(body.limit);
  return limit !== undefined && limit < 0 ? Math.trunc(-limit) : countOption('count', body, 'limit');
}

function distinctTooLarge(): EngineError {
  return new EngineError(17217, 'Location17217', 'distinct too big, 16mb cap');
}

function distinct(context: CommandContext): Document {
  const { store, body } = context;
  const collection = findCollection(context);
  checkHint(body.hint, collection);
  const key = stringOption('distinct', body, 'key');
  const values = new Map<string, unknown>();
  const bytesMax = store.limits.engineReplyBatchBytesMax;
  let bytes = 0;
  for (const { document } of store.find(collection, { filter: documentOption('distinct', body, 'query') ?? {} })) {
    for (const value of getPathValues(document, key)) {
      if (value === undefined || value === EMPTY_ARRAY) continue;
      const name = Buffer.from(encodeKey(value, 1)).toString('latin1');
      if (values.has(name)) continue;
      values.set(name, value);
      bytes += encodeDocument({ [values.size]: value }).length;
      if (bytes > bytesMax) throw distinctTooLarge();
    }
  }
  return { values: [...values.values()] };
}
