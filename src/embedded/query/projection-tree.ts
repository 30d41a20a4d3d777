/** A projection as a tree by path segments: what becomes of each field, and of the fields below it. */
import type { Expression } from '../aggregation/scope.ts';

/** What becomes of a field's value. */
export type Transform = (value: unknown) => unknown;

export type Leaf =
  | { readonly kind: 'flag'; readonly include: boolean }
  | { readonly kind: 'computed'; readonly evaluate: Expression }
  | { readonly kind: 'transform'; readonly transform: Transform }
  /** The element that the filter matched, of the first array on the path. */
  | { readonly kind: 'position' };

export interface ProjectionNode {
  readonly flags: Map<string, boolean>;
  readonly children: Map<string, ProjectionNode>;
  readonly computed: Map<string, Expression>;
  readonly transforms: Map<string, Transform>;
  readonly positions: Set<string>;
  /** Children and computed fields in the order written. */
  readonly order: string[];
  /** Whether a computed field is here or below. */
  computes: boolean;
  /** Whether the path of the positional operator ends here or below. */
  positional: boolean;
}

export function emptyNode(): ProjectionNode {
  return {
    flags: new Map(),
    children: new Map(),
    computed: new Map(),
    transforms: new Map(),
    positions: new Set(),
    order: [],
    computes: false,
    positional: false,
  };
}

/** Two paths of which one is the beginning of the other: `below` when the shorter one is there already. */
export type Collision = 'below' | 'above';

/** Undefined when the leaf has its place. */
export function insertLeaf(root: ProjectionNode, segments: readonly string[], leaf: Leaf): Collision | undefined {
  let node = root;
  for (const segment of segments.slice(0, -1)) {
    if (isTaken(node, segment)) return 'below';
    markWay(node, leaf);
    node = childOf(node, segment);
  }
  const name = segments.at(-1) ?? '';
  if (isTaken(node, name) || node.children.has(name)) return 'above';
  markWay(node, leaf);
  placeLeaf(node, name, leaf);
  return undefined;
}

/** Whether something is said of the path itself or of what is below it. */
export function hasPath(root: ProjectionNode, segments: readonly string[]): boolean {
  let node: ProjectionNode | undefined = root;
  for (const segment of segments.slice(0, -1)) node = node?.children.get(segment);
  const name = segments.at(-1) ?? '';
  return node !== undefined && (isTaken(node, name) || node.children.has(name));
}

function markWay(node: ProjectionNode, leaf: Leaf): void {
  if (leaf.kind === 'computed') node.computes = true;
  if (leaf.kind === 'position') node.positional = true;
}

function placeLeaf(node: ProjectionNode, name: string, leaf: Leaf): void {
  switch (leaf.kind) {
    case 'flag':
      node.flags.set(name, leaf.include);
      return;
    case 'transform':
      node.transforms.set(name, leaf.transform);
      return;
    case 'position':
      node.positions.add(name);
      return;
    case 'computed':
      node.computed.set(name, leaf.evaluate);
      node.order.push(name);
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

function isTaken(node: ProjectionNode, name: string): boolean {
  return node.flags.has(name) || node.computed.has(name) || node.transforms.has(name) || node.positions.has(name);
}
