/** Which functions of the app a source calls through `context.functions.execute`. */
import type { Node, Program } from 'acorn';
import { childrenOf, fieldOf, isNode } from './syntax-tree.ts';

/**
 * The plain names; 'any' as soon as `context` is used in another way than reading one of its plain properties, and its
 * functions in another way than `context.functions.execute('name', …)`: an alias could call whatever it likes.
 */
export function findCalledFunctions(program: Program): readonly string[] | 'any' {
  const names = new Set<string>();
  return collect(program, names) ? [...names] : 'any';
}

/** False when a name cannot be read from the source. */
function collect(node: Node, names: Set<string>): boolean {
  if (node.type === 'Identifier') {
    const name = fieldOf(node, 'name');
    return name !== 'context' && name !== 'eval';
  }
  if (isExecuteCall(node)) {
    const [first, ...others] = listArguments(node);
    const name = readString(first);
    if (name === undefined) return false;
    names.add(name);
    return others.every((other) => collect(other, names));
  }
  const property = contextProperty(node);
  if (property !== undefined) return property !== 'functions';
  return evaluatedChildren(node).every((child) => collect(child, names));
}

/** Without the names that are no variables: `a.name`, `{ name: 1 }`, `class { name() {} }`. */
function evaluatedChildren(node: Node): Node[] {
  const field = NAMING_FIELDS.get(node.type);
  if (field === undefined || fieldOf(node, 'computed') === true) return childrenOf(node);
  const naming = fieldOf(node, field);
  return childrenOf(node).filter((child) => child !== naming);
}

const NAMING_FIELDS: ReadonlyMap<string, string> = new Map([
  ['MemberExpression', 'property'],
  ['Property', 'key'],
  ['MethodDefinition', 'key'],
  ['PropertyDefinition', 'key'],
]);

/** `context.functions.execute(…)`. */
function isExecuteCall(node: Node): boolean {
  if (node.type !== 'CallExpression') return false;
  const callee = fieldOf(node, 'callee');
  if (!isNode(callee) || propertyName(callee) !== 'execute') return false;
  const object = fieldOf(callee, 'object');
  return isNode(object) && contextProperty(object) === 'functions';
}

/** The property that the node reads of `context`, when it does that and the name is plain. */
function contextProperty(node: Node): string | undefined {
  const name = propertyName(node);
  const object = name === undefined ? undefined : fieldOf(node, 'object');
  const isContext = isNode(object) && object.type === 'Identifier' && fieldOf(object, 'name') === 'context';
  return isContext ? name : undefined;
}

/** `….name` or `…['name']`. */
function propertyName(node: Node): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  const property = fieldOf(node, 'property');
  if (fieldOf(node, 'computed') === true) return readString(property);
  const name = isNode(property) ? fieldOf(property, 'name') : undefined;
  return typeof name === 'string' ? name : undefined;
}

function listArguments(node: Node): Node[] {
  const found = fieldOf(node, 'arguments');
  return Array.isArray(found) ? found.filter(isNode) : [];
}

function readString(node: unknown): string | undefined {
  if (!isNode(node) || node.type !== 'Literal') return undefined;
  const value = fieldOf(node, 'value');
  return typeof value === 'string' ? value : undefined;
}
