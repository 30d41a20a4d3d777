/** Walks a parsed source without knowing every kind of node. */
import type { Node } from 'acorn';

/** The nodes directly below a node, in source order of its fields. */
export function childrenOf(node: Node): Node[] {
  // Plain loops: this runs for every node of every source of an app.
  const children: Node[] = [];
  for (const value of Object.values(node)) {
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) children.push(item);
    } else if (isNode(value)) children.push(value);
  }
  return children;
}

/** A field that nodes of this type may have. */
export function fieldOf(node: Node, name: string): unknown {
  return Reflect.get(node, name);
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
