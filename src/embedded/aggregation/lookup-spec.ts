/** Reads what a `$lookup` is given. */
import type { Document } from '../../bson/bson.ts';
import { asDocument, isNullish } from '../../bson/bson-type.ts';
import { fieldEntries, fieldNames, hasField } from '../../bson/fields.ts';
import { type EngineError, failedToParse } from '../engine-error.ts';
import { parseFieldPath } from './field-path.ts';
import { stagesOption, startsWithDocuments } from './nested-pipeline.ts';
import { typeName } from './scope.ts';
import { missingStageField, unknownStageField, wrongStageType } from './stage-fields.ts';

export interface LookupSpec {
  /** Absent where the pipeline begins with `$documents`. */
  readonly from: string | undefined;
  readonly as: readonly string[];
  readonly equality: { readonly localField: string; readonly foreignField: string } | undefined;
  readonly variables: readonly (readonly [string, unknown])[];
  readonly stages: readonly Document[];
}

const FIELDS = new Set(['from', 'as', 'localField', 'foreignField', 'let', 'pipeline']);

export function parseLookup(spec: unknown): LookupSpec {
  const lookup = asDocument(spec);
  if (lookup === undefined) {
    throw failedToParse(`the $lookup stage specification must be an object, but found ${typeName(spec)}`);
  }
  const stages = hasField(lookup, 'pipeline') ? stagesOption('pipeline', lookup.pipeline) : undefined;
  const from = parseFrom(lookup, stages);
  const unknown = fieldNames(lookup).find((name) => !FIELDS.has(name));
  if (unknown !== undefined) throw unknownField(unknown);
  const as = textOption(lookup, 'as');
  if (as === undefined) throw missingStageField('$lookup.as');
  const equality = parseEquality(lookup);
  const variables = parseLet(lookup.let);
  if (stages === undefined && variables !== undefined) throw failedToParse("$lookup with a 'let' needs a 'pipeline'");
  if (stages === undefined && equality === undefined) {
    throw failedToParse("$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified");
  }
  return { from, as: parseFieldPath(as), equality, variables: variables ?? [], stages: stages ?? [] };
}

function parseFrom(lookup: Document, stages: readonly Document[] | undefined): string | undefined {
  const from: unknown = lookup.from;
  if (typeof from === 'string') return from;
  if (!hasField(lookup, 'from')) {
    if (stages !== undefined && startsWithDocuments(stages)) return undefined;
    throw failedToParse("$lookup without 'from' needs a 'pipeline' that begins with $documents");
  }
  const namespace = asDocument(from);
  if (namespace === undefined) throw failedToParse(`$lookup 'from' must be a string, found ${typeName(from)}`);
  for (const [name, value] of fieldEntries(namespace)) {
    if (name !== 'db' && name !== 'coll') throw unknownField(`from.${name}`);
    if (typeof value !== 'string') throw wrongType(`from.${name}`, value, 'string');
  }
  throw failedToParse("$lookup 'from' of another database is not supported: it must be the name of a collection");
}

function parseEquality(lookup: Document): LookupSpec['equality'] {
  const [localField, foreignField] = [textOption(lookup, 'localField'), textOption(lookup, 'foreignField')];
  if (!localField && !foreignField) return undefined;
  if (!localField || !foreignField) {
    throw failedToParse("$lookup requires both or neither of 'localField' and 'foreignField' to be specified");
  }
  parseFieldPath(localField);
  parseFieldPath(foreignField);
  return { localField, foreignField };
}

function parseLet(value: unknown): LookupSpec['variables'] | undefined {
  if (isNullish(value)) return undefined;
  const variables = asDocument(value);
  if (variables === undefined) throw wrongType('let', value, 'object');
  return fieldEntries(variables);
}

/** Null counts as absent. */
function textOption(lookup: Document, name: 'as' | 'localField' | 'foreignField'): string | undefined {
  const value: unknown = lookup[name];
  if (isNullish(value)) return undefined;
  if (typeof value === 'string') return value;
  throw wrongType(name, value, 'string');
}

function wrongType(name: string, value: unknown, expected: string): EngineError {
  return wrongStageType(`$lookup.${name}`, value, expected);
}

function unknownField(name: string): EngineError {
  return unknownStageField(`$lookup.${name}`);
}
