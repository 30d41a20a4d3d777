/** The stage `$graphLookup`: the documents of another collection that are reached from a document, step by step. */
import { type Document, Long } from '../../../bson/bson.ts';
import { EMPTY_ARRAY } from '../../../bson/compare.ts';
import { hasField } from '../../../bson/fields.ts';
import { keyText } from '../../../bson/key-encoding.ts';
import { getPathValues } from '../../../bson/paths.ts';
import { weightOf } from '../../../bson/weight.ts';
import { locationError } from '../../engine-error.ts';
import { compileFilter, type Filter } from '../../query/filter.ts';
import { type Matcher, someValueAt } from '../../query/path-walk.ts';
import { compileExpression } from '../expression.ts';
import { type GraphSpec, parseGraphLookup } from '../graph-spec.ts';
import { type MatchesOfValues, matchesOfValues } from '../matches-of-values.ts';
import { Memory } from '../memory.ts';
import { withNestedField } from '../nested-field.ts';
import { compileNested } from '../nested-pipeline.ts';
import { rootScope } from '../scope.ts';
import type { PipelineCompiler, Stage, StageOptions } from '../stage.ts';

export function compileGraphLookup(spec: unknown, options: StageOptions, compilePipeline: PipelineCompiler): Stage {
  const graph = parseGraphLookup(spec);
  const start = compileExpression(graph.startWith, options);
  const nested = compileNested('$graphLookup', graph.from, [], options, compilePipeline);
  const search: Search = {
    graph,
    matches: matchesOfValues(nested, graph.connectToField, options),
    isConnected: someValueAt(graph.connectToField, 'whole', (value) => value !== undefined),
    restriction: graph.restriction === undefined ? undefined : compileFilter(graph.restriction, options),
    bytesMax: options.groupBytesMax ?? Number.POSITIVE_INFINITY,
  };
  return function* joined(documents) {
    for (const document of documents) {
      yield withNestedField(document, graph.as, reached(search, startValues(start(rootScope(document)))));
    }
  };
}

/** A missing value leads nowhere, null to what has null. */
function startValues(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

interface Search {
  readonly graph: GraphSpec;
  readonly matches: MatchesOfValues;
  /** Whether a document has the field at all: to a match, a missing one is null. */
  readonly isConnected: Matcher;
  readonly restriction: Filter | undefined;
  readonly bytesMax: number;
}

/** Breadth first; each document once, by its `_id`, and each value once. */
function reached(
  { graph, matches, isConnected, restriction, bytesMax }: Search,
  start: readonly unknown[],
): readonly Document[] {
  const memory = new Memory(bytesMax);
  const found: Document[] = [];
  const seen = new Set<string>();
  const asked = new Set<string>();
  let frontier = unasked(asked, start);
  for (let depth = 0; frontier.length > 0 && depth <= graph.maxDepth; depth += 1) {
    const next: unknown[] = [];
    for (const document of matches(frontier)) {
      if (!isConnected(document) || restriction?.matches(document) === false) continue;
      const id = idOf(document, graph);
      if (seen.has(id)) continue;
      seen.add(id);
      if (Number.isFinite(bytesMax)) memory.keep(weightOf(document, bytesMax) + id.length);
      if (memory.isExceeded) throw tooLarge(bytesMax);
      const result = withDepth(document, graph.depthField, depth);
      found.push(result);
      for (const value of getPathValues(result, graph.connectFromField)) next.push(value);
    }
    frontier = unasked(
      asked,
      next.filter((value) => value !== undefined && value !== EMPTY_ARRAY),
    );
  }
  return found;
}

function idOf(document: Document, { from }: GraphSpec): string {
  if (hasField(document, '_id')) return keyText(document._id);
  throw locationError(40_271, `Documents of ${from} must have an _id, by which $graphLookup knows them`);
}

function unasked(asked: Set<string>, values: readonly unknown[]): readonly unknown[] {
  return values.filter((value) => {
    const key = keyText(value);
    if (asked.has(key)) return false;
    asked.add(key);
    return true;
  });
}

function withDepth(document: Document, path: readonly string[] | undefined, depth: number): Document {
  return path === undefined ? document : withNestedField(document, path, Long.fromNumber(depth));
}

function tooLarge(bytesMax: number): Error {
  return locationError(40_099, `$graphLookup reached maximum memory consumption of ${bytesMax} bytes`);
}
