import type { Document } from '../../bson/bson.ts';
import { insertDocument } from '../storage/documents.ts';
import { mayHaveEmptyTimestamp, withTimestamps } from '../timestamps.ts';
import { encodeDocument } from '../wire/codec.ts';
import { LazyDocument } from '../wire/lazy-document.ts';
import { type Command, type CommandContext, collectionName } from './command.ts';
import { withIdFirst } from './document-id.ts';
import { booleanOption, strictBooleanOption } from './options.ts';
import { sentStatements } from './statements.ts';
import { runStatements, writeReply } from './write-errors.ts';

export const insertCommand: Command = {
  name: 'insert',
  options: ['documents', 'ordered', 'bypassDocumentValidation', 'bypassEmptyTsReplacement'],
  writesOnly: true,
  writeConcern: true,
  run: insert,
};

async function insert(context: CommandContext): Promise<Document> {
  const { store, database, body } = context;
  const name = collectionName(context);
  const ordered = strictBooleanOption('insert', body, 'ordered') ?? true;
  const bypassesValidation = booleanOption('insert', body, 'bypassDocumentValidation') ?? false;
  const keepsTimestamps = booleanOption('insert', body, 'bypassEmptyTsReplacement') ?? false;
  const documents = sentStatements(context, 'documents').map((sent) => prepareInsert(sent, keepsTimestamps));
  return store.write(() => {
    const target = store.target(store.catalog.ensure(database, name), bypassesValidation);
    const errors = runStatements(documents.length, ordered, (position) => {
      const document = documents[position];
      if (document !== undefined) insertDocument(target, document);
    });
    const tried = ordered && errors.length > 0 ? Number(errors[0]?.index) + 1 : documents.length;
    return writeReply(body, { n: tried - errors.length }, errors);
  });
}

/** As it is stored: `_id` first, empty timestamps filled in. Bytes that are so already stay as they came. */
export function prepareInsert(sent: Document | Uint8Array, keepsTimestamps: boolean): LazyDocument {
  if (!(sent instanceof Uint8Array)) return encoded(completed(sent, keepsTimestamps));
  const document = new LazyDocument(sent);
  document.check();
  const isComplete = startsWithId(sent) && (keepsTimestamps || !mayHaveEmptyTimestamp(sent));
  return isComplete ? document : encoded(completed(document.document, keepsTimestamps));
}

function completed(document: Document, keepsTimestamps: boolean): Document {
  const whole = withIdFirst(document);
  return keepsTimestamps ? whole : withTimestamps(whole);
}

function encoded(document: Document): LazyDocument {
  return new LazyDocument(encodeDocument(document), document);
}

const ID_NAME = Buffer.from('_id\0');

/** The name of the first field stands after the length and its type. */
function startsWithId(bytes: Uint8Array): boolean {
  return ID_NAME.every((byte, index) => bytes[5 + index] === byte);
}
