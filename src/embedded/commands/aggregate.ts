import type { Document } from '../../bson/bson.ts';
import { compilePipeline } from '../aggregation/pipeline.ts';
import { encodeResult } from '../aggregation/result.ts';
import { EngineError } from '../engine-error.ts';
import type { FoundDocument } from '../storage/query.ts';
import { type Command, type CommandContext, collectionName, findCollection } from './command.ts';
import { checkHint } from './hint.ts';
import { expressionOptions } from './let.ts';
import { booleanOption, countOption, documentOption, documentsOption } from './options.ts';
import { sessionOf } from './session-id.ts';

export const aggregateCommand: Command = {
  name: 'aggregate',
  readConcern: true,
  writeConcern: true,
  options: ['pipeline', 'cursor', 'hint', 'allowDiskUse', 'bypassDocumentValidation', 'let'],
  unsupported: ['collation', 'explain'],
  run: aggregate,
};

function aggregate(context: CommandContext): Uint8Array {
  const { body, store, cursors, database } = context;
  const stages = documentsOption('aggregate', body, 'pipeline') ?? [];
  if (stages[0] !== undefined && '$changeStream' in stages[0]) {
    throw new EngineError(40573, 'Location40573', 'The $changeStream stage is only supported on replica sets');
  }
  const cursor = documentOption('aggregate', body, 'cursor');
  if (cursor === undefined) {
    throw new EngineError(
      9,
      'FailedToParse',
      "The 'cursor' option is required, except for aggregate with the explain argument",
    );
  }
  if (typeof body.aggregate !== 'string') {
    throw new EngineError(
      73,
      'InvalidNamespace',
      'an aggregation of a whole database is not supported by the embedded engine',
    );
  }
  const collection = findCollection(context);
  checkHint(body.hint, collection);
  const { engineSortBytesMax, engineGroupBytesMax, engineDocumentBytesMax } = store.limits;
  const expressions = expressionOptions('aggregate', body);
  const pipeline = compilePipeline(stages, {
    ...expressions,
    sortBytesMax: engineSortBytesMax,
    groupBytesMax: engineGroupBytesMax,
    allowDiskUse: booleanOption('aggregate', body, 'allowDiskUse'),
  });
  const found = store.find(collection, { filter: pipeline.leadingFilter ?? {}, expressions });
  return cursors.start({
    namespace: `${database}.${collectionName(context)}`,
    documents: encoded(pipeline.run(decoded(found)), engineDocumentBytesMax),
    batchSize: countOption('aggregate', cursor, 'batchSize'),
    session: sessionOf(body),
  });
}

function* decoded(found: Iterable<FoundDocument>): Generator<Document> {
  for (const { document } of found) yield document;
}

function* encoded(documents: Iterable<Document>, bytesMax: number): Generator<Uint8Array> {
  for (const document of documents) yield encodeResult(document, bytesMax);
}
