/** The stage `$fill`: a `$setWindowFields` for the methods, and an `$addFields` for the values. */
import type { Document } from '../../../bson/bson.ts';
import { asDocument } from '../../../bson/bson-type.ts';
import { fieldCount, fieldEntries, fieldNames, hasField, setField } from '../../../bson/fields.ts';
import { failedToParse, locationError } from '../../engine-error.ts';
import { compileAddFieldsStage } from '../../query/projection.ts';
import { typeName } from '../scope.ts';
import type { Stage, StageOptions } from '../stage.ts';
import { missingStageField, unknownStageField, wrongStageType } from '../stage-fields.ts';
import { compileSetWindowFields } from './set-window-fields.ts';

const FIELDS = ['partitionBy', 'partitionByFields', 'sortBy', 'output'];
const METHODS: ReadonlyMap<unknown, string> = new Map([
  ['linear', '$linearFill'],
  ['locf', '$locf'],
]);

export function compileFill(spec: unknown, options: StageOptions): Stage {
  const document = asDocument(spec);
  if (document === undefined)
    throw failedToParse(`The $fill stage specification must be an object, found ${typeName(spec)}`);
  const unknown = fieldNames(document).find((name) => !FIELDS.includes(name));
  if (unknown !== undefined) throw unknownStageField(`$fill.${unknown}`);
  const { methods, values } = parseOutput(document);
  const stages: Stage[] = [];
  if (fieldCount(methods) > 0) stages.push(compileSetWindowFields(windowSpec(document, methods), options));
  if (fieldCount(values) > 0) {
    const project = compileAddFieldsStage(values, options);
    stages.push((documents) => Iterator.from(documents).map(project));
  }
  return (documents) => stages.reduce((input, stage) => stage(input), documents);
}

function parseOutput(spec: Document): { readonly methods: Document; readonly values: Document } {
  if (!hasField(spec, 'output')) throw missingStageField('$fill.output');
  const output = asDocument(spec.output);
  if (output === undefined) throw wrongType('output', spec.output, 'object');
  if (fieldCount(output) === 0)
    throw locationError(6_050_203, "The output field in '$fill' must contain an object with at least one element");
  const methods: Document = {};
  const values: Document = {};
  for (const [path, field] of fieldEntries(output)) {
    const fill = parseFill(path, field);
    if (hasField(fill, 'method')) setField(methods, path, { [methodName(fill.method)]: `$${path}` });
    else if (hasField(fill, 'value')) setField(values, path, { $ifNull: [`$${path}`, fill.value] });
  }
  return { methods, values };
}

function parseFill(path: string, field: unknown): Document {
  const fill = asDocument(field);
  if (fill === undefined)
    throw locationError(6_050_200, 'Each fill output specification must be an object with exactly one field');
  const unknown = fieldNames(fill).find((name) => name !== 'method' && name !== 'value');
  if (unknown !== undefined) throw unknownStageField(`$fill.output.${path}.${unknown}`);
  if (hasField(fill, 'method') && hasField(fill, 'value'))
    throw locationError(6_050_201, "Each fill output must have exactly one of 'method' or 'value', not both");
  return fill;
}

function methodName(method: unknown): string {
  if (typeof method !== 'string') throw wrongType('method', method, 'string');
  const name = METHODS.get(method);
  if (name === undefined) throw locationError(6_050_202, 'Method must be either locf or linear');
  return name;
}

function windowSpec(spec: Document, output: Document): Document {
  const window: Document = {};
  if (hasField(spec, 'partitionBy')) {
    if (hasField(spec, 'partitionByFields'))
      throw locationError(
        6_050_204,
        "Maximum one of 'partitionBy' and 'partitionByFields' can be specified in '$fill'",
      );
    window.partitionBy = parsePartitionBy(spec.partitionBy);
  }
  if (hasField(spec, 'partitionByFields')) window.partitionBy = partitionOfFields(spec.partitionByFields);
  if (hasField(spec, 'sortBy')) window.sortBy = spec.sortBy;
  window.output = output;
  return window;
}

function parsePartitionBy(spec: unknown): unknown {
  if (typeof spec === 'string' || asDocument(spec) !== undefined) return spec;
  throw wrongType('partitionBy', spec, 'object');
}

function partitionOfFields(spec: unknown): Document {
  if (!Array.isArray(spec)) throw wrongType('partitionByFields', spec, 'array');
  const fields: Document = {};
  for (const name of spec) {
    if (typeof name !== 'string') throw wrongType('partitionByFields', name, 'string');
    setField(fields, name, `$${name}`);
  }
  return fields;
}

function wrongType(field: string, value: unknown, expected: string) {
  return wrongStageType(`$fill.${field}`, value, expected);
}
