/** The stage `$facet`: several pipelines over the same documents, and one document of their answers. */
import type { Document } from '../../../bson/bson.ts';
import { asDocument, bsonTypeOf } from '../../../bson/bson-type.ts';
import { fieldCount, fieldEntries, setField } from '../../../bson/fields.ts';
import { locationError } from '../../engine-error.ts';
import { DocumentBuffer } from '../document-buffer.ts';
import { checkFieldName } from '../field-path.ts';
import { gather } from '../gather.ts';
import { Memory } from '../memory.ts';
import type { Pipeline, PipelineCompiler, Stage, StageOptions } from '../stage.ts';

export function compileFacet(spec: unknown, options: StageOptions, compilePipeline: PipelineCompiler): Stage {
  const facets = parseFacets(spec, options, compilePipeline);
  return function* faceted(documents) {
    const buffer = new DocumentBuffer(documents, options);
    try {
      const memory = new Memory(options.groupBytesMax ?? Number.POSITIVE_INFINITY);
      const answer: Document = {};
      for (const { name, pipeline } of facets) {
        setField(answer, name, gather(pipeline.run(buffer.documents()), memory, tooLarge));
      }
      yield answer;
    } finally {
      buffer.close();
    }
  };
}

interface Facet {
  readonly name: string;
  readonly pipeline: Pipeline;
}

function parseFacets(spec: unknown, options: StageOptions, compilePipeline: PipelineCompiler): readonly Facet[] {
  const document = asDocument(spec);
  if (document === undefined || fieldCount(document) === 0) {
    throw locationError(40_169, `the $facet specification must be a non-empty object, found ${bsonTypeOf(spec)}`);
  }
  const inner: StageOptions = { ...options, within: ['$facet', ...(options.within ?? [])] };
  return fieldEntries(document).map(([name, stages]) => {
    checkFieldName(name);
    return { name, pipeline: compilePipeline(parseStages(name, stages), inner) };
  });
}

function parseStages(name: string, stages: unknown): readonly Document[] {
  if (!Array.isArray(stages)) throw locationError(40_170, `arguments to $facet must be arrays, ${name} is not`);
  return stages.map((stage) => {
    const document = asDocument(stage);
    if (document !== undefined) return document;
    throw locationError(40_171, `elements of arrays in $facet spec must be objects, ${name} has another`);
  });
}

function tooLarge(bytesMax: number): Error {
  return locationError(4_031_700, `document constructed by $facet is larger than ${bytesMax} bytes`);
}
