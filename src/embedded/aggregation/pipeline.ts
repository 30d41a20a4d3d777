/** Compiles an aggregation pipeline: each stage turns an iterable of documents into another, read as it is asked for. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldNames } from '../../bson/fields.ts';
import { EngineError, locationError, notImplemented } from '../engine-error.ts';
import { KNOWN_STAGES } from './known-names.ts';
import { leadingQuery } from './leading-query.ts';
import type { Pipeline, Stage, StageOptions } from './stage.ts';
import { checkLength, checkOrder, checkPlace } from './stage-rules.ts';
import { STAGES } from './stages.ts';
import { wholeLong } from './whole-number.ts';

export function compilePipeline(stages: readonly Document[], options: StageOptions = {}): Pipeline {
  checkLength(stages, options);
  const compiled = stages.map((stage, at) =>
    compileStage(stages, stage, { ...options, wanted: wantedOf(stages, at + 1) }),
  );
  checkOrder(stages, options);
  const leading = leadingQuery(stages);
  const rest = compiled.slice(leading.stages);
  return {
    leading,
    run: (documents) => runStages(compiled, documents),
    rest,
    runRest: (documents) => runStages(rest, documents),
  };
}

function runStages(stages: readonly Stage[], documents: Iterable<Document>): Iterable<Document> {
  return stages.reduce((input, stage) => stage(input), documents);
}

/** How many documents the stages from `at` on ask for, where a `$limit` comes before anything but a `$skip`. */
function wantedOf(stages: readonly Document[], at: number): number {
  let skipped = 0;
  for (const stage of stages.slice(at)) {
    const limit = wholeLong(stage.$limit);
    if (limit !== undefined) return skipped + limit;
    const skip = wholeLong(stage.$skip);
    if (skip === undefined) break;
    skipped += skip;
  }
  return Number.POSITIVE_INFINITY;
}

function compileStage(stages: readonly Document[], stage: Document, options: StageOptions): Stage {
  const [name, ...others] = fieldNames(asDocument(stage) ?? {});
  if (name === undefined || others.length > 0) {
    throw locationError(40_323, 'A pipeline stage specification object must contain exactly one field.');
  }
  checkPlace(name, options);
  const compile = STAGES.get(name);
  if (compile !== undefined) return compile(stage[name], options, compilePipeline);
  if (KNOWN_STAGES.has(name)) {
    checkOrder(stages, options);
    throw notImplemented(name);
  }
  throw new EngineError(40_324, 'Location40324', `Unrecognized pipeline stage name: '${name}'`);
}
