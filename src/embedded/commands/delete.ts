import type { Document } from '../../bson/bson.ts';
import { EngineError } from '../engine-error.ts';
import { removeDocument } from '../storage/documents.ts';
import { FoundDocument } from '../storage/query.ts';
import { readRow } from '../storage/scan.ts';
import { type Command, type CommandContext, collectionName, findCollection } from './command.ts';
import { checkHint } from './hint.ts';
import { booleanOption, checkOptions, countOption, documentOption } from './options.ts';
import { readStatements } from './statements.ts';
import { runStatements, withWriteErrors } from './write-errors.ts';

export const deleteCommand: Command = {
  name: 'delete',
  options: ['deletes', 'ordered'],
  unsupported: ['let'],
  writesOnly: true,
  run: deleteDocuments,
};

const STATEMENT = 'delete.deletes';
const STATEMENT_OPTIONS = new Set(['q', 'limit', 'hint']);
const STATEMENT_UNSUPPORTED = new Set(['collation']);

async function deleteDocuments(context: CommandContext): Promise<Document> {
  const { store, body } = context;
  collectionName(context);
  const statements = readStatements(context, 'deletes').map(readStatement);
  const ordered = booleanOption('delete', body, 'ordered') ?? true;
  return store.write(() => {
    let n = 0;
    const errors = runStatements(statements.length, ordered, (position) => {
      const statement = statements[position];
      if (statement !== undefined) n += store.undoable(() => deleteMatching(context, statement));
    });
    return withWriteErrors({ n }, errors);
  });
}

interface DeleteStatement {
  readonly filter: Document;
  readonly limit: number;
  readonly hint: unknown;
}

function readStatement(sent: Document): DeleteStatement {
  checkOptions(STATEMENT, sent, STATEMENT_OPTIONS, STATEMENT_UNSUPPORTED);
  const limit = countOption(STATEMENT, sent, 'limit') ?? 0;
  if (limit > 1) {
    throw new EngineError(9, 'FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${limit}`);
  }
  return { filter: documentOption(STATEMENT, sent, 'q') ?? {}, limit, hint: sent.hint };
}

function deleteMatching(context: CommandContext, { filter, limit, hint }: DeleteStatement): number {
  const { store } = context;
  const collection = findCollection(context);
  checkHint(hint, collection);
  const rids = Array.from(store.find(collection, { filter, limit }), ({ rid }) => rid);
  if (collection === undefined) return 0;
  const target = store.target(collection);
  for (const rid of rids) {
    const row = readRow(store.file, collection, rid);
    if (row !== undefined) removeDocument(target, rid, new FoundDocument(row));
  }
  return rids.length;
}
