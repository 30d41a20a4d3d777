import type { Document } from '../../bson/bson.ts';
import { fieldNames } from '../../bson/fields.ts';
import { EngineError } from '../engine-error.ts';
import { isPlainDocument } from '../wire/codec.ts';
import { applyUpdate, type UpdateStatement } from './apply-update.ts';
import { type Command, type CommandContext, collectionName, findCollection } from './command.ts';
import { checkHint } from './hint.ts';
import { booleanOption, checkOptions, documentOption, documentsOption } from './options.ts';
import { readStatements } from './statements.ts';
import { runStatements, withWriteErrors } from './write-errors.ts';

export const updateCommand: Command = {
  name: 'update',
  options: ['updates', 'ordered', 'bypassDocumentValidation'],
  unsupported: ['let'],
  writesOnly: true,
  run: update,
};

const STATEMENT = 'update.updates';
const STATEMENT_OPTIONS = new Set(['q', 'u', 'multi', 'upsert', 'arrayFilters', 'hint', 'sort']);
const STATEMENT_UNSUPPORTED = new Set(['collation', 'c']);

async function update(context: CommandContext): Promise<Document> {
  const { store, database, body } = context;
  const name = collectionName(context);
  const statements = readStatements(context, 'updates').map(readStatement);
  const ordered = booleanOption('update', body, 'ordered') ?? true;
  return store.write(() => {
    let n = 0;
    let nModified = 0;
    const upserted: Document[] = [];
    const errors = runStatements(statements.length, ordered, (position) => {
      const statement = statements[position];
      if (statement === undefined) return;
      checkMulti(statement);
      checkHint(statement.hint, findCollection(context));
      const result = applyUpdate(store, database, name, statement);
      n += result.matched + (result.upserted === undefined ? 0 : 1);
      nModified += result.modified;
      if (result.upserted !== undefined) upserted.push({ index: position, _id: result.upserted._id });
    });
    const reply = { n, nModified, ...(upserted.length === 0 ? {} : { upserted }) };
    return withWriteErrors(reply, errors);
  });
}

function readStatement(sent: Document): UpdateStatement & { readonly hint: unknown } {
  checkOptions(STATEMENT, sent, STATEMENT_OPTIONS, STATEMENT_UNSUPPORTED);
  return {
    filter: documentOption(STATEMENT, sent, 'q') ?? {},
    update: readUpdate(STATEMENT, sent, 'u'),
    multi: booleanOption(STATEMENT, sent, 'multi') ?? false,
    upsert: booleanOption(STATEMENT, sent, 'upsert') ?? false,
    sort: documentOption(STATEMENT, sent, 'sort'),
    arrayFilters: documentsOption(STATEMENT, sent, 'arrayFilters')?.slice(),
    hint: sent.hint,
  };
}

function checkMulti({ multi, sort, update }: UpdateStatement): void {
  if (!multi) return;
  if (sort !== undefined) throw new EngineError(9, 'FailedToParse', 'Cannot specify sort with multi=true');
  if (!Array.isArray(update) && !fieldNames(update).some((name) => name.startsWith('$'))) {
    throw new EngineError(9, 'FailedToParse', 'multi update is not supported for replacement-style update');
  }
}

/** Modifiers, a replacement, or a pipeline. */
export function readUpdate(command: string, body: Document, option: string): Document | Document[] {
  const value: unknown = body[option];
  if (Array.isArray(value)) return documentsOption(command, body, option)?.slice() ?? [];
  if (isPlainDocument(value)) return value;
  throw new EngineError(9, 'FailedToParse', 'Update argument must be either an object or an array');
}
