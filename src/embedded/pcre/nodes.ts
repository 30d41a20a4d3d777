/**
 * The parts of a parsed pattern. Options such as ignoring case are settled by the parser, so that no part depends on
 * another one's options.
 */
import type { CodePointSet } from './code-point-set.ts';

/** A group by number, or by a name that may be defined further on. */
export type GroupKey = number | string;

export type Assertion =
  | 'textStart'
  | 'textEnd'
  | 'textEndOrLastNewline'
  | 'lineStart'
  | 'lineEnd'
  | 'searchStart'
  | 'wordBoundary'
  | 'noWordBoundary'
  | 'wordStart'
  | 'wordEnd';

export type Greed = 'greedy' | 'lazy' | 'possessive';

export type Condition =
  | { readonly kind: 'group'; readonly group: GroupKey }
  /** Within a recursion, into the group if one is named; but if there is a group of the name `or`, whether it is set. */
  | { readonly kind: 'recursion'; readonly group: GroupKey | undefined; readonly or: string }
  | { readonly kind: 'constant'; readonly holds: boolean }
  | { readonly kind: 'look'; readonly look: LookNode };

export interface LookNode {
  readonly kind: 'look';
  readonly behind: boolean;
  readonly negative: boolean;
  /** Alternatives, each of which a lookbehind goes back for by its own length. */
  readonly branches: readonly Node[];
}

export interface RepeatNode {
  readonly kind: 'repeat';
  readonly body: Node;
  readonly min: number;
  readonly max: number;
  readonly greed: Greed;
}

export type Node =
  | { readonly kind: 'empty' }
  | { readonly kind: 'fail' }
  /** `\K`: what was matched so far is no part of the match. */
  | { readonly kind: 'keepOut' }
  | { readonly kind: 'character'; readonly codePoint: number }
  | { readonly kind: 'set'; readonly set: CodePointSet }
  | { readonly kind: 'assertion'; readonly assertion: Assertion; readonly word: CodePointSet }
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'choice'; readonly branches: readonly Node[] }
  | { readonly kind: 'capture'; readonly index: number; readonly body: Node }
  | { readonly kind: 'atomic'; readonly body: Node }
  | LookNode
  | RepeatNode
  | { readonly kind: 'reference'; readonly group: GroupKey; readonly ignoreCase: boolean }
  | { readonly kind: 'call'; readonly group: GroupKey }
  | { readonly kind: 'condition'; readonly test: Condition; readonly yes: Node; readonly no: Node };

export const EMPTY: Node = { kind: 'empty' };
/** The number of repetitions that has no upper bound. */
export const UNBOUNDED = Number.POSITIVE_INFINITY;

/** The nodes directly within a node. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'sequence':
      return node.items;
    case 'choice':
    case 'look':
      return node.branches;
    case 'capture':
    case 'atomic':
    case 'repeat':
      return [node.body];
    case 'condition':
      return node.test.kind === 'look' ? [node.test.look, node.yes, node.no] : [node.yes, node.no];
    default:
      return [];
  }
}
