/** The stage `$lookup`: an array of the documents of another collection that belong to a document. */
import type { Document } from '../../../bson/bson.ts';
import { EMPTY_ARRAY } from '../../../bson/compare.ts';
import { getPathValues } from '../../../bson/paths.ts';
import { locationError } from '../../engine-error.ts';
import { gather } from '../gather.ts';
import { type LookupSpec, parseLookup } from '../lookup-spec.ts';
import { compileLookupVariables } from '../lookup-variables.ts';
import { matchesOfValues } from '../matches-of-values.ts';
import { Memory } from '../memory.ts';
import { withNestedField } from '../nested-field.ts';
import { compileNested, type NestedPipeline } from '../nested-pipeline.ts';
import type { PipelineCompiler, Stage, StageOptions } from '../stage.ts';

export function compileLookup(spec: unknown, options: StageOptions, compilePipeline: PipelineCompiler): Stage {
  const lookup = parseLookup(spec);
  const { variables, bind } = compileLookupVariables(lookup.variables, options);
  const inner: StageOptions = {
    ...options,
    ...(variables && { variables }),
    correlated: options.correlated === true || lookup.variables.length > 0,
  };
  const nested = compileNested('$lookup', lookup.from, lookup.stages, inner, compilePipeline);
  const join = compileJoin(lookup, nested, options);
  return function* joined(documents) {
    for (const document of documents) {
      bind(document);
      yield withNestedField(document, lookup.as, gatherJoined(join(document), options));
    }
  };
}

type Join = (document: Document) => Iterable<Document>;

function compileJoin({ equality }: LookupSpec, nested: NestedPipeline, options: StageOptions): Join {
  if (equality === undefined) return nested.isConstant ? kept(nested, options) : () => nested.run();
  const matches = matchesOfValues(nested, equality.foreignField, options);
  return (document) => nested.pipeline.run(matches(localValues(document, equality.localField)));
}

/** The elements of an array are compared one by one; an empty one counts as null. */
function localValues(document: Document, path: string): readonly unknown[] {
  return getPathValues(document, path).map((value) => (value === undefined || value === EMPTY_ARRAY ? null : value));
}

/** Runs a pipeline once for all documents. */
function kept(nested: NestedPipeline, options: StageOptions): Join {
  let answer: readonly Document[] | undefined;
  return () => {
    answer ??= gatherJoined(nested.run(), options);
    return answer;
  };
}

function gatherJoined(documents: Iterable<Document>, options: StageOptions): readonly Document[] {
  return gather(documents, new Memory(options.groupBytesMax ?? Number.POSITIVE_INFINITY), tooLarge);
}

function tooLarge(bytesMax: number): Error {
  return locationError(4_568, `Total size of documents that a $lookup joins exceeds ${bytesMax} bytes`);
}
