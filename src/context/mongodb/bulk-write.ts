/** `bulkWrite`: a list of single writes, each `{<operation>: {…}}`. Resolves to null, as on the old platform. */
import type { AnyBulkWriteOperation } from 'mongodb';
import type { Document } from '../../bson/bson.ts';
import { hasOperators, readDocument, readDocuments, readFilter, readOptions, refuseMoreThan } from './arguments.ts';
import type { CollectionMethod, MethodCall } from './method.ts';
import { MongoDBError } from './mongodb-error.ts';
import { readChange, readReplacement } from './write-methods.ts';

export const BULK_METHODS: ReadonlyMap<string, CollectionMethod> = new Map([['bulkWrite', bulkWrite]]);

async function bulkWrite({ collection, args, registryDatabase }: MethodCall): Promise<string> {
  refuseMoreThan('bulkWrite', args, 2);
  const operations = readDocuments('bulkWrite', 'first argument', args[0]);
  if (operations.length === 0) throw new MongoDBError('must provide at least one element');
  const options = readOptions('bulkWrite', args[1], ['ordered', 'bypassDocumentValidation']);
  await collection.bulkWrite(
    operations.map((operation) => readOperation(operation, registryDatabase)),
    options,
  );
  return 'null';
}

type ReadOperation = (method: string, body: Document, registryDatabase: string) => AnyBulkWriteOperation<Document>;

const OPERATIONS: ReadonlyMap<string, { readonly fields: readonly string[]; readonly read: ReadOperation }> = new Map([
  ['insertOne', { fields: ['document'], read: readInsert }],
  ['updateOne', { fields: ['filter', 'update', 'upsert', 'arrayFilters'], read: readUpdateOne }],
  ['updateMany', { fields: ['filter', 'update', 'upsert', 'arrayFilters'], read: readUpdateMany }],
  ['replaceOne', { fields: ['filter', 'replacement', 'upsert'], read: readReplaceOne }],
  [
    'deleteOne',
    { fields: ['filter'], read: (method, body) => ({ deleteOne: { filter: readFilter(method, body.filter) } }) },
  ],
  [
    'deleteMany',
    { fields: ['filter'], read: (method, body) => ({ deleteMany: { filter: readFilter(method, body.filter) } }) },
  ],
]);

function readOperation(operation: Document, registryDatabase: string): AnyBulkWriteOperation<Document> {
  const [name = '', ...others] = Object.keys(operation);
  const definition = OPERATIONS.get(name);
  if (definition === undefined || others.length > 0) {
    throw new MongoDBError(`bulkWrite: each element has one of ${[...OPERATIONS.keys()].join(', ')}`);
  }
  const method = `bulkWrite ${name}`;
  const body = readDocument(method, 'operation', operation[name]);
  const unknown = Object.keys(body).find((field) => !definition.fields.includes(field));
  if (unknown !== undefined) throw new MongoDBError(`${method}: unknown field "${unknown}"`);
  return definition.read(method, body, registryDatabase);
}

function readInsert(method: string, body: Document): AnyBulkWriteOperation<Document> {
  return { insertOne: { document: readDocument(method, 'document', body.document) } };
}

function readUpdateOne(method: string, body: Document, registryDatabase: string): AnyBulkWriteOperation<Document> {
  return { updateOne: readUpdate(method, body, registryDatabase) };
}

function readUpdateMany(method: string, body: Document, registryDatabase: string): AnyBulkWriteOperation<Document> {
  return { updateMany: readUpdate(method, body, registryDatabase) };
}

function readUpdate(method: string, { filter, update: change, ...given }: Document, registryDatabase: string) {
  const update = readChange(method, change, registryDatabase);
  if (!Array.isArray(update) && !hasOperators(update)) {
    throw new MongoDBError(`${method}: the update must have update operators such as $set`);
  }
  return { filter: readFilter(method, filter), update, ...readOptions(method, given, ['upsert', 'arrayFilters']) };
}

function readReplaceOne(method: string, body: Document): AnyBulkWriteOperation<Document> {
  const { filter, replacement, ...given } = body;
  return {
    replaceOne: {
      filter: readFilter(method, filter),
      replacement: readReplacement(method, replacement),
      ...readOptions(method, given, ['upsert']),
    },
  };
}
