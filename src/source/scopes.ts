/** The scopes of a parsed source, for sources that can be told in good time. */
import type { Node, Program } from 'acorn';
import { analyze, type ScopeManager } from 'eslint-scope';
import { childrenOf } from './syntax-tree.ts';

/**
 * Throws a RangeError for a source whose names are nested so deeply that they would fill the memory: the scope library hands
 * each name that a scope does not know to the scope around it, in a list of its own.
 */
export function findScopes(program: Program): ScopeManager {
  if (countHandedNames(program) > handedNamesMax) throw new RangeError('too many names, nested too deeply');
  // The library reads the same ESTree shape; the two packages only name its types differently.
  return analyze(program as Parameters<typeof analyze>[0], { ecmaVersion: 2024, sourceType: 'script' });
}

/** A real bundle of a megabyte has a million. */
const handedNamesMax = 5_000_000;

function countHandedNames(program: Program): number {
  let count = 0;
  const pending: Array<{ readonly node: Node; readonly depth: number }> = [{ node: program, depth: 1 }];
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    const { node, depth } = item;
    if (node.type === 'Identifier') count += depth;
    const inner = SCOPE_TYPE.test(node.type) ? depth + 1 : depth;
    for (const child of childrenOf(node)) pending.push({ node: child, depth: inner });
  }
  return count;
}

const SCOPE_TYPE = /Function|Class|^(?:Block|For|Switch|With|Catch|StaticBlock)/;
