/** How many code points a node matches: exactly, for lookbehinds, and at least, for loops that must move on. */
import { InvalidPattern } from './invalid-pattern.ts';
import { childrenOf, type GroupKey, type Node } from './nodes.ts';
import type { GroupTable } from './pattern-context.ts';

/** Each group's node by its number; of several in a branch reset group the first. */
export type GroupNodes = ReadonlyMap<number, Node>;

export function groupNodesOf(node: Node): GroupNodes {
  const nodes = new Map<number, Node>();
  const visit = (inner: Node): void => {
    if (inner.kind === 'capture' && !nodes.has(inner.index)) nodes.set(inner.index, inner);
    for (const child of childrenOf(inner)) visit(child);
  };
  visit(node);
  return nodes;
}

export class Lengths {
  readonly #groups: GroupTable;
  readonly #nodes: GroupNodes;
  /** Groups that are being measured: one that calls itself has no fixed length. */
  readonly #open = new Set<number>();
  /** Groups are measured once, for each may call others more than once. */
  readonly #measured = new Map<number, number | undefined>();

  constructor(groups: GroupTable, nodes: GroupNodes) {
    this.#groups = groups;
    this.#nodes = nodes;
  }

  /** Between these two, what is measured stands within the group, and so cannot call it. */
  enter(group: number): void {
    this.#open.add(group);
    this.#measured.clear();
  }

  leave(group: number): void {
    this.#open.delete(group);
    this.#measured.clear();
  }

  /** The length of a lookbehind's alternative, which PCRE2 wants to be fixed. */
  fixedLength(node: Node): number {
    const length = this.#fixed(node);
    if (length === undefined) throw new InvalidPattern('lookbehind assertion is not fixed length', 0);
    return length;
  }

  #fixed(node: Node): number | undefined {
    switch (node.kind) {
      case 'character':
      case 'set':
        return 1;
      case 'sequence':
        return node.items.reduce<number | undefined>((sum, item) => plus(sum, this.#fixed(item)), 0);
      case 'choice':
        return this.#common(node.branches);
      case 'capture':
      case 'atomic':
        return this.#fixed(node.body);
      case 'repeat': {
        // However often, a look ahead matches nothing.
        if (node.body.kind === 'look' && !node.body.behind) return 0;
        const length = node.min === node.max ? this.#fixed(node.body) : undefined;
        return length === undefined ? undefined : length * node.min;
      }
      case 'condition':
        return this.#common([node.yes, node.no]);
      case 'reference':
      case 'call':
        return this.#fixedGroup(node.group);
      default:
        return 0;
    }
  }

  #common(branches: readonly Node[]): number | undefined {
    const [first, ...others] = branches.map((branch) => this.#fixed(branch));
    return others.every((length) => length === first) ? first : undefined;
  }

  #fixedGroup(group: GroupKey): number | undefined {
    const index = this.#groups.find(group) ?? 0;
    const node = this.#nodes.get(index);
    if (node === undefined || this.#open.has(index)) return undefined;
    if (this.#measured.has(index)) return this.#measured.get(index);
    this.#open.add(index);
    const length = this.#fixed(node);
    this.#open.delete(index);
    this.#measured.set(index, length);
    return length;
  }
}

/** A lower bound of the length of what a node matches. */
export function leastLength(node: Node): number {
  switch (node.kind) {
    case 'character':
    case 'set':
      return 1;
    case 'sequence':
      return node.items.reduce((sum, item) => sum + leastLength(item), 0);
    case 'choice':
      return Math.min(...node.branches.map(leastLength));
    case 'capture':
    case 'atomic':
      return leastLength(node.body);
    case 'repeat':
      return node.min === 0 ? 0 : leastLength(node.body) * node.min;
    case 'condition':
      return Math.min(leastLength(node.yes), leastLength(node.no));
    default:
      return 0;
  }
}

function plus(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}
