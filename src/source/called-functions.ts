/** Which functions of the app a source calls through `context.functions.execute`. */
import type { Node, Program } from 'acorn';
import { childrenOf } from './syntax-tree.ts';

/** The plain names; 'any' as soon as one `execute` is used in another way than called with a string. */
export function findCalledFunctions(program: Program): readonly string[] | 'any' {
  const names = new Set<string>();
  return collect(program, names) ? [...names] : 'any';
}

/** False when a name cannot be read from the source. */
function collect(node: Node, names: Set<string>): boolean {
  if (node.type === 'CallExpression' && 'callee' in node && isExecute(node.callee)) {
    const callArguments: unknown = 'arguments' in node ? node.arguments : undefined;
    const name = Array.isArray(callArguments) ? readString(callArguments[0]) : undefined;
    if (name === undefined) return false;
    names.add(name);
    // The object before `.execute` and the arguments may hold further calls; the property itself is done.
    return childrenOf(node).every((child) =>
      child === node.callee ? collectObject(child, names) : collect(child, names),
    );
  }
  if (isExecute(node) || mentionsExecute(node)) return false;
  return childrenOf(node).every((child) => collect(child, names));
}

function collectObject(node: Node, names: Set<string>): boolean {
  return 'object' in node ? collect(node.object as Node, names) : true;
}

/** `….execute` or `…['execute']`. */
function isExecute(node: unknown): boolean {
  if (!isNode(node) || node.type !== 'MemberExpression' || !('property' in node)) return false;
  const { property } = node;
  if ('computed' in node && node.computed === true) return readString(property) === 'execute';
  return isNode(property) && 'name' in property && property.name === 'execute';
}

/** `execute` taken out by destructuring, or the functions object used with a computed property. */
function mentionsExecute(node: Node): boolean {
  if (node.type === 'Property')
    return 'key' in node && isNode(node.key) && 'name' in node.key && node.key.name === 'execute';
  if (node.type !== 'MemberExpression' || !('computed' in node) || node.computed !== true) return false;
  const object = 'object' in node ? node.object : undefined;
  return (
    isNode(object) &&
    object.type === 'MemberExpression' &&
    'property' in object &&
    isNode(object.property) &&
    'name' in object.property &&
    object.property.name === 'functions'
  );
}

function readString(node: unknown): string | undefined {
  if (!isNode(node) || node.type !== 'Literal' || !('value' in node)) return undefined;
  return typeof node.value === 'string' ? node.value : undefined;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}
