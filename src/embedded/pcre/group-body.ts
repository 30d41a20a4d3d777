/** What stands between a group's parentheses. */
import type { LookNode, Node } from './nodes.ts';
import type { PatternContext } from './pattern-context.ts';

/** As many parentheses within each other as PCRE2 takes. */
const NESTED_PARENTHESES_MAX = 250;

/** Reads a group's body and its end; options that are set within it end with it. */
export function readBody<T>(context: PatternContext, read: (context: PatternContext) => T): T {
  const { options, reader } = context;
  context.depth += 1;
  if (context.depth > NESTED_PARENTHESES_MAX) throw reader.invalid('parentheses are too deeply nested');
  const body = read(context);
  context.depth -= 1;
  context.options = options;
  reader.expect(')', 'missing closing parenthesis');
  return body;
}

export function readAlternatives(context: PatternContext): Node {
  return choiceOf(readBranches(context));
}

export function readBranches(context: PatternContext): readonly Node[] {
  const branches: Node[] = [];
  do branches.push(context.parseBranch());
  while (context.reader.take('|'));
  return branches;
}

/** Alternatives whose groups have the same numbers in each. */
export function readBranchReset(context: PatternContext): Node {
  const { groups, reader } = context;
  const first = groups.count;
  let most = first;
  const branches: Node[] = [];
  do {
    groups.count = first;
    branches.push(context.parseBranch());
    most = Math.max(most, groups.count);
  } while (reader.take('|'));
  groups.count = most;
  return choiceOf(branches);
}

export function readLook(context: PatternContext, behind: boolean, negative: boolean): LookNode {
  context.lookDepth += 1;
  const branches = readBody(context, readBranches);
  context.lookDepth -= 1;
  return { kind: 'look', behind, negative, branches };
}

export function choiceOf(branches: readonly Node[]): Node {
  const [only] = branches;
  return branches.length === 1 && only !== undefined ? only : { kind: 'choice', branches };
}
