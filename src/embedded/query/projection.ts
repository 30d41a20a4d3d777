/**
 * Compiles a projection, of a find as of `$project` and `$addFields`. It keeps named fields or drops them, through
 * arrays, and may add computed ones; kept fields stay in the document's order, computed fields follow.
 */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldNames, getField, removeField, setField } from '../../bson/fields.ts';
import { type Expression, type ExpressionOptions, rootScope, type Scope } from '../aggregation/scope.ts';
import { compileFilter } from './filter.ts';
import type { Transform } from './projection-transforms.ts';
import { type ProjectionNode, parseProjection } from './projection-tree.ts';

export type Projector = (document: Document) => Document;

/** A find's projection; `filter` tells which element a positional `$` means. */
export function compileProjection(
  projection: Document,
  filter: Document = {},
  options: ExpressionOptions = {},
): Projector {
  const parsed = parseProjection(projection, 'find', options);
  const project = applyTree(parsed.kind, parsed.root);
  if (!parsed.usesPosition) return (document) => project(document, document, undefined);
  const { matchedIndex } = compileFilter(filter, options);
  return (document) => project(document, document, matchedIndex(document));
}

/** The stage `$project`. */
export function compileProjectStage(spec: Document, options: ExpressionOptions): Projector {
  const parsed = parseProjection(spec, 'stage', options);
  const project = applyTree(parsed.kind, parsed.root);
  return (document) => project(document, document, undefined);
}

/** The stages `$addFields` and `$set`: everything is kept, fields in place, new ones last. */
export function compileAddFieldsStage(spec: Document, options: ExpressionOptions): Projector {
  const { root } = parseProjection(spec, 'add-fields', options);
  const project = applyTree('exclusion', root);
  return (document) => project(document, document, undefined);
}

type Apply = (document: Document, root: Document, matched: number | undefined) => Document;

function applyTree(kind: 'inclusion' | 'exclusion', tree: ProjectionNode): Apply {
  return (document, root, matched) => {
    const scope = rootScope(root);
    const kept = keepFields({ kind, scope, matched }, tree, document);
    return tree.computes ? addComputed(scope, tree, kept) : kept;
  };
}

interface Run {
  readonly kind: 'inclusion' | 'exclusion';
  readonly scope: Scope;
  readonly matched: number | undefined;
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
  const child = node.children.get(name);
  if (child !== undefined) return keepBelow(run, child, value);
  const transform = node.transforms.get(name);
  if (transform !== undefined) return transformed(run, transform, value);
  const named = node.names.has(name);
  return named === (run.kind === 'inclusion') ? value : DROPPED;
}

/** Within arrays each document is projected; an inclusion drops what is no document, an exclusion keeps it. */
function keepBelow(run: Run, node: ProjectionNode, value: unknown): unknown {
  if (Array.isArray(value)) {
    const kept = value.map((element) => keepBelow(run, node, element));
    // An element that gets a computed field stays, as a document of that field.
    if (node.computes) return kept.map((element) => (element === DROPPED ? undefined : element));
    return kept.filter((element) => element !== DROPPED);
  }
  const document = asDocument(value);
  if (document !== undefined) return keepFields(run, node, document);
  return run.kind === 'inclusion' ? DROPPED : value;
}

function transformed(run: Run, transform: Transform, value: unknown): unknown {
  const result = transform(value, run.matched);
  return result === undefined ? DROPPED : result;
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
