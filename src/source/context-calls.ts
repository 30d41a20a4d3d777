/**
 * What a source uses of the objects and names that it is given: `context.http.post()`, `context.values.get("limit")`,
 * `require("x")`. Nothing is run and nothing is guessed: what only a run can tell is left out.
 */
import type { Node, Program } from 'acorn';
import { readChain, readPlainString } from './member-chain.ts';
import { parseScript } from './parse-script.ts';
import { childrenOf, fieldOf, isNode } from './syntax-tree.ts';
import { findVariables, type Variables } from './variables.ts';

export interface ContextUse {
  /** From left to right; the first step is a global name. */
  readonly steps: readonly UseStep[];
}

/** Offsets are those of a member's name and of a call's first argument. */
export type UseStep =
  | { readonly kind: 'member'; readonly name: string; readonly offset: number }
  /** `text` is the first argument, when it is a plain text. */
  | { readonly kind: 'call'; readonly text: string | undefined; readonly offset: number };

/**
 * The uses of the global names in `roots`, in order of appearance. Followed are variables that are assigned once
 * (`const http = context.http`, `const { db } = …`) and texts in such variables. Left out are uses through parameters,
 * properties of objects, conditional assignments and computed names; and of global names that the source itself assigns,
 * or tests with `typeof`, because it is then written for their absence. A source that the parser does not understand, or
 * that is nested too deeply for it, has no uses.
 */
export function listContextUses(text: string, roots: ReadonlySet<string>): ContextUse[] {
  try {
    return new UseFinder(parseScript(text), roots).uses;
  } catch {
    // Whether it compiles is the engine's verdict, and asked elsewhere; this is advice about sources that can be read.
    return [];
  }
}

/** A hostile source could make each variable a longer chain than the one before. */
const stepsMax = 32;

class UseFinder {
  readonly uses: ContextUse[];
  readonly #roots: ReadonlySet<string>;
  readonly #variables: Variables;
  readonly #resolved = new Map<Node, readonly UseStep[] | undefined>();

  constructor(program: Program, roots: ReadonlySet<string>) {
    this.#roots = roots;
    this.#variables = findVariables(program);
    const uses: ContextUse[] = [];
    const tested = new Set<unknown>();
    // With a list of what is left to do: sources nest deeper than calls can.
    const pending: Node[] = [program];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (!CHAIN_TYPES.has(node.type)) {
        const name = testedName(node);
        if (name !== undefined) tested.add(name);
        for (const child of childrenOf(node).reverse()) pending.push(child);
        continue;
      }
      const steps = this.#stepsOf(node);
      if (steps !== undefined) uses.push({ steps });
      for (const inner of listInside(node).reverse()) pending.push(inner);
    }
    this.uses = uses.filter(({ steps: [root] }) => root?.kind === 'member' && !tested.has(root.name));
  }

  #stepsOf(head: Node): readonly UseStep[] | undefined {
    const { root, links } = readChain(head);
    const start = this.#startOf(root);
    if (start === undefined) return undefined;
    const steps = [...start];
    for (const link of links) {
      if (link.kind === 'unknown' || steps.length >= stepsMax) return steps;
      if (link.kind === 'member') steps.push(link);
      else steps.push({ kind: 'call', text: this.#textOf(link.arguments[0]), offset: link.offset });
    }
    return steps;
  }

  /** What an identifier stands for. Each variable is resolved once; one that stands for itself stands for nothing. */
  #startOf(root: Node): readonly UseStep[] | undefined {
    if (root.type !== 'Identifier') return undefined;
    const name = String(fieldOf(root, 'name'));
    const variable = this.#variables.valueOf(root);
    if (variable === 'free') return this.#roots.has(name) ? [{ kind: 'member', name, offset: root.start }] : undefined;
    if (variable === undefined) return undefined;
    const { value, path } = variable;
    if (!this.#resolved.has(value)) {
      this.#resolved.set(value, undefined);
      this.#resolved.set(value, this.#stepsOf(value));
    }
    const steps = this.#resolved.get(value);
    return steps && [...steps, ...path.map((step): UseStep => ({ kind: 'member', ...step }))];
  }

  #textOf(node: Node | undefined): string | undefined {
    const text = readPlainString(node);
    if (text !== undefined || node?.type !== 'Identifier') return text;
    const variable = this.#variables.valueOf(node);
    if (variable === undefined || variable === 'free' || variable.path.length > 0) return undefined;
    return readPlainString(variable.value);
  }
}

const CHAIN_TYPES: ReadonlySet<string> = new Set([
  'Identifier',
  'MemberExpression',
  'CallExpression',
  'ChainExpression',
]);

/** The nodes inside a chain that are no part of it. */
function listInside(head: Node): Node[] {
  const { root, links } = readChain(head);
  const inside = links.flatMap((link) => {
    if (link.kind === 'member') return [];
    return link.kind === 'call' ? link.arguments : [link.inside];
  });
  return root.type === 'Identifier' ? inside : [...childrenOf(root), ...inside];
}

/** The `x` of `typeof x`. */
function testedName(node: Node): unknown {
  if (node.type !== 'UnaryExpression' || fieldOf(node, 'operator') !== 'typeof') return undefined;
  const tested = fieldOf(node, 'argument');
  return isNode(tested) && tested.type === 'Identifier' ? fieldOf(tested, 'name') : undefined;
}
