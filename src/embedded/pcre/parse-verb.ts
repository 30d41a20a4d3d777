/** `(*name`: lookarounds and atomic groups by their long names, and the verbs that steer backtracking. */
import { readAlternatives, readBody, readLook } from './group-body.ts';
import { unsupportedPattern } from './invalid-pattern.ts';
import type { LookNode } from './nodes.ts';
import { bare, item } from './parse-escape.ts';
import type { Item, PatternContext } from './pattern-context.ts';

const LOOKS: ReadonlyMap<string, { readonly behind: boolean; readonly negative: boolean }> = new Map([
  ['pla', { behind: false, negative: false }],
  ['positive_lookahead', { behind: false, negative: false }],
  ['nla', { behind: false, negative: true }],
  ['negative_lookahead', { behind: false, negative: true }],
  ['plb', { behind: true, negative: false }],
  ['positive_lookbehind', { behind: true, negative: false }],
  ['nlb', { behind: true, negative: true }],
  ['negative_lookbehind', { behind: true, negative: true }],
]);
const UNSUPPORTED =
  /^(?:ACCEPT|COMMIT|PRUNE|SKIP|THEN|MARK|sr|script_run|asr|atomic_script_run|napla|non_atomic_positive_lookahead|naplb|non_atomic_positive_lookbehind)?$/;

/** Reads the name, and the group that it begins, after the parenthesis. */
export function parseVerb(context: PatternContext): Item {
  const { reader } = context;
  const look = readNamedLook(context);
  if (look !== undefined) return item(look);
  // No verb may be repeated.
  if (reader.match(/\*(?:F|FAIL)(?::[^)]*)?\)/y)) return bare({ kind: 'fail' });
  const [, name = '', end] = reader.match(/\*([A-Za-z_]*)([:)])/y) ?? [];
  if (name === 'atomic' && end === ':') return item({ kind: 'atomic', body: readBody(context, readAlternatives) });
  if (end !== undefined && UNSUPPORTED.test(name)) throw unsupportedPattern(`(*${name}`);
  throw reader.invalid('(*VERB) not recognized or malformed');
}

/** Reads `*pla:` and so on with its body; leaves anything else unread. */
export function readNamedLook(context: PatternContext): LookNode | undefined {
  const { reader } = context;
  const start = reader.at;
  const kind = LOOKS.get(reader.match(/\*([a-z_]+):/y)?.[1] ?? '');
  if (kind !== undefined) return readLook(context, kind.behind, kind.negative);
  reader.at = start;
  return undefined;
}
