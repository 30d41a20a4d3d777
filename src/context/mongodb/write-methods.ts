/** Collection methods that write. */
import { type Document, EJSON } from '../../bson/bson.ts';
import {
  hasOperators,
  type Options,
  readDocument,
  readDocuments,
  readFilter,
  readOptions,
  refuseMoreThan,
} from './arguments.ts';
import { checkPipeline, refuseJavaScript } from './guard.ts';
import type { CollectionMethod, MethodCall } from './method.ts';
import { MongoDBError } from './mongodb-error.ts';

export const WRITE_METHODS: ReadonlyMap<string, CollectionMethod> = new Map<string, CollectionMethod>([
  ['insertOne', insertOne],
  ['insertMany', insertMany],
  ['updateOne', updateOne],
  ['updateMany', updateMany],
  ['replaceOne', replaceOne],
  ['deleteOne', (call) => deleteSome('deleteOne', call)],
  ['deleteMany', (call) => deleteSome('deleteMany', call)],
]);

async function insertOne({ collection, args }: MethodCall): Promise<string> {
  refuseMoreThan('insertOne', args, 2);
  readOptions('insertOne', args[1], []);
  const { insertedId } = await collection.insertOne(readDocument('insertOne', 'document', args[0]));
  return print({ insertedId });
}

async function insertMany({ collection, args }: MethodCall): Promise<string> {
  refuseMoreThan('insertMany', args, 2);
  const documents = readDocuments('insertMany', 'first argument', args[0]);
  if (documents.length === 0) throw new MongoDBError('must provide at least one element');
  const { insertedIds } = await collection.insertMany(documents, readOptions('insertMany', args[1], ['ordered']));
  return print({ insertedIds: documents.map((_, index) => insertedIds[index]) });
}

const UPDATE_OPTIONS = ['upsert', 'arrayFilters'] as const;

/** A document without operators replaces the whole document, as the server's own command did. */
async function updateOne(call: MethodCall): Promise<string> {
  const { filter, update, options } = readUpdate('updateOne', call);
  if (Array.isArray(update) || hasOperators(update)) {
    return printUpdate(await call.collection.updateOne(filter, update, options));
  }
  if (options.arrayFilters !== undefined) throw new MongoDBError('updateOne: a replacement takes no arrayFilters');
  const { upsert = false } = options;
  return printUpdate(await call.collection.replaceOne(filter, update, { upsert }));
}

async function updateMany(call: MethodCall): Promise<string> {
  const { filter, update, options } = readUpdate('updateMany', call);
  if (!Array.isArray(update) && !hasOperators(update)) {
    throw new MongoDBError('updateMany: the update must have update operators such as $set');
  }
  return printUpdate(await call.collection.updateMany(filter, update, options));
}

async function replaceOne({ collection, args }: MethodCall): Promise<string> {
  refuseMoreThan('replaceOne', args, 3);
  const replacement = readReplacement('replaceOne', args[1]);
  const { upsert = false } = readOptions('replaceOne', args[2], ['upsert']);
  return printUpdate(await collection.replaceOne(readFilter('replaceOne', args[0]), replacement, { upsert }));
}

async function deleteSome(method: 'deleteOne' | 'deleteMany', { collection, args }: MethodCall): Promise<string> {
  refuseMoreThan(method, args, 2);
  readOptions(method, args[1], []);
  const { deletedCount } = await collection[method](readFilter(method, args[0]));
  return print({ deletedCount: Number(deletedCount) });
}

interface UpdateArguments {
  readonly filter: Document;
  readonly update: Document | Document[];
  readonly options: Options<(typeof UPDATE_OPTIONS)[number]>;
}

function readUpdate(method: string, { args, registryDatabase }: MethodCall): UpdateArguments {
  refuseMoreThan(method, args, 3);
  return {
    filter: readFilter(method, args[0]),
    update: readChange(method, args[1], registryDatabase),
    options: readOptions(method, args[2], UPDATE_OPTIONS),
  };
}

/** An update document or an update pipeline. */
export function readChange(method: string, value: unknown, registryDatabase: string): Document | Document[] {
  if (Array.isArray(value)) {
    const pipeline = readDocuments(method, 'update', value);
    checkPipeline(pipeline, registryDatabase);
    return pipeline;
  }
  const update = readDocument(method, 'update', value);
  refuseJavaScript(update);
  return update;
}

export function readReplacement(method: string, value: unknown): Document {
  const replacement = readDocument(method, 'replacement', value);
  if (!hasOperators(replacement)) return replacement;
  throw new MongoDBError('the replace operation document must not contain atomic operators');
}

function printUpdate(result: {
  readonly matchedCount: number;
  readonly modifiedCount: number;
  readonly upsertedId: unknown;
}): string {
  return print({
    matchedCount: Number(result.matchedCount),
    modifiedCount: Number(result.modifiedCount),
    ...(result.upsertedId === null || result.upsertedId === undefined ? {} : { upsertedId: result.upsertedId }),
  });
}

function print(value: Document): string {
  return EJSON.stringify(value, { relaxed: false });
}
