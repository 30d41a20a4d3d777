/** Collection methods that read. Results are extended JSON text, written document by document so that their size is bounded. */
import type { AbstractCursor } from 'mongodb';
import { type Document, EJSON, Long } from '../../bson/bson.ts';
import { readDocument, readDocuments, readFilter, readOptions, refuseMoreThan } from './arguments.ts';
import { KEEP_TYPES, printRaw, RAW } from './documents.ts';
import { checkPipeline, refuseJavaScript } from './guard.ts';
import type { CollectionMethod, MethodCall } from './method.ts';
import { MongoDBError } from './mongodb-error.ts';

export const READ_METHODS: ReadonlyMap<string, CollectionMethod> = new Map<string, CollectionMethod>([
  ['find', find],
  ['findOne', findOne],
  ['aggregate', aggregate],
  ['count', count],
  // The later name of the same, which some sources use.
  ['countDocuments', count],
  ['distinct', distinct],
]);

const FIND_OPTIONS = ['sort', 'projection', 'skip', 'limit'] as const;

async function find({ collection, args, limits }: MethodCall): Promise<string> {
  refuseMoreThan('find', args, 3);
  const [query, projection, given] = args;
  const { sort, skip, limit, ...options } = readOptions('find', given, FIND_OPTIONS);
  const documentsMax = limits.functionResultDocumentsMax;
  const cursor = collection.find(readFilter('find', query), {
    ...readProjection('find', projection ?? options.projection),
    ...(sort === undefined ? {} : { sort }),
    ...(skip === undefined ? {} : { skip }),
    limit: limit === undefined || limit === 0 ? documentsMax : Math.min(limit, documentsMax),
    maxTimeMS: limits.databaseOperationMs,
    ...RAW,
  });
  return printDocuments(cursor, limits);
}

async function findOne({ collection, args, limits }: MethodCall): Promise<string> {
  refuseMoreThan('findOne', args, 3);
  const [query, projection, given] = args;
  const { sort, skip, ...options } = readOptions('findOne', given, ['sort', 'projection', 'skip']);
  const found = await collection.findOne(readFilter('findOne', query), {
    ...readProjection('findOne', projection ?? options.projection),
    ...(sort === undefined ? {} : { sort }),
    ...(skip === undefined ? {} : { skip }),
    maxTimeMS: limits.databaseOperationMs,
    ...RAW,
  });
  return printRaw(found);
}

async function aggregate({ collection, args, limits, registryDatabase }: MethodCall): Promise<string> {
  refuseMoreThan('aggregate', args, 1);
  const pipeline = readDocuments('aggregate', 'pipeline', args[0] ?? []);
  checkPipeline(pipeline, registryDatabase);
  return printDocuments(collection.aggregate(pipeline, { maxTimeMS: limits.databaseOperationMs, ...RAW }), limits);
}

/** The server's own count command: unlike a counting pipeline it takes every filter that `find` takes. Answers a Long, as ever. */
async function count({ database, collection, args, limits }: MethodCall): Promise<string> {
  refuseMoreThan('count', args, 2);
  const query = readFilter('count', args[0]);
  const { limit, skip } = readOptions('count', args[1], ['limit', 'skip']);
  const reply = await database.command({
    count: collection.collectionName,
    query,
    ...(limit === undefined ? {} : { limit }),
    ...(skip === undefined ? {} : { skip }),
    maxTimeMS: limits.databaseOperationMs,
  });
  return EJSON.stringify(Long.fromNumber(Number(reply.n)), { relaxed: false });
}

async function distinct({ collection, args, limits }: MethodCall): Promise<string> {
  refuseMoreThan('distinct', args, 3);
  const [field] = args;
  if (typeof field !== 'string' || field === '') throw new MongoDBError('distinct: the field must be a name');
  readOptions('distinct', args[2], []);
  const filter = readFilter('distinct', args[1]);
  const values = await collection.distinct(field, filter, { maxTimeMS: limits.databaseOperationMs, ...KEEP_TYPES });
  return EJSON.stringify(values, { relaxed: false });
}

function readProjection(method: string, projection: unknown): { projection?: Document } {
  if (projection === undefined || projection === null) return {};
  const document = readDocument(method, 'projection', projection);
  refuseJavaScript(document);
  return { projection: document };
}

/** Ends at the old platform's number of documents, and with an error at the size that one message may have. */
async function printDocuments(
  cursor: AbstractCursor<Document>,
  limits: { readonly functionResultDocumentsMax: number; readonly sandboxMessageBytesMax: number },
): Promise<string> {
  const texts: string[] = [];
  let length = 0;
  try {
    for await (const document of cursor) {
      const text = printRaw(document);
      length += text.length;
      if (length > limits.sandboxMessageBytesMax / 2) {
        throw new MongoDBError(`the result is larger than ${limits.sandboxMessageBytesMax / 2} characters`);
      }
      texts.push(text);
      if (texts.length === limits.functionResultDocumentsMax) break;
    }
  } finally {
    await cursor.close();
  }
  return `[${texts.join(',')}]`;
}
