/** What a source does with names: which globals it makes, and whether it can reach the global object itself. Pure. */
import type { Node, Program } from 'acorn';
import type { Reference, Scope } from 'eslint-scope';
import { findCalledFunctions } from './called-functions.ts';
import { parseScript } from './parse-script.ts';
import { findScopes } from './scopes.ts';
import { childrenOf, fieldOf, isNode } from './syntax-tree.ts';

export interface SourceAnalysis {
  /** Names assigned without a declaration in sloppy code: globals of the old platform, fresh in every call. */
  readonly implicitGlobals: readonly string[];
  /** Names of the top-level declarations, in order of appearance. */
  readonly declaredNames: readonly string[];
  /**
   * Uses `eval`, `Function`, `globalThis` or a `this` that can be the global object, or extends a built-in as in
   * `Math.half = …`: cannot share a realm.
   */
  readonly needsFreshRealm: boolean;
  /** Assigns or declares `exports`. */
  readonly assignsExports: boolean;
  /** What it passes to `functions.execute`; 'any' when a name is not a plain string in the source. */
  readonly calledFunctions: readonly string[] | 'any';
}

/** `text` must compile (`findSyntaxError`). What the parser cannot follow gets the careful answer: a realm of its own. */
export function analyzeSource(text: string): SourceAnalysis {
  try {
    return describe(parseScript(text));
  } catch {
    // Newer syntax, deeper nesting, or a shape that the scope library does not know: the engine's verdict stands.
    return NOT_UNDERSTOOD;
  }
}

/** Syntax newer than the parser, or nested deeper than it can recurse. */
const NOT_UNDERSTOOD: SourceAnalysis = {
  implicitGlobals: [],
  declaredNames: [],
  needsFreshRealm: true,
  assignsExports: true,
  calledFunctions: 'any',
};

function describe(program: Program): SourceAnalysis {
  const scope = findScopes(program).globalScope;
  if (scope === null) return NOT_UNDERSTOOD;
  const declaredNames = scope.variables.map((variable) => variable.name);
  const free = scope.through.filter((reference) => !scope.set.has(reference.identifier.name));
  const freeNames = new Set(free.map((reference) => reference.identifier.name));
  const implicitGlobals = new Set(free.filter(createsGlobal).map((reference) => reference.identifier.name));
  return {
    implicitGlobals: [...implicitGlobals],
    declaredNames,
    needsFreshRealm:
      REALM_NAMES.some((name) => freeNames.has(name)) ||
      usesGlobalThis(program) ||
      extendsBuiltIn(program, (name) => BUILT_INS.has(name) && freeNames.has(name)),
    assignsExports: scope.set.has('exports') || implicitGlobals.has('exports'),
    calledFunctions: findCalledFunctions(program),
  };
}

/** Names through which code reaches the global object or compiles more code. */
const REALM_NAMES = ['eval', 'Function', 'globalThis'] as const;

/** Constructors and namespaces of the language, which are frozen where calls share a realm. */
const BUILT_INS: ReadonlySet<string> = new Set(
  Object.getOwnPropertyNames(globalThis).filter(
    (name) => /^[A-Z]/.test(name) && isObjectLike(Reflect.get(globalThis, name)),
  ),
);

function isObjectLike(value: unknown): boolean {
  return typeof value === 'function' || (typeof value === 'object' && value !== null);
}

function createsGlobal(reference: Reference): boolean {
  const scope: Scope = reference.from;
  return reference.isWrite() && !scope.isStrict;
}

/** Whether some `this` is evaluated where it can be the global object: outside strict code and class bodies. */
function usesGlobalThis(program: Program): boolean {
  return visit(program, hasStrictDirective(program));
}

function visit(node: Node, strict: boolean): boolean {
  if (strict) return false;
  if (node.type === 'ThisExpression') return true;
  // A class body is strict as a whole; its heritage and computed keys are too.
  if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') return false;
  const body = fieldOf(node, 'body');
  const inner = isFunction(node) && isNode(body) && hasStrictDirective(body);
  return childrenOf(node).some((child) => visit(child, inner));
}

/** Whether `Name.property` is assigned for a name that is a built-in. Prototypes are not frozen and may be extended. */
function extendsBuiltIn(node: Node, isBuiltIn: (name: string) => boolean): boolean {
  const target = node.type === 'AssignmentExpression' ? fieldOf(node, 'left') : undefined;
  const object = isNode(target) && target.type === 'MemberExpression' ? fieldOf(target, 'object') : undefined;
  const name = isNode(object) && object.type === 'Identifier' ? fieldOf(object, 'name') : undefined;
  if (typeof name === 'string' && isBuiltIn(name)) return true;
  return childrenOf(node).some((child) => extendsBuiltIn(child, isBuiltIn));
}

function isFunction(node: Node): boolean {
  return (
    node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression'
  );
}

function hasStrictDirective(node: Node): boolean {
  const statements = fieldOf(node, 'body');
  if (!Array.isArray(statements)) return false;
  return statements.some((statement) => 'directive' in statement && statement.directive === 'use strict');
}
