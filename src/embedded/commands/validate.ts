/** `validate`: whether a collection and its indexes hold what they must. */
import { type Document, UUID } from '../../bson/bson.ts';
import { getField, setField } from '../../bson/fields.ts';
import { isTruthy } from '../aggregation/scope.ts';
import { EngineError } from '../engine-error.ts';
import type { Collection } from '../storage/collection.ts';
import { type CollectionReport, examineCollection } from '../storage/examine-collection.ts';
import { wholeNumber } from '../wire/numbers.ts';
import { askedName, type Command, type CommandContext, collectionAt } from './command.ts';
import { listedIndexes } from './list-indexes.ts';

export const validateCommand: Command = { name: 'validate', lenient: true, run: validate };

function validate(context: CommandContext): Document {
  const { store, database, body } = context;
  const name = askedName(context);
  const options = readOptions(body);
  const collection = collectionAt(store, database, name);
  if (collection === undefined) {
    const message = `Collection '${database}.${name}' does not exist to validate.`;
    throw new EngineError(26, 'NamespaceNotFound', message);
  }
  const report = options.metadata ? undefined : examineCollection(store, collection);
  return describe(collection, report, options);
}

interface ValidateOptions {
  readonly metadata: boolean;
  readonly repairMode: 'None' | 'FixErrors' | 'AdjustMultikey';
}

/** A check of the documents is always a full one, and always of their BSON. Any value counts as a boolean. */
function readOptions(body: Document): ValidateOptions {
  const [full, metadata, background] = [isOn(body, 'full'), isOn(body, 'metadata'), isOn(body, 'background')];
  const [conformance, repair] = [isOn(body, 'checkBSONConformance'), isOn(body, 'repair')];
  const fixesMultikey = isOn(body, 'fixMultikey');
  if (background && full) throw invalidOptions('{ background: true } and { full: true }');
  if (background && repair) throw invalidOptions('{ background: true } and { repair: true }');
  if (metadata && (full || background || repair || conformance || fixesMultikey)) {
    throw invalidOptions('{ metadata: true } and options that read documents');
  }
  if (conformance && (repair || fixesMultikey)) {
    throw invalidOptions('{ checkBSONConformance: true } and options that repair');
  }
  if (background) {
    const message = 'Running the validate command with { background: true } is not supported in standalone mode';
    throw new EngineError(115, 'CommandNotSupported', message);
  }
  return { metadata, repairMode: repair ? 'FixErrors' : fixesMultikey ? 'AdjustMultikey' : 'None' };
}

function isOn(body: Document, option: string): boolean {
  return isTruthy(getField(body, option));
}

function invalidOptions(both: string): EngineError {
  return new EngineError(72, 'InvalidOptions', `Running the validate command with both ${both} is not supported`);
}

function describe(collection: Collection, report: CollectionReport | undefined, { repairMode }: ValidateOptions) {
  const { namespace, uuid } = collection;
  const keysPerIndex: Document = {};
  const indexDetails: Document = {};
  const specifications = listedIndexes(collection);
  for (const spec of specifications) {
    const found = report?.indexes.get(String(spec.name));
    setField(indexDetails, String(spec.name), { valid: found?.isValid ?? true, spec });
    if (found !== undefined) setField(keysPerIndex, String(spec.name), wholeNumber(found.keys));
  }
  const errors = report === undefined ? [] : [...report.errors];
  if (errors.length > 0 && repairMode !== 'None') errors.push('the embedded engine cannot repair a collection');
  return {
    ns: namespace,
    uuid: new UUID(uuid),
    ...(report && {
      nInvalidDocuments: wholeNumber(report.damaged),
      nNonCompliantDocuments: wholeNumber(report.nonCompliant),
      nrecords: wholeNumber(report.documents),
    }),
    nIndexes: wholeNumber(specifications.length),
    ...(report && { keysPerIndex }),
    indexDetails,
    valid: errors.length === 0,
    repaired: false,
    repairMode,
    warnings: report?.warnings ?? [],
    errors,
    extraIndexEntries: report?.extraEntries ?? [],
    missingIndexEntries: report?.missingEntries ?? [],
    corruptRecords: report?.damagedRows.map(wholeNumber) ?? [],
  };
}
