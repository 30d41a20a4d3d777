import type { Document } from '../../bson/bson.ts';
import { fieldNames } from '../../bson/fields.ts';
import { EngineError, failedToParse, locationError } from '../engine-error.ts';
import { isPlainDocument } from '../wire/codec.ts';
import { applyUpdate, compileStatement, type UpdateStatement } from './apply-update.ts';
import { type Command, type CommandContext, collectionName } from './command.ts';
import type { Verbosity } from './explain-query.ts';
import { explainWrite, onlyStatement } from './explain-write.ts';
import { checkStatement } from './generic-options.ts';
import { hintOption } from './hint.ts';
import { expressionOptions } from './let.ts';
import { booleanOption, documentOption, documentsOption, requiredDocument, strictBooleanOption } from './options.ts';
import { readStatements } from './statements.ts';
import { runStatements, writeReply } from './write-errors.ts';

export const updateCommand: Command = {
  name: 'update',
  options: ['updates', 'ordered', 'bypassDocumentValidation', 'bypassEmptyTsReplacement', 'let'],
  writesOnly: true,
  writeConcern: true,
  run: update,
  explain: explainUpdate,
};

const STATEMENT = 'update.updates';
const STATEMENT_OPTIONS = {
  options: new Set(['q', 'u', 'c', 'multi', 'upsert', 'arrayFilters', 'hint', 'sort']),
  unsupported: new Set(['collation']),
};

async function update(context: CommandContext): Promise<Document> {
  const { store, database, body } = context;
  const name = collectionName(context);
  const ordered = strictBooleanOption('update', body, 'ordered') ?? true;
  const statements = readUpdates(context);
  return store.write(() => {
    let n = 0;
    let nModified = 0;
    const upserted: Document[] = [];
    const errors = runStatements(statements.length, ordered, (position) => {
      const statement = statements[position];
      if (statement === undefined) return;
      checkMulti(statement);
      const result = applyUpdate(store, database, name, statement);
      n += result.matched + (result.upserted === undefined ? 0 : 1);
      nModified += result.modified;
      if (result.upserted !== undefined) upserted.push({ index: position, _id: result.upserted._id });
    });
    const reply = { n, nModified, ...(upserted.length === 0 ? {} : { upserted }) };
    return writeReply(body, reply, errors);
  });
}

function readUpdates(context: CommandContext): readonly UpdateStatement[] {
  const { body } = context;
  const settings = {
    bypassesValidation: booleanOption('update', body, 'bypassDocumentValidation') ?? false,
    keepsTimestamps: booleanOption('update', body, 'bypassEmptyTsReplacement') ?? false,
    expressions: expressionOptions('update', body),
  };
  return readStatements(context, 'updates').map((sent) => readStatement(sent, settings));
}

function explainUpdate(context: CommandContext, verbosity: Verbosity): Document {
  const statement = onlyStatement(readUpdates(context));
  checkMulti(statement);
  compileStatement(statement);
  const { filter, sort, hint, multi, upsert, expressions } = statement;
  const query = { filter, sort, hint, limit: multi ? 0 : 1, expressions };
  return explainWrite(context, verbosity, { kind: 'UPDATE', query, upsert });
}

/** What all statements of a command share. */
export type UpdateSettings = Pick<UpdateStatement, 'expressions' | 'keepsTimestamps' | 'bypassesValidation'>;

function readStatement(sent: Document, settings: UpdateSettings): UpdateStatement {
  checkStatement(STATEMENT, sent, STATEMENT_OPTIONS);
  return {
    filter: requiredDocument(STATEMENT, sent, 'q'),
    update: readUpdate(sent, 'u'),
    constants: documentOption(STATEMENT, sent, 'c'),
    multi: booleanOption(STATEMENT, sent, 'multi') ?? false,
    upsert: booleanOption(STATEMENT, sent, 'upsert') ?? false,
    sort: documentOption(STATEMENT, sent, 'sort'),
    arrayFilters: documentsOption(STATEMENT, sent, 'arrayFilters')?.slice(),
    hint: hintOption(sent.hint),
    ...settings,
  };
}

/** What only the update itself tells to be wrong, and so is an error of the statement alone. */
export function checkMulti({ multi, sort, update, constants }: UpdateStatement): void {
  if (constants !== undefined && !Array.isArray(update)) {
    throw locationError(51_198, 'Constant values may only be specified for pipeline updates');
  }
  if (!multi) return;
  if (sort !== undefined) throw failedToParse('Cannot specify sort with multi=true');
  if (!Array.isArray(update) && !fieldNames(update).some((name) => name.startsWith('$'))) {
    throw failedToParse('multi update is not supported for replacement-style update');
  }
}

/** Modifiers, a replacement, or a pipeline. */
export function readUpdate(body: Document, option: string): Document | Document[] {
  const value: unknown = body[option];
  if (isPlainDocument(value)) return value;
  if (!Array.isArray(value))
    throw new EngineError(9, 'FailedToParse', 'Update argument must be either an object or an array');
  return value.map((stage: unknown) => {
    if (isPlainDocument(stage)) return stage;
    throw new EngineError(14, 'TypeMismatch', 'Each element of the pipeline of an update must be an object');
  });
}
