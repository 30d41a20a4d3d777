/** Views that stand on views: no circle, and bounds for how many there may be within each other. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldValues, firstFieldName } from '../../bson/fields.ts';
import { EngineError } from '../engine-error.ts';
import type { Catalog } from '../storage/catalog.ts';
import { encodeDocument } from '../wire/codec.ts';

/** What a view is made of. */
export interface ViewDefinition {
  readonly viewOn: string;
  readonly pipeline: readonly Document[];
}

const DEPTH_MAX = 20;
/** Of the pipelines of all views within each other. */
const PIPELINE_BYTES_MAX = 16_000_000;

/** Throws GraphContainsCycle, ViewDepthLimitExceeded or ViewPipelineMaxSizeExceeded for a new or changed view. */
export function checkViewGraph(catalog: Catalog, database: string, name: string, definition: ViewDefinition): void {
  const views = new Map<string, ViewDefinition>(catalog.listViews(database).map((view) => [view.name, view]));
  views.set(name, definition);
  const measured = new Map<string, Measure>();
  // The views of the catalog stand in no circle, so each has its measure, and a circle runs through the new one.
  for (const view of views.keys()) {
    const { depth, bytes } = measure(view, views, measured, new Set());
    if (depth > DEPTH_MAX) {
      throw new EngineError(165, 'ViewDepthLimitExceeded', `View depth limit exceeded; maximum depth is ${DEPTH_MAX}`);
    }
    if (bytes > PIPELINE_BYTES_MAX) {
      const message = `The pipelines of views within each other take ${bytes} bytes; the limit is ${PIPELINE_BYTES_MAX}`;
      throw new EngineError(195, 'ViewPipelineMaxSizeExceeded', message);
    }
  }
}

interface Measure {
  readonly depth: number;
  readonly bytes: number;
}

const NOTHING: Measure = { depth: 0, bytes: 0 };

function measure(
  name: string,
  views: ReadonlyMap<string, ViewDefinition>,
  measured: Map<string, Measure>,
  above: ReadonlySet<string>,
): Measure {
  const view = views.get(name);
  if (view === undefined) return NOTHING;
  if (above.has(name)) {
    throw new EngineError(5, 'GraphContainsCycle', `View cycle detected: ${[...above, name].join(' => ')}`);
  }
  const known = measured.get(name);
  if (known !== undefined) return known;
  const { names, bytes } = readingOf(view);
  const below = [...names].map((other) => measure(other, views, measured, new Set([...above, name])));
  const result = {
    depth: 1 + Math.max(0, ...below.map(({ depth }) => depth)),
    bytes: bytes + Math.max(0, ...below.map((other) => other.bytes)),
  };
  measured.set(name, result);
  return result;
}

interface Reading {
  readonly names: ReadonlySet<string>;
  readonly bytes: number;
}

/** The pipeline of a view, encoded. */
export function pipelineBytes(view: ViewDefinition): number {
  return readingOf(view).bytes;
}

/** A view of the catalog is replaced, never changed. */
const readings = new WeakMap<ViewDefinition, Reading>();

function readingOf(view: ViewDefinition): Reading {
  const known = readings.get(view);
  if (known !== undefined) return known;
  const names = new Set([view.viewOn, ...view.pipeline.flatMap(namesInStage)]);
  const bytes = view.pipeline.reduce((sum, stage) => sum + encodeDocument(stage).length, 0);
  const reading = { names, bytes };
  readings.set(view, reading);
  return reading;
}

/** The collections and views that a stage reads beside its input. */
function namesInStage(stage: Document): string[] {
  const name = firstFieldName(stage) ?? '';
  const spec: unknown = stage[name];
  const operands = asDocument(spec) ?? {};
  switch (name) {
    case '$facet':
      return fieldValues(operands).flatMap(namesInPipeline);
    case '$unionWith':
      return [...texts(spec, operands.coll), ...namesInPipeline(operands.pipeline)];
    case '$lookup':
    case '$graphLookup':
      return [...texts(operands.from), ...namesInPipeline(operands.pipeline)];
    default:
      return [];
  }
}

function namesInPipeline(stages: unknown): string[] {
  return Array.isArray(stages) ? stages.flatMap((stage: unknown) => namesInStage(asDocument(stage) ?? {})) : [];
}

function texts(...values: readonly unknown[]): string[] {
  return values.filter((value) => typeof value === 'string');
}
