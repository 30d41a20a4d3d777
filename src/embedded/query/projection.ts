/**
 * Compiles a projection, of a find as of `$project` and `$addFields`. It keeps named fields or drops them, through
 * arrays, and may add computed ones; kept fields stay in the document's order, computed fields follow.
 */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldNames, getField, removeField, setField } from '../../bson/fields.ts';
import { type Expression, type ExpressionOptions, rootScope, type Scope } from '../aggregation/scope.ts';
import { parseAddedFields } from './added-fields.ts';
import { compileFilter } from './filter.ts';
import { type ParsedProjection, type ProjectionKind, parseExclusion, parseProjection } from './projection-spec.ts';
import { checkPositionalFilter, matchedElement } from './projection-transforms.ts';
import type { ProjectionNode } from './projection-tree.ts';

export type Projector = (document: Document) => Document;

/** A find's projection; `filter` tells which element a positional `$` means. */
export function compileProjection(
  projection: Document,
  filter: Document = {},
  options: ExpressionOptions = {},
): Projector {
  const parsed = parseProjection(projection, 'find', options);
  if (!parsed.root.positional) return projector(parsed);
  checkPositionalFilter(filter);
  const { matchedIndex } = compileFilter(filter, options);
  return projector(parsed, matchedIndex);
}

/** The stage `$project`. */
export function compileProjectStage(spec: Document, options: ExpressionOptions): Projector {
  return projector(parseProjection(spec, 'stage', options));
}

/** The stage `$unset`. */
export function compileUnsetStage(paths: readonly string[]): Projector {
  return projector(parseExclusion(paths));
}

/** The stages `$addFields` and `$set`: everything is kept, fields in place, new ones last. */
export function compileAddFieldsStage(spec: Document, options: ExpressionOptions): Projector {
  return projector({ kind: 'exclusion', root: parseAddedFields(spec, options) });
}

function projector(
  { kind, root }: ParsedProjection,
  matchedIndex?: (document: Document) => number | undefined,
): Projector {
  return (document) => {
    const scope = rootScope(document);
    const kept = keepFields({ kind, matched: matchedIndex?.(document), picked: false }, root, document);
    return root.computes ? addComputed(scope, root, kept) : kept;
  };
}

interface Run {
  readonly kind: ProjectionKind;
  readonly matched: number | undefined;
  /** Whether the matched element was picked further up: it is that of the first array on the path. */
  readonly picked: boolean;
}

function keepFields(run: Run, node: ProjectionNode, document: Document): Document {
  const result: Document = {};
  for (const name of fieldNames(document)) {
    const value = keepField(run, node, name, getField(document, name));
    if (value !== DROPPED) setField(result, name, value);
  }
  return result;
}

const DROPPED = Symbol('dropped');

function keepField(run: Run, node: ProjectionNode, name: string, value: unknown): unknown {
  const include = node.flags.get(name);
  if (include !== undefined) return include ? value : DROPPED;
  const child = node.children.get(name);
  if (child !== undefined) return keepBelow(run, child, value);
  const transform = node.transforms.get(name);
  if (transform !== undefined) return transform(value);
  if (node.positions.has(name)) return Array.isArray(value) && !run.picked ? matchedElement(value, run.matched) : value;
  return run.kind === 'inclusion' ? DROPPED : value;
}

/** Within arrays each document is projected; an inclusion drops what is no document, an exclusion keeps it. */
function keepBelow(run: Run, node: ProjectionNode, value: unknown): unknown {
  if (Array.isArray(value)) {
    const picks = node.positional && !run.picked;
    const inner = picks ? { ...run, picked: true } : run;
    const kept = (picks ? matchedElement(value, run.matched) : value).map((element) => keepBelow(inner, node, element));
    // An element that gets a computed field stays, as a document of that field.
    if (node.computes) return kept.map((element) => (element === DROPPED ? undefined : element));
    return kept.filter((element) => element !== DROPPED);
  }
  const document = asDocument(value);
  if (document !== undefined) return keepFields(run, node, document);
  return run.kind === 'inclusion' ? DROPPED : value;
}

/** The document is fresh at this level; values below it may be shared and are copied before they change. */
function addComputed(scope: Scope, node: ProjectionNode, document: Document): Document {
  for (const name of node.order) {
    const evaluate = node.computed.get(name);
    if (evaluate !== undefined) {
      setComputed(document, name, evaluate, scope);
      continue;
    }
    const child = node.children.get(name);
    if (child?.computes) setField(document, name, addComputedBelow(scope, child, getField(document, name)));
  }
  return document;
}

function setComputed(document: Document, name: string, evaluate: Expression, scope: Scope): void {
  const value = evaluate(scope);
  if (value === undefined) removeField(document, name);
  else setField(document, name, value);
}

/** A dotted computed field goes into every element of an array, and takes the place of a value that is no document. */
function addComputedBelow(scope: Scope, node: ProjectionNode, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => addComputedBelow(scope, node, element));
  return addComputed(scope, node, { ...asDocument(value) });
}
