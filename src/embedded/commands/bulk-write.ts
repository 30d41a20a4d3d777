/** `bulkWrite`: inserts, updates and deletes of several collections in one command, with a result for each. */
import { type Document, Double, Int32 } from '../../bson/bson.ts';
import { EngineError } from '../engine-error.ts';
import { encodeDocument } from '../wire/codec.ts';
import { readNamespaces, readOperation } from './bulk-write-operations.ts';
import { type BulkResult, runOperation } from './bulk-write-run.ts';
import { type Command, type CommandContext, checkAdmin } from './command.ts';
import { expressionOptions } from './let.ts';
import { booleanOption, countOption, documentOption, strictBooleanOption } from './options.ts';
import { sessionOf } from './session-id.ts';
import { readStatements } from './statements.ts';
import { boundedErrors, isUnacknowledged, runStatements } from './write-errors.ts';

const COMMAND = 'bulkWrite';
const NAMESPACE = 'admin.$cmd.bulkWrite';

export const bulkWriteCommand: Command = {
  name: COMMAND,
  options: [
    'ops',
    'nsInfo',
    'ordered',
    'bypassDocumentValidation',
    'bypassEmptyTsReplacement',
    'let',
    'errorsOnly',
    'cursor',
  ],
  writesOnly: true,
  writeConcern: true,
  run: bulkWrite,
};

async function bulkWrite(context: CommandContext): Promise<Uint8Array> {
  const { store, database, body, cursors } = context;
  checkAdmin(COMMAND, database);
  const ordered = strictBooleanOption(COMMAND, body, 'ordered') ?? true;
  const errorsOnly = strictBooleanOption(COMMAND, body, 'errorsOnly') ?? false;
  const cursor = documentOption(COMMAND, body, 'cursor') ?? {};
  const batchSize = countOption(`${COMMAND}.cursor`, cursor, 'batchSize');
  const options = {
    expressions: expressionOptions(COMMAND, body),
    bypassesValidation: booleanOption(COMMAND, body, 'bypassDocumentValidation') ?? false,
    keepsTimestamps: booleanOption(COMMAND, body, 'bypassEmptyTsReplacement') ?? false,
  };
  const namespaces = readNamespaces(context);
  const operations = readStatements(context, 'ops').map((sent, at) => readOperation(sent, at, namespaces, options));
  const { results, statistics } = await store.write(() => {
    const results: Document[] = [];
    const total: Tally = { nErrors: 0, nInserted: 0, nMatched: 0, nModified: 0, nUpserted: 0, nDeleted: 0 };
    const bounded = boundedErrors();
    runStatements(operations.length, ordered, (position) => {
      const operation = operations[position];
      if (operation === undefined) return;
      const result = withFailure(() => runOperation(store, operation, options.bypassesValidation), bounded);
      count(total, result);
      if (!errorsOnly || result.failure !== undefined) results.push(describe(position, result));
      if (result.failure !== undefined) throw result.failure;
    });
    return { results, statistics: total };
  });
  const isSilent = isUnacknowledged(body);
  return cursors.start({
    namespace: NAMESPACE,
    documents: isSilent ? [] : results.map((result) => encodeDocument(result)),
    limit: results.length,
    batchSize,
    session: sessionOf(body),
    statistics: isSilent ? {} : { ...statistics },
  });
}

interface Tally {
  nErrors: number;
  nInserted: number;
  nMatched: number;
  nModified: number;
  nUpserted: number;
  nDeleted: number;
}

interface Outcome extends BulkResult {
  readonly failure?: EngineError;
}

function withFailure(run: () => BulkResult, bounded: (error: EngineError) => EngineError): Outcome {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { kind: 'insert', n: 0, failure: bounded(error) };
  }
}

function count(total: Tally, { kind, n, nModified = 0, upserted, failure }: Outcome): void {
  if (failure !== undefined) total.nErrors += 1;
  else if (kind === 'insert') total.nInserted += n;
  else if (kind === 'delete') total.nDeleted += n;
  else if (upserted !== undefined) total.nUpserted += 1;
  else {
    total.nMatched += n;
    total.nModified += nModified;
  }
}

/** One entry of the reply's cursor. */
function describe(position: number, { n, nModified, upserted, failure }: Outcome): Document {
  const idx = new Int32(position);
  if (failure !== undefined) {
    const { code, message, extra } = failure;
    return { ok: new Double(0), idx, code, errmsg: message, ...extra, n: 0 };
  }
  return {
    ok: new Double(1),
    idx,
    n,
    ...(nModified === undefined ? {} : { nModified }),
    ...(upserted === undefined ? {} : { upserted }),
  };
}
