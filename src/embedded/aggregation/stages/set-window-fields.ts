/** The stage `$setWindowFields`: partitions in the order of their keys, each sorted, with fields computed over windows. */
import type { Document } from '../../../bson/bson.ts';
import { asDocument } from '../../../bson/bson-type.ts';
import { fieldEntries, fieldNames, hasField, removeField, setField } from '../../../bson/fields.ts';
import { keyText } from '../../../bson/key-encoding.ts';
import { failedToParse, locationError, typeMismatch } from '../../engine-error.ts';
import { compileAddFieldsStage } from '../../query/projection.ts';
import { compileKeyedSort, type KeyedSort } from '../../query/sort.ts';
import { sortDocuments } from '../document-sort.ts';
import { compileExpression } from '../expression.ts';
import { parseFieldPath } from '../field-path.ts';
import { type ExpressionOptions, rootScope, typeName } from '../scope.ts';
import type { Stage, StageOptions } from '../stage.ts';
import { missingStageField, unknownStageField, wrongStageType } from '../stage-fields.ts';
import { Partition } from '../windows/partition.ts';
import { compileWindowFunction } from '../windows/table.ts';
import type { WindowFunction } from '../windows/window-function.ts';

export function compileSetWindowFields(spec: unknown, options: StageOptions): Stage {
  const document = asDocument(spec);
  if (document === undefined)
    throw failedToParse(`the $setWindowFields stage specification must be an object, found ${typeName(spec)}`);
  checkFields(document);
  const partitionKey = compilePartitionKey(document.partitionBy, options);
  const sort = parseSortBy(document.sortBy);
  const outputs = compileOutputs(document.output, sort, options);
  const isSorted = hasField(document, 'partitionBy') || (sort !== undefined && sort.fields.length > 0);
  const keyOf = (input: Document) => partitionKey(input) + (sort?.key(input) ?? '');
  return function* windowed(documents) {
    const inputs = isSorted ? sorted(documents, keyOf, options) : documents;
    let partition = new Partition(options);
    let current: string | undefined;
    try {
      for (const input of inputs) {
        const key = partitionKey(input);
        if (current !== undefined && key !== current) {
          yield* outputs(partition);
          partition.close();
          partition = new Partition(options);
        }
        current = key;
        partition.add(input);
      }
      yield* outputs(partition);
    } finally {
      partition.close();
    }
  };
}

const FIELDS = ['partitionBy', 'sortBy', 'output'];

function checkFields(spec: Document): void {
  const unknown = fieldNames(spec).find((name) => !FIELDS.includes(name));
  if (unknown !== undefined) throw unknownStageField(`$setWindowFields.${unknown}`);
  if (!hasField(spec, 'output')) throw missingStageField('$setWindowFields.output');
}

/** Missing and null are one partition. */
function compilePartitionKey(spec: unknown, options: ExpressionOptions): (document: Document) => string {
  if (spec === undefined) return () => '';
  const evaluate = compileExpression(spec, options);
  return (document) => {
    const value = evaluate(rootScope(document)) ?? null;
    if (!Array.isArray(value)) return keyText(value);
    throw typeMismatch('An expression used to partition cannot evaluate to value of type array');
  };
}

function parseSortBy(spec: unknown): KeyedSort | undefined {
  if (spec === undefined || spec === null) return undefined;
  const sort = asDocument(spec);
  if (sort !== undefined) return compileKeyedSort(sort);
  throw wrongStageType('$setWindowFields.sortBy', spec, 'object');
}

function* sorted(documents: Iterable<Document>, key: (document: Document) => string, options: StageOptions) {
  for (const { value } of sortDocuments(documents, key, options)) yield value;
}

interface Output {
  readonly path: string;
  readonly compute: WindowFunction;
}

type Outputs = (partition: Partition) => Generator<Document>;

function compileOutputs(spec: unknown, sort: KeyedSort | undefined, options: StageOptions): Outputs {
  const outputs = parseOutputs(spec, sort, options);
  const write = compileWrite(outputs, options);
  return function* computed(partition) {
    const functions = outputs.map(({ compute }) => compute.start(partition, options));
    for (let position = 0; position < partition.length; position += 1) {
      const values = functions.map((valueAt) => valueAt(position));
      yield write(partition.at(position), values);
    }
  };
}

function parseOutputs(spec: unknown, sort: KeyedSort | undefined, options: StageOptions): readonly Output[] {
  const document = asDocument(spec);
  if (document === undefined) throw wrongStageType('$setWindowFields.output', spec, 'object');
  const order = sort?.fields;
  const outputs = fieldEntries(document).map(([path, field]) => {
    parseFieldPath(path);
    const functionSpec = asDocument(field);
    if (functionSpec === undefined) throw failedToParse(`The field '${path}' must be an object`);
    return { path, compute: compileWindowFunction(functionSpec, { order, options, sortKey: sort?.key }) };
  });
  checkConflicts(outputs.map(({ path }) => path));
  return outputs;
}

function checkConflicts(paths: readonly string[]): void {
  const sortedPaths = paths.map((path) => `${path}.`).sort();
  const conflict = sortedPaths.some((path, at) => at > 0 && path.startsWith(sortedPaths[at - 1] ?? path));
  if (conflict)
    throw locationError(6_307_900, "$setWindowFields 'output' specification contains two conflicting paths");
}

type Write = (document: Document, values: readonly unknown[]) => Document;

/** As `$addFields` writes; a missing value takes the field away. */
function compileWrite(outputs: readonly Output[], options: ExpressionOptions): Write {
  if (outputs.length === 0) return (document) => document;
  if (outputs.some(({ path }) => path.includes('.'))) return compileNestedWrite(outputs, options);
  return (document, values) => {
    const written = { ...document };
    for (const [at, { path }] of outputs.entries()) {
      const value = values[at];
      if (value === undefined) removeField(written, path);
      else setField(written, path, value);
    }
    return written;
  };
}

function compileNestedWrite(outputs: readonly Output[], options: ExpressionOptions): Write {
  const variables = new Map(options.variables);
  const spec: Document = {};
  for (const [at, { path }] of outputs.entries()) {
    variables.set(`output${at}`, null);
    setField(spec, path, `$$output${at}`);
  }
  const project = compileAddFieldsStage(spec, { ...options, variables });
  return (document, values) => {
    for (const [at, value] of values.entries()) variables.set(`output${at}`, value);
    return project(document);
  };
}
