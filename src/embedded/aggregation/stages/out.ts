/** The stage `$out`: the documents of a pipeline in the place of all that a collection has. */
import type { Document } from '../../../bson/bson.ts';
import { asDocument, isNullish } from '../../../bson/bson-type.ts';
import { fieldNames, getField } from '../../../bson/fields.ts';
import { type EngineError, locationError, notImplemented } from '../../engine-error.ts';
import type { Namespace } from '../data-source.ts';
import { typeName } from '../scope.ts';
import type { Stage, StageOptions } from '../stage.ts';
import { missingStageField, unknownStageField, wrongStageType } from '../stage-fields.ts';
import { checkTarget } from '../write-target.ts';

export function compileOut(spec: unknown, options: StageOptions): Stage {
  const target = parseTarget(spec, options.source?.database ?? '');
  checkTarget('$out', target, { database: 31_321, system: 17_385 });
  const { writer } = options;
  if (writer === undefined) throw notImplemented('$out in this place');
  // biome-ignore lint/correctness/useYield: it gives no documents, and writes when it is asked for them.
  return function* replaced(documents) {
    writer.replaceAll(target, documents);
  };
}

function parseTarget(spec: unknown, database: string): Namespace {
  if (typeof spec === 'string') return { database, collection: spec };
  const target = asDocument(spec);
  if (target === undefined) {
    throw locationError(16_990, `$out only supports a string or object argument, but found ${typeName(spec)}`);
  }
  const unknown = fieldNames(target).find((name) => !['db', 'coll', 'timeseries'].includes(name));
  if (unknown !== undefined) throw unknownStageField(`$out.${unknown}`);
  const names = { database: textOption(target, 'db'), collection: textOption(target, 'coll') };
  if (!isNullish(target.timeseries)) throw notImplemented("option 'timeseries' of $out");
  return names;
}

function textOption(target: Document, name: string): string {
  const value = getField(target, name);
  if (typeof value === 'string') return value;
  throw isNullish(value) ? missing(name) : wrongType(name, value);
}

function missing(name: string): EngineError {
  return missingStageField(`$out.${name}`);
}

function wrongType(name: string, value: unknown): EngineError {
  return wrongStageType(`$out.${name}`, value, 'string');
}
