/** The pipeline that a stage runs over another collection, or over documents of its own. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldEntries, firstFieldName } from '../../bson/fields.ts';
import { notImplemented, typeMismatch } from '../engine-error.ts';
import { compileFilter } from '../query/filter.ts';
import type { Origin } from './data-source.ts';
import { typeName } from './scope.ts';
import type { Pipeline, PipelineCompiler, PipelineStage, StageOptions } from './stage.ts';
import { checkCollection, readsNoCollection } from './stage-rules.ts';

export interface NestedPipeline {
  /** The documents that it starts from, of which a filter leaves those that match. */
  input(filter?: Document): Iterable<Document>;
  /** Whether the input is the same each time, however often it is read. */
  readonly hasConstantInput: boolean;
  /** Whether an index answers an equality of the input on a path. */
  hasIndexOn(path: string): boolean;
  /** Its stages, but one that takes the place of a collection. */
  readonly pipeline: Pipeline;
  /** All of it. */
  run(): Iterable<Document>;
  /** Whether it gives the same documents each time. */
  readonly isConstant: boolean;
}

/** Of a collection or view, or of neither, where the first stage makes the documents. */
export function compileNested(
  stage: PipelineStage,
  from: string | undefined,
  stages: readonly Document[],
  options: StageOptions,
  compilePipeline: PipelineCompiler,
): NestedPipeline {
  const within = [stage, ...(options.within ?? [])];
  const isWithout = from === undefined && readsNoCollection(stages);
  checkCollection(stages, from ?? '', from !== undefined);
  const source = from === undefined || isWithout ? undefined : openOrigin(stage, from, options);
  const inner: StageOptions = { ...options, within, origin: source };
  const first = isWithout ? stages.slice(0, 1) : (source?.viewStages ?? []);
  const rest = isWithout ? stages.slice(1) : stages;
  const base = first.length === 0 ? undefined : compilePipeline(first, isWithout ? inner : withoutVariables(inner));
  const pipeline = compilePipeline(rest, { ...inner, continues: base !== undefined });
  const input = (filter?: Document) => readInput(source, base, filter, options);
  const isConstant = options.correlated !== true && isRepeatable(stages);
  return {
    input,
    hasConstantInput: isConstant || !isWithout,
    hasIndexOn: (path) => base === undefined && source?.hasIndexOn(path) === true,
    pipeline,
    run: () => pipeline.run(input(pipeline.leading.filter)),
    isConstant,
  };
}

function openOrigin(stage: string, from: string, { source }: StageOptions): Origin {
  if (source === undefined) throw notImplemented(`${stage} in this place`);
  return source.open(from);
}

/** A view knows nothing of the variables around it. */
function withoutVariables({ variables: _, ...options }: StageOptions): StageOptions {
  return options;
}

function readInput(
  source: Origin | undefined,
  base: Pipeline | undefined,
  filter: Document | undefined,
  options: StageOptions,
): Iterable<Document> {
  if (base === undefined) return source?.find(filter ?? {}, options) ?? [];
  const documents = base.run(source?.find(base.leading.filter ?? {}, withoutVariables(options)) ?? []);
  return filter === undefined ? documents : Iterator.from(documents).filter(compileFilter(filter, options).matches);
}

const CHANCE = new Set(['$rand', '$sample', '$sampleRate', '$createObjectId']);

function isRepeatable(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isRepeatable);
  const document = asDocument(value);
  if (document === undefined) return true;
  return fieldEntries(document).every(([name, operand]) => !CHANCE.has(name) && isRepeatable(operand));
}

/** The stages of a pipeline that is an option of a stage. */
export function stagesOption(option: string, value: unknown): readonly Document[] {
  if (!Array.isArray(value)) throw typeMismatch(`'${option}' must be an array, found ${typeName(value)}`);
  return value.map((element) => {
    const stage = asDocument(element);
    if (stage !== undefined) return stage;
    throw typeMismatch(`Each element of '${option}' must be an object, found ${typeName(element)}`);
  });
}

export function startsWithDocuments(stages: readonly Document[]): boolean {
  return firstFieldName(stages[0] ?? {}) === '$documents';
}
