/** What the identifiers of a source stand for: a global name, or the one expression that a variable is ever given. */
import type { Node, Program } from 'acorn';
import type { Reference, Variable } from 'eslint-scope';
import { readPlainString } from './member-chain.ts';
import { findScopes } from './scopes.ts';
import { fieldOf, isNode } from './syntax-tree.ts';

export interface AssignedValue {
  readonly value: Node;
  /** Names that a pattern takes out of the value: `c` for `const { c } = value`. */
  readonly path: readonly NameInPattern[];
}

export interface NameInPattern {
  readonly name: string;
  readonly offset: number;
}

export interface Variables {
  /**
   * `free` for a name that the source neither declares nor assigns. Undefined when it cannot be told: a parameter, a variable
   * that is assigned again, or an identifier that reads no variable, such as the name of a property.
   */
  valueOf(identifier: Node): AssignedValue | 'free' | undefined;
}

export function findVariables(program: Program): Variables {
  const manager = findScopes(program);
  const globals = manager.globalScope?.set;
  const variables = new Map<unknown, Variable | string>();
  const writes = new Map<Variable | string, Reference[]>();
  for (const scope of manager.scopes) {
    for (const reference of scope.references) {
      const { name } = reference.identifier;
      // The scope library leaves names of the top level open, because other scripts could declare them too.
      const variable = reference.resolved ?? globals?.get(name) ?? name;
      if (reference.isRead()) variables.set(reference.identifier, variable);
      if (!reference.isWrite()) continue;
      const known = writes.get(variable);
      if (known === undefined) writes.set(variable, [reference]);
      else known.push(reference);
    }
  }
  return {
    valueOf(identifier) {
      const variable = variables.get(identifier);
      if (variable === undefined) return undefined;
      const [first, ...others] = writes.get(variable) ?? [];
      if (typeof variable === 'string') return first === undefined ? 'free' : undefined;
      return first?.init && others.length === 0 ? initialValue(variable) : undefined;
    },
  };
}

function initialValue({ defs, name }: Variable): AssignedValue | undefined {
  const [definition, ...others] = defs;
  const declarator: unknown = definition?.type === 'Variable' ? definition.node : undefined;
  if (!isNode(declarator) || others.length > 0) return undefined;
  // A loop variable has none: it is given the parts of what is looped over.
  const value = fieldOf(declarator, 'init');
  const pattern = fieldOf(declarator, 'id');
  if (!isNode(value) || !isNode(pattern)) return undefined;
  const path = findInPattern(pattern, name);
  return path && { value, path };
}

/** The names that lead to the variable. Undefined for one that is in a list, a rest or has a default. */
function findInPattern(pattern: Node, variable: string): NameInPattern[] | undefined {
  if (pattern.type === 'Identifier') return fieldOf(pattern, 'name') === variable ? [] : undefined;
  const properties = pattern.type === 'ObjectPattern' ? fieldOf(pattern, 'properties') : undefined;
  if (!Array.isArray(properties)) return undefined;
  for (const property of properties.filter(isNode)) {
    const [key, value] = [fieldOf(property, 'key'), fieldOf(property, 'value')];
    const inner = isNode(value) ? findInPattern(value, variable) : undefined;
    if (!isNode(key) || inner === undefined) continue;
    const plain = key.type === 'Identifier' && fieldOf(property, 'computed') !== true;
    const name = plain ? fieldOf(key, 'name') : readPlainString(key);
    return typeof name === 'string' ? [{ name, offset: key.start }, ...inner] : undefined;
  }
  return undefined;
}
