import type { Document } from '../../bson/bson.ts';
import { checkId, insertDocument } from '../storage/documents.ts';
import { encodeDocument } from '../wire/codec.ts';
import { type Command, type CommandContext, collectionName } from './command.ts';
import { withIdFirst } from './document-id.ts';
import { booleanOption } from './options.ts';
import { readStatements, type Statement } from './statements.ts';
import { runStatements, withWriteErrors } from './write-errors.ts';

export const insertCommand: Command = {
  name: 'insert',
  options: ['documents', 'ordered', 'bypassDocumentValidation'],
  run: insert,
};

async function insert(context: CommandContext): Promise<Document> {
  const { store, database, body } = context;
  const name = collectionName(context);
  const documents = readStatements(context, 'documents').map(prepare);
  const ordered = booleanOption('insert', body, 'ordered') ?? true;
  return store.write(() => {
    const target = store.target(store.catalog.ensure(database, name));
    const errors = runStatements(documents.length, ordered, (position) => {
      const prepared = documents[position];
      if (prepared === undefined) return;
      checkId(prepared.document._id);
      insertDocument(target, prepared.document, prepared.bytes);
    });
    const tried = ordered && errors.length > 0 ? Number(errors[0]?.index) + 1 : documents.length;
    return withWriteErrors({ n: tried - errors.length }, errors);
  });
}

/** Bytes that begin with `_id` are stored as they came. */
function prepare(statement: Statement): { document: Document; bytes: Uint8Array } {
  const document = withIdFirst(statement.document);
  const unchanged = document === statement.document && statement.bytes !== undefined;
  return { document, bytes: unchanged ? statement.bytes : encodeDocument(document) };
}
