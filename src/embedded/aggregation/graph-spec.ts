/** Reads what a `$graphLookup` is given. */
import type { Document } from '../../bson/bson.ts';
import { asDocument, isNumeric } from '../../bson/bson-type.ts';
import { fieldNames, getField, hasField } from '../../bson/fields.ts';
import { failedToParse, locationError } from '../engine-error.ts';
import { parseFieldPath } from './field-path.ts';
import { typeName } from './scope.ts';
import { wholeLong } from './whole-number.ts';

export interface GraphSpec {
  readonly from: string;
  readonly startWith: unknown;
  readonly connectFromField: string;
  readonly connectToField: string;
  readonly as: readonly string[];
  readonly maxDepth: number;
  readonly depthField: readonly string[] | undefined;
  readonly restriction: Document | undefined;
}

const PATHS = ['as', 'connectFromField', 'connectToField', 'depthField'];
const FIELDS = new Set(['from', 'startWith', 'maxDepth', 'restrictSearchWithMatch', ...PATHS]);
const REQUIRED = ['from', 'as', 'startWith', 'connectFromField', 'connectToField'];

export function parseGraphLookup(spec: unknown): GraphSpec {
  const graph = asDocument(spec);
  if (graph === undefined) {
    throw failedToParse(`the $graphLookup stage specification must be an object, but found ${typeName(spec)}`);
  }
  if (!hasField(graph, 'from')) throw failedToParse("missing 'from' option to $graphLookup stage specification");
  if (typeof graph.from !== 'string') {
    throw failedToParse(`$graphLookup 'from' must be the name of a collection, found ${typeName(graph.from)}`);
  }
  const unknown = fieldNames(graph).find((name) => !FIELDS.has(name));
  if (unknown !== undefined) throw locationError(40_104, `Unknown argument to $graphLookup: ${unknown}`);
  for (const name of PATHS) checkText(name, getField(graph, name));
  const missing = REQUIRED.find((name) => !hasField(graph, name));
  if (missing !== undefined) throw locationError(40_105, `$graphLookup requires '${missing}' to be specified`);
  const path = (name: string) => parseFieldPath(String(getField(graph, name)));
  return {
    from: graph.from,
    startWith: graph.startWith,
    connectFromField: path('connectFromField').join('.'),
    connectToField: path('connectToField').join('.'),
    as: path('as'),
    maxDepth: parseMaxDepth(graph.maxDepth),
    depthField: hasField(graph, 'depthField') ? path('depthField') : undefined,
    restriction: parseRestriction(graph.restrictSearchWithMatch),
  };
}

function checkText(name: string, value: unknown): void {
  if (value === undefined || typeof value === 'string') return;
  throw locationError(40_103, `expected string as argument for ${name}, found: ${typeName(value)}`);
}

function parseMaxDepth(value: unknown): number {
  if (value === undefined) return Number.POSITIVE_INFINITY;
  if (!isNumeric(value)) throw locationError(40_100, `maxDepth requires numeric argument, found ${typeName(value)}`);
  const depth = wholeLong(value);
  if (depth === undefined) throw locationError(40_102, 'maxDepth could not be represented as a long long');
  if (depth < 0) throw locationError(40_101, `maxDepth requires a nonnegative argument, found: ${depth}`);
  return depth;
}

function parseRestriction(value: unknown): Document | undefined {
  if (value === undefined) return undefined;
  const filter = asDocument(value);
  if (filter !== undefined) return filter;
  throw locationError(40_185, `restrictSearchWithMatch must be an object, found ${typeName(value)}`);
}
