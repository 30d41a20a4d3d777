/** How large a collection is: `collStats` and `dataSize`. */
import { type Document, Int32, Long } from '../../bson/bson.ts';
import { fieldCount } from '../../bson/fields.ts';
import { describeStorage } from '../aggregation/storage-description.ts';
import { badValue } from '../engine-error.ts';
import type { Collection } from '../storage/collection.ts';
import { collectionStatistics } from '../storage/collection-statistics.ts';
import { invalidNamespace, isDatabaseName } from '../storage/namespace.ts';
import { type KeyedRange, rangeStatistics } from '../storage/range-statistics.ts';
import type { Store } from '../storage/store.ts';
import { askedName, type Command, type CommandContext, collectionAt } from './command.ts';
import { booleanOption, documentOption, stringOption } from './options.ts';
import { scaleOption } from './scale-option.ts';

export const collectionStatisticsCommands: readonly Command[] = [
  { name: 'collStats', options: ['scale', 'waitForLock'], run: collStats },
  {
    name: 'dataSize',
    options: ['keyPattern', 'min', 'max', 'estimate'],
    unsupported: ['maxSize', 'maxObjects'],
    run: dataSize,
  },
];

/** A collection that is not there takes nothing, which is no error. */
function collStats(context: CommandContext): Document {
  const { store, database, body } = context;
  const scale = scaleOption('collStats', body);
  const name = askedName(context);
  const collection = collectionAt(store, database, name);
  const ns = `${database}.${name}`;
  if (collection === undefined) return { ns, ...nothing(scale) };
  return { ns, ...describeStorage(collectionStatistics(store.file, collection), scale) };
}

function nothing(scale: number): Document {
  const zero = new Int32(0);
  const sizes = { size: zero, count: zero, storageSize: zero, totalSize: zero, nindexes: zero, totalIndexSize: zero };
  return { ...sizes, indexSizes: {}, scaleFactor: new Int32(scale) };
}

/** Of the documents whose keys are from `min` up to but not `max`, or of all. Exact also when an estimate is asked for. */
function dataSize({ store, body }: CommandContext): Document {
  const started = performance.now();
  const namespace = stringOption('dataSize', body, 'dataSize');
  const range = rangeOption(body);
  const estimate = booleanOption('dataSize', body, 'estimate') ?? false;
  const dot = namespace.indexOf('.');
  const [database, name] = [namespace.slice(0, Math.max(dot, 0)), namespace.slice(dot + 1)];
  if (!isDatabaseName(database) || name === '') throw invalidNamespace(namespace);
  const { count, bytes } = measure(store, collectionAt(store, database, name), range);
  return {
    estimate,
    size: Long.fromNumber(bytes),
    numObjects: Long.fromNumber(count),
    millis: Long.fromNumber(Math.round(performance.now() - started)),
  };
}

/** Undefined when all documents are meant; a key pattern by itself picks none. */
function rangeOption(body: Document): KeyedRange | undefined {
  const pattern = documentOption('dataSize', body, 'keyPattern') ?? {};
  const min = documentOption('dataSize', body, 'min') ?? {};
  const max = documentOption('dataSize', body, 'max') ?? {};
  if (fieldCount(min) === 0 && fieldCount(max) === 0) return undefined;
  if (fieldCount(min) > 0 && fieldCount(max) > 0) return { pattern, min, max };
  throw badValue("dataSize takes either both of 'min' and 'max' or none of them");
}

function measure({ file }: Store, collection: Collection | undefined, range: KeyedRange | undefined) {
  if (collection === undefined) return { count: 0, bytes: 0 };
  return range === undefined ? collectionStatistics(file, collection) : rangeStatistics(file, collection, range);
}
