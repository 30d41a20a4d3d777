/** A parenthesis and what it opens. */
import { readAlternatives, readBody, readBranchReset, readLook } from './group-body.ts';
import { unsupportedPattern } from './invalid-pattern.ts';
import { EMPTY, type Node } from './nodes.ts';
import { parseConditional } from './parse-condition.ts';
import { bare, checkedName, item, parseCallTarget, referenceTo } from './parse-escape.ts';
import { parseVerb } from './parse-verb.ts';
import type { Item, PatternContext } from './pattern-context.ts';
import { readOptionLetters } from './pattern-options.ts';

const CALLOUT_NUMBER_MAX = 255;

/** Reads a group, the parenthesis of which is read already. */
export function parseGroup(context: PatternContext): Item {
  const { reader } = context;
  if (reader.match(/(?=\*[A-Za-z_:])/y)) return parseVerb(context);
  if (!reader.take('?'))
    return item(context.options.namedCapturesOnly ? readBody(context, readAlternatives) : parseCapture(context));
  const name = reader.match(/(?:P?<(?![=!])|')/y);
  if (name !== undefined) return item(parseNamedCapture(context, name[0].endsWith('<') ? '>' : "'"));
  const look = reader.match(/(<?)([=!])/y);
  if (look !== undefined) return item(readLook(context, look[1] === '<', look[2] === '!'));
  if (reader.take(':')) return item(readBody(context, readAlternatives));
  if (reader.take('>')) return item({ kind: 'atomic', body: readBody(context, readAlternatives) });
  if (reader.take('|')) return item(readBody(context, readBranchReset));
  if (reader.take('(')) return item(parseConditional(context));
  if (reader.take('C')) return bare(parseCallout(context));
  if (reader.match(/(?=<?\*)/y)) throw unsupportedPattern('non-atomic lookaround');
  return parseReferenceGroup(context) ?? parseOptionGroup(context);
}

function parseCapture(context: PatternContext): Node {
  const index = context.groups.open();
  return { kind: 'capture', index, body: readBody(context, readAlternatives) };
}

function parseNamedCapture(context: PatternContext, terminator: string): Node {
  const { reader, groups } = context;
  const end = reader.source.indexOf(terminator, reader.at);
  const name = checkedName(reader, reader.source.slice(reader.at, end === -1 ? reader.at : end));
  reader.at = end + 1;
  const index = groups.open();
  if (!groups.setName(name, index)) throw reader.invalid('two named groups have the same name');
  return { kind: 'capture', index, body: readBody(context, readAlternatives) };
}

/** A place where PCRE2 would call a function of the program that uses it; there is none. */
function parseCallout({ reader }: PatternContext): Node {
  if (reader.match(/(?=[`'"^%#${])/y)) throw unsupportedPattern('callout with a text');
  const number = reader.match(/(\d*)\)/y)?.[1];
  if (number === undefined || Number(number) > CALLOUT_NUMBER_MAX) throw reader.invalid('malformed callout');
  return EMPTY;
}

/** Groups that are a reference or a call: `(?P=name)`, `(?P>name)`, `(?&name)`, `(?R)`, `(?1)`. */
function parseReferenceGroup(context: PatternContext): Item | undefined {
  const { reader } = context;
  const reference = reader.match(/P=([^)]*)\)/y)?.[1];
  if (reference !== undefined) return item(referenceTo(context, checkedName(reader, reference)));
  const named = reader.match(/(?:P>|&)([^)]*)\)/y)?.[1];
  if (named !== undefined) return item(parseCallTarget(context, checkedName(reader, named)));
  if (reader.take('R)')) return item(parseCallTarget(context, '0'));
  const numbered = reader.match(/([+-]?\d+)\)/y)?.[1];
  return numbered === undefined ? undefined : item(parseCallTarget(context, numbered));
}

/** Options alone hold for the rest of the group around them; with a colon for a group of their own. */
function parseOptionGroup(context: PatternContext): Item {
  const { reader, options } = context;
  readOptionLetters(context);
  if (reader.take(')')) return bare(EMPTY);
  reader.expect(':', 'missing ) after option letters');
  const body = readBody(context, readAlternatives);
  context.options = options;
  return item(body);
}
