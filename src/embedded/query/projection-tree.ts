/** Reads a projection into a tree by path segments, and decides whether it includes or excludes. */
import type { Document } from '../../bson/bson.ts';
import { asDocument, isNumeric } from '../../bson/bson-type.ts';
import { fieldCount, fieldEntries, fieldNames } from '../../bson/fields.ts';
import { splitPath } from '../../bson/paths.ts';
import { compileExpression, isKnownOperator, isOperatorDocument } from '../aggregation/expression.ts';
import { type Expression, type ExpressionOptions, isTruthy } from '../aggregation/scope.ts';
import { locationError } from '../engine-error.ts';
import { checkPathLength } from '../path-length.ts';
import { compileTransform, positionalTransform, type Transform } from './projection-transforms.ts';

export interface ProjectionNode {
  readonly names: Set<string>;
  readonly children: Map<string, ProjectionNode>;
  readonly computed: Map<string, Expression>;
  readonly transforms: Map<string, Transform>;
  /** Children and computed fields in the order written. */
  readonly order: string[];
  /** Whether a computed field is here or below. */
  computes: boolean;
}

export interface ParsedProjection {
  readonly kind: 'inclusion' | 'exclusion';
  readonly root: ProjectionNode;
  readonly usesPosition: boolean;
}

export type ProjectionPlace = 'find' | 'stage' | 'add-fields';

type Leaf =
  | { readonly kind: 'flag'; readonly path: string; readonly include: boolean }
  | { readonly kind: 'computed'; readonly path: string; readonly evaluate: Expression }
  | { readonly kind: 'transform'; readonly path: string; readonly transform: Transform; readonly includes: boolean };

export function parseProjection(
  projection: Document,
  place: ProjectionPlace,
  options: ExpressionOptions,
): ParsedProjection {
  const leaves = fieldEntries(projection).flatMap(([name, spec]) => parseField(name, spec, place, options));
  const kind = place === 'add-fields' ? 'exclusion' : decideKind(leaves);
  const root = emptyNode();
  const mentionsId = leaves.some((leaf) => leaf.path === '_id' || leaf.path.startsWith('_id.'));
  if (kind === 'inclusion' && !mentionsId) root.names.add('_id');
  for (const leaf of leaves) insertLeaf(root, leaf, kind);
  const usesPosition = fieldNames(projection).some((name) => name.endsWith('.$'));
  if (usesPosition && kind === 'exclusion') {
    throw locationError(31_395, 'positional projection cannot be used with exclusion');
  }
  return { kind, root, usesPosition };
}

function parseField(path: string, spec: unknown, place: ProjectionPlace, options: ExpressionOptions): Leaf[] {
  checkPath(path);
  if (place === 'find' && path.endsWith('.$')) {
    return [{ kind: 'transform', path: path.slice(0, -2), transform: positionalTransform, includes: true }];
  }
  if (path.split('.').some((segment) => segment.startsWith('$'))) {
    throw locationError(16_410, `FieldPath field names may not start with '$'. Found: ${path}`);
  }
  if (place !== 'add-fields' && (typeof spec === 'boolean' || isNumeric(spec))) {
    return [{ kind: 'flag', path, include: isTruthy(spec) }];
  }
  const document = asDocument(spec);
  if (document === undefined) return [{ kind: 'computed', path, evaluate: compileExpression(spec, options) }];
  if (isOperatorDocument(document)) return [operatorLeaf(path, document, place, options)];
  if (fieldCount(document) === 0) {
    if (place === 'add-fields') return [{ kind: 'computed', path, evaluate: () => ({}) }];
    throw locationError(51_270, `An empty sub-projection is not a valid value. Found empty object at path ${path}`);
  }
  return fieldEntries(document).flatMap(([name, inner]) => parseField(`${path}.${name}`, inner, place, options));
}

function operatorLeaf(path: string, document: Document, place: ProjectionPlace, options: ExpressionOptions): Leaf {
  const transform = place === 'find' ? compileTransform(path, document, options) : undefined;
  if (transform === undefined) {
    const [name = ''] = fieldNames(document);
    if (place !== 'add-fields' && !isKnownOperator(name)) throw locationError(31_325, `Unknown expression ${name}`);
    return { kind: 'computed', path, evaluate: compileExpression(document, options) };
  }
  return { kind: 'transform', path, ...transform };
}

function checkPath(path: string): void {
  const segments = path.split('.');
  checkPathLength(segments);
  if (segments.includes('')) {
    throw locationError(40_352, 'FieldPath cannot be constructed with empty string');
  }
}

/**
 * The first field that says so decides, `_id` only when it is alone. A `$slice` by itself keeps the other fields;
 * everything else that is computed, `$elemMatch` and `$` make an inclusion.
 */
function decideKind(leaves: readonly Leaf[]): 'inclusion' | 'exclusion' {
  const others = leaves.filter((leaf) => leaf.path !== '_id');
  const flags = others.filter((leaf) => leaf.kind === 'flag');
  const [first] = flags;
  const kind = first === undefined ? kindWithoutFlags(leaves, others) : first.include ? 'inclusion' : 'exclusion';
  for (const flag of flags) {
    if (flag.include === (kind === 'inclusion')) continue;
    throw kind === 'inclusion'
      ? locationError(31_254, `Cannot do exclusion on field ${flag.path} in inclusion projection`)
      : locationError(31_253, `Cannot do inclusion on field ${flag.path} in exclusion projection`);
  }
  const computed = others.find((leaf) => leaf.kind === 'computed');
  if (kind === 'exclusion' && computed !== undefined) {
    throw locationError(31_252, `Cannot use an expression in an exclusion projection: ${computed.path}`);
  }
  return kind;
}

function kindWithoutFlags(leaves: readonly Leaf[], others: readonly Leaf[]): 'inclusion' | 'exclusion' {
  if (others.some((leaf) => leaf.kind === 'computed' || (leaf.kind === 'transform' && leaf.includes)))
    return 'inclusion';
  const id = leaves.find((leaf) => leaf.path === '_id');
  if (id === undefined) return 'exclusion';
  return id.kind === 'flag' && !id.include ? 'exclusion' : 'inclusion';
}

function insertLeaf(root: ProjectionNode, leaf: Leaf, kind: 'inclusion' | 'exclusion'): void {
  const segments = splitPath(leaf.path);
  const last = segments.at(-1) ?? '';
  let node = root;
  for (const segment of segments.slice(0, -1)) {
    if (isTaken(node, segment)) throw collision(leaf.path);
    if (leaf.kind === 'computed') node.computes = true;
    node = childOf(node, segment);
  }
  if (isTaken(node, last) || node.children.has(last)) throw collision(leaf.path);
  placeLeaf(node, last, leaf, kind);
}

function placeLeaf(node: ProjectionNode, name: string, leaf: Leaf, kind: 'inclusion' | 'exclusion'): void {
  switch (leaf.kind) {
    case 'flag':
      // `_id: 0` in an inclusion is the absence of its name, `_id: 1` in an exclusion too.
      if (leaf.include === (kind === 'inclusion')) node.names.add(name);
      return;
    case 'transform':
      node.transforms.set(name, leaf.transform);
      return;
    case 'computed':
      node.computed.set(name, leaf.evaluate);
      node.order.push(name);
      node.computes = true;
  }
}

function childOf(node: ProjectionNode, name: string): ProjectionNode {
  const known = node.children.get(name);
  if (known !== undefined) return known;
  const child = emptyNode();
  node.children.set(name, child);
  node.order.push(name);
  return child;
}

function emptyNode(): ProjectionNode {
  return {
    names: new Set(),
    children: new Map(),
    computed: new Map(),
    transforms: new Map(),
    order: [],
    computes: false,
  };
}

function isTaken(node: ProjectionNode, name: string): boolean {
  return node.names.has(name) || node.computed.has(name) || node.transforms.has(name);
}

function collision(path: string): Error {
  return locationError(31_249, `Path collision at ${path}`);
}
