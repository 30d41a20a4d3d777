/** Where things are in a JSON text that is valid and not too deep: keys, values, repeated keys, numbers that lose digits. */
import { type AnyNode, iterator, type MemberNode, type ObjectNode, parse, type ValueNode } from '@humanwhocodes/momoa';
import type { Issue } from './issue.ts';
import { createIssue } from './issue-codes.ts';
import type { Position } from './text.ts';

export type JsonPath = readonly (string | number)[];

export interface JsonPositions {
  /** Start of the value at a path; of the nearest part above it that exists when the path does not. */
  ofValue(path: JsonPath): Position;
  /** Start of the key itself, for issues that are about the key and not about its value. */
  ofKey(path: JsonPath): Position;
}

/** Parses at the first question, and once: a file may have many issues, and most have none. */
export function createPositions(text: string): JsonPositions {
  let root: ValueNode | undefined;
  const startOfValue = (path: JsonPath): Position => {
    root ??= parse(text).body;
    let node = root;
    for (const step of path) {
      const next = childOf(node, step);
      if (next === undefined) break;
      node = next;
    }
    return startOf(node);
  };
  return {
    ofValue: startOfValue,
    ofKey(path) {
      root ??= parse(text).body;
      let node: ValueNode | undefined = root;
      for (const step of path.slice(0, -1)) node = node && childOf(node, step);
      const member = node?.type === 'Object' ? memberOf(node, path.at(-1) ?? '') : undefined;
      return member === undefined ? startOfValue(path) : startOf(member);
    },
  };
}

export function toJsonPointer(path: JsonPath): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

export function findDuplicateKey(file: string, text: string): Issue | undefined {
  for (const node of nodesOf(text)) {
    if (node.type !== 'Object') continue;
    const seen = new Map<string, MemberNode>();
    for (const member of node.members) {
      const key = nameOf(member);
      const first = seen.get(key);
      if (first !== undefined) {
        const { line: firstLine, column: firstColumn } = startOf(first);
        return createIssue('DuplicateKey', { file, ...startOf(member) }, { key, firstLine, firstColumn });
      }
      seen.set(key, member);
    }
  }
  return undefined;
}

/** Whole numbers beyond 2^53 and numbers beyond the range of doubles. A large number written as 1e300 is meant as it is. */
export function findImpreciseNumber(file: string, text: string): Issue | undefined {
  for (const node of nodesOf(text)) {
    if (node.type !== 'Number') continue;
    const number = text.slice(node.loc.start.offset, node.loc.end.offset);
    const loses = /^-?\d+$/.test(number) && !Number.isSafeInteger(Number(number));
    if (loses || !Number.isFinite(Number(number))) {
      return createIssue('NumberOutOfRange', { file, ...startOf(node) }, { number });
    }
  }
  return undefined;
}

/** A text or key with half a surrogate pair: it stands for no character, and would be stored as another text than it is. */
export function findIllFormedText(file: string, text: string): Issue | undefined {
  for (const node of nodesOf(text)) {
    if (node.type === 'String' && !node.value.isWellFormed()) {
      return createIssue('IllFormedText', { file, ...startOf(node) }, { found: JSON.stringify(node.value) });
    }
  }
  return undefined;
}

function* nodesOf(text: string): Generator<AnyNode> {
  for (const { node, phase } of iterator(parse(text))) if (phase === 'enter') yield node as AnyNode;
}

function childOf(node: ValueNode, step: string | number): ValueNode | undefined {
  if (node.type === 'Array') return node.elements[Number(step)]?.value;
  return node.type === 'Object' ? memberOf(node, step)?.value : undefined;
}

function memberOf({ members }: ObjectNode, step: string | number): MemberNode | undefined {
  return members.find((member) => nameOf(member) === String(step));
}

function nameOf(member: MemberNode): string {
  return member.name.type === 'String' ? member.name.value : member.name.name;
}

function startOf(node: AnyNode): Position {
  const { line, column } = node.loc.start;
  return { line, column };
}
