/** Chains of members and calls, such as `context.services.get("x").db("y")`, taken apart without recursion: they can be long. */
import type { Node } from 'acorn';
import { fieldOf, isNode } from './syntax-tree.ts';

export type ChainLink =
  | { readonly kind: 'member'; readonly name: string; readonly offset: number }
  /** A computed member whose name is not plain. */
  | { readonly kind: 'unknown'; readonly inside: Node }
  | { readonly kind: 'call'; readonly arguments: readonly Node[]; readonly offset: number };

export interface MemberChain {
  /** What the chain begins with: an identifier, or any other expression. */
  readonly root: Node;
  /** From left to right. */
  readonly links: readonly ChainLink[];
}

export function readChain(head: Node): MemberChain {
  const links: ChainLink[] = [];
  let node = head;
  for (;;) {
    const next = innerOf(node);
    if (next === undefined) return { root: node, links: links.reverse() };
    const link = linkOf(node);
    if (link !== undefined) links.push(link);
    node = next;
  }
}

/** The text of `"…"`, `'…'` and a template without expressions. */
export function readPlainString(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Literal') {
    const value = fieldOf(node, 'value');
    return typeof value === 'string' ? value : undefined;
  }
  if (node.type !== 'TemplateLiteral') return undefined;
  const parts = fieldOf(node, 'quasis');
  const [only, ...others] = Array.isArray(parts) ? parts.filter(isNode) : [];
  const value = only !== undefined && others.length === 0 ? fieldOf(only, 'value') : undefined;
  const isCooked = typeof value === 'object' && value !== null && 'cooked' in value;
  return isCooked && typeof value.cooked === 'string' ? value.cooked : undefined;
}

/** The part of a chain to the left of its last link. */
function innerOf(node: Node): Node | undefined {
  const field = INNER_FIELDS.get(node.type);
  const inner = field === undefined ? undefined : fieldOf(node, field);
  return isNode(inner) ? inner : undefined;
}

const INNER_FIELDS: ReadonlyMap<string, string> = new Map([
  ['MemberExpression', 'object'],
  ['CallExpression', 'callee'],
  ['ChainExpression', 'expression'],
]);

function linkOf(node: Node): ChainLink | undefined {
  if (node.type === 'MemberExpression') return memberOf(node);
  if (node.type !== 'CallExpression') return undefined;
  const found = fieldOf(node, 'arguments');
  const given = Array.isArray(found) ? found.filter(isNode) : [];
  return { kind: 'call', arguments: given, offset: given[0]?.start ?? node.start };
}

function memberOf(node: Node): ChainLink | undefined {
  const property = fieldOf(node, 'property');
  if (!isNode(property)) return undefined;
  const name = fieldOf(node, 'computed') === true ? readPlainString(property) : fieldOf(property, 'name');
  if (typeof name === 'string') return { kind: 'member', name, offset: property.start };
  return { kind: 'unknown', inside: property };
}
