import type { Document } from '../../bson/bson.ts';
import { insertDocument } from '../storage/documents.ts';
import { encodeDocument } from '../wire/codec.ts';
import { LazyDocument } from '../wire/lazy-document.ts';
import { type Command, type CommandContext, collectionName } from './command.ts';
import { withIdFirst } from './document-id.ts';
import { booleanOption } from './options.ts';
import { sentStatements } from './statements.ts';
import { runStatements, withWriteErrors } from './write-errors.ts';

export const insertCommand: Command = {
  name: 'insert',
  options: ['documents', 'ordered', 'bypassDocumentValidation'],
  writesOnly: true,
  run: insert,
};

async function insert(context: CommandContext): Promise<Document> {
  const { store, database, body } = context;
  const name = collectionName(context);
  const documents = sentStatements(context, 'documents').map(prepare);
  const ordered = booleanOption('insert', body, 'ordered') ?? true;
  return store.write(() => {
    const target = store.target(store.catalog.ensure(database, name));
    const errors = runStatements(documents.length, ordered, (position) => {
      const document = documents[position];
      if (document !== undefined) insertDocument(target, document);
    });
    const tried = ordered && errors.length > 0 ? Number(errors[0]?.index) + 1 : documents.length;
    return withWriteErrors({ n: tried - errors.length }, errors);
  });
}

/** Bytes that begin with `_id` are stored as they came. */
function prepare(sent: Document | Uint8Array): LazyDocument {
  if (!(sent instanceof Uint8Array)) return encoded(withIdFirst(sent));
  const document = new LazyDocument(sent);
  document.check();
  return startsWithId(sent) ? document : encoded(withIdFirst(document.document));
}

function encoded(document: Document): LazyDocument {
  return new LazyDocument(encodeDocument(document), document);
}

const ID_NAME = Buffer.from('_id\0');

/** The name of the first field stands after the length and its type. */
function startsWithId(bytes: Uint8Array): boolean {
  return ID_NAME.every((byte, index) => bytes[5 + index] === byte);
}
