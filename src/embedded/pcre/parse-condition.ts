/** `(?(condition)yes|no)`. */
import { readBody, readBranches, readLook } from './group-body.ts';
import { unsupportedPattern } from './invalid-pattern.ts';
import { type Condition, EMPTY, type Node } from './nodes.ts';
import { checkedName, mentionGroup, relativeNumber } from './parse-escape.ts';
import { readNamedLook } from './parse-verb.ts';
import type { PatternContext } from './pattern-context.ts';

/** Reads what follows `(?(`. */
export function parseConditional(context: PatternContext): Node {
  const { reader } = context;
  const definesOnly = reader.sees('DEFINE)');
  const test = readCondition(context);
  const branches = readBody(context, readBranches);
  const [yes = EMPTY, no = EMPTY] = branches;
  if (branches.length > (definesOnly ? 1 : 2)) {
    throw reader.invalid(`a conditional group has more than ${definesOnly ? 'one branch' : 'two branches'}`);
  }
  return { kind: 'condition', test, yes, no };
}

function readCondition(context: PatternContext): Condition {
  const { reader } = context;
  const look = reader.match(/\?(<?)([=!])/y);
  if (look !== undefined) return { kind: 'look', look: readLook(context, look[1] === '<', look[2] === '!') };
  const named = readNamedLook(context);
  if (named !== undefined) return { kind: 'look', look: named };
  if (reader.sees('?')) throw reader.invalid('assertion expected after (?( or (?(?C)');
  if (reader.take('DEFINE)')) return { kind: 'constant', holds: false };
  if (reader.sees('VERSION')) throw unsupportedPattern('condition (?(VERSION');
  const recursion = reader.match(/R(?:&([^)]*)|(\d*))\)/y);
  return recursion === undefined ? readGroupCondition(context) : recursionCondition(context, recursion);
}

function recursionCondition(context: PatternContext, [, name, digits = '']: RegExpExecArray): Condition {
  const or = `R${digits}`;
  if (name === undefined && digits === '') return { kind: 'recursion', group: undefined, or };
  const group = name === undefined ? Number(digits) : checkedName(context.reader, name);
  mentionGroup(context, group);
  return { kind: 'recursion', group, or };
}

function readGroupCondition(context: PatternContext): Condition {
  const { reader } = context;
  const found = reader.match(/<([^>)]*)>\)|'([^')]*)'\)|([^)]*)\)/y);
  const name = found?.[1] ?? found?.[2];
  const text = name ?? found?.[3];
  if (text === undefined) throw reader.invalid('missing closing parenthesis for condition');
  const group = (name === undefined ? relativeNumber(context, text) : undefined) ?? checkedName(reader, text);
  if (group === 0) throw reader.invalid('invalid condition (?(0)');
  mentionGroup(context, group);
  return { kind: 'group', group };
}
