import type { Document } from '../../bson/bson.ts';
import type { ExpressionOptions } from '../aggregation/scope.ts';
import { failedToParse } from '../engine-error.ts';
import { removeDocument } from '../storage/documents.ts';
import type { Hint } from '../storage/hinted-index.ts';
import { FoundDocument } from '../storage/query.ts';
import { readRow } from '../storage/scan.ts';
import type { Store } from '../storage/store.ts';
import { type Command, type CommandContext, collectionAt, collectionName } from './command.ts';
import type { Verbosity } from './explain-query.ts';
import { explainWrite, onlyStatement } from './explain-write.ts';
import { checkStatement } from './generic-options.ts';
import { hintOption } from './hint.ts';
import { expressionOptions } from './let.ts';
import { exactWhole } from './option-numbers.ts';
import { missingField, requiredDocument, strictBooleanOption } from './options.ts';
import { readStatements } from './statements.ts';
import { runStatements, writeReply } from './write-errors.ts';

export const deleteCommand: Command = {
  name: 'delete',
  options: ['deletes', 'ordered', 'let'],
  writesOnly: true,
  writeConcern: true,
  run: deleteDocuments,
  explain: explainDelete,
};

const STATEMENT = 'delete.deletes';
const STATEMENT_OPTIONS = { options: new Set(['q', 'limit', 'hint']), unsupported: new Set(['collation']) };

async function deleteDocuments(context: CommandContext): Promise<Document> {
  const { store, database, body } = context;
  const name = collectionName(context);
  const ordered = strictBooleanOption('delete', body, 'ordered') ?? true;
  const statements = readDeletes(context);
  return store.write(() => {
    let n = 0;
    const errors = runStatements(statements.length, ordered, (position) => {
      const statement = statements[position];
      if (statement !== undefined) n += store.undoable(() => deleteMatching(store, database, name, statement));
    });
    return writeReply(body, { n }, errors);
  });
}

function readDeletes(context: CommandContext): readonly DeleteStatement[] {
  const expressions = expressionOptions('delete', context.body);
  return readStatements(context, 'deletes').map((sent) => readStatement(sent, expressions));
}

function explainDelete(context: CommandContext, verbosity: Verbosity): Document {
  const { filter, hint, multi, expressions } = onlyStatement(readDeletes(context));
  const query = { filter, hint, limit: multi ? 0 : 1, expressions };
  return explainWrite(context, verbosity, { kind: 'DELETE', query });
}

export interface DeleteStatement {
  readonly filter: Document;
  readonly multi: boolean;
  readonly hint: Hint | undefined;
  readonly expressions: ExpressionOptions;
}

function readStatement(sent: Document, expressions: ExpressionOptions): DeleteStatement {
  checkStatement(STATEMENT, sent, STATEMENT_OPTIONS);
  return {
    filter: requiredDocument(STATEMENT, sent, 'q'),
    multi: readLimit(sent.limit) === 0,
    hint: hintOption(sent.hint),
    expressions,
  };
}

function readLimit(limit: unknown): number {
  if (limit === undefined) throw missingField(STATEMENT, 'limit');
  const exact = exactWhole(limit);
  if (exact === 0 || exact === 1) return exact;
  throw failedToParse('The limit field in delete objects must be 0 or 1');
}

/** How many were deleted. */
export function deleteMatching(store: Store, database: string, name: string, statement: DeleteStatement): number {
  const { filter, multi, hint, expressions } = statement;
  const collection = collectionAt(store, database, name);
  const rids = Array.from(
    store.find(collection, { filter, hint, limit: multi ? 0 : 1, expressions }),
    ({ rid }) => rid,
  );
  if (collection === undefined) return 0;
  const target = store.target(collection);
  for (const rid of rids) {
    const row = readRow(store.file, collection, rid);
    if (row !== undefined) removeDocument(target, rid, new FoundDocument(row));
  }
  return rids.length;
}
