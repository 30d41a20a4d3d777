/** A filter, which has been found to be well-formed, as a tree of conditions; for telling of it, not for matching. */
import type { Document } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf } from '../../bson/bson-type.ts';
import { regexParts } from '../../bson/compare.ts';
import { fieldEntries, firstFieldName } from '../../bson/fields.ts';
import { isExistsFalse } from './field-condition.ts';
import { operatorsOf } from './operator-document.ts';
import { parseRegexOperand, type RegexSource } from './regex.ts';
import { typesOf } from './type-aliases.ts';

export type FilterNode =
  | { readonly kind: 'and' | 'or' | 'nor'; readonly children: readonly FilterNode[] }
  | { readonly kind: 'not'; readonly child: FilterNode }
  /** One element fulfils all: its fields, or itself. */
  | { readonly kind: 'element'; readonly path: string; readonly on: 'fields' | 'value'; readonly child: FilterNode }
  | { readonly kind: 'condition'; readonly path: string; readonly operator: string; readonly operand: unknown }
  | { readonly kind: 'regex'; readonly path: string; readonly source: RegexSource }
  /** Of the whole document. */
  | { readonly kind: 'document'; readonly operator: string; readonly operand: unknown };

export function filterTree(filter: Document): FilterNode {
  return and(fieldEntries(filter).flatMap(([name, operand]) => clauseNodes(name, operand)));
}

/** One condition stands by itself, and a conjunction within another is part of it. */
export function and(children: readonly FilterNode[]): FilterNode {
  const flat = children.flatMap((child) => (child.kind === 'and' ? child.children : [child]));
  const [only] = flat;
  return only !== undefined && flat.length === 1 ? only : { kind: 'and', children: flat };
}

const BRANCHES: ReadonlyMap<string, 'or' | 'nor'> = new Map([
  ['$or', 'or'],
  ['$nor', 'nor'],
]);

function clauseNodes(name: string, operand: unknown): readonly FilterNode[] {
  if (!name.startsWith('$')) return [fieldNode(name, operand)];
  if (name === '$comment') return [];
  if (name === '$and') return branchesOf(operand);
  const kind = BRANCHES.get(name);
  if (kind === undefined) return [{ kind: 'document', operator: name, operand }];
  const children = branchesOf(operand);
  const [only] = children;
  return only !== undefined && kind === 'or' && children.length === 1 ? [only] : [{ kind, children }];
}

function branchesOf(operand: unknown): readonly FilterNode[] {
  return (Array.isArray(operand) ? operand : []).map((branch) => filterTree(asDocument(branch) ?? {}));
}

function fieldNode(path: string, operand: unknown): FilterNode {
  const operators = operatorsOf(operand);
  if (operators !== undefined) return and(operatorNodes(path, operators));
  if (bsonTypeOf(operand) !== 'regex') return { kind: 'condition', path, operator: '$eq', operand };
  return { kind: 'regex', path, source: regexParts(operand) };
}

function operatorNodes(path: string, operators: Document): FilterNode[] {
  return fieldEntries(operators).flatMap(
    ([operator, operand]) => operatorNode(path, operator, operand, operators) ?? [],
  );
}

function operatorNode(path: string, operator: string, operand: unknown, siblings: Document): FilterNode | undefined {
  const condition = (name: string, value: unknown): FilterNode => ({
    kind: 'condition',
    path,
    operator: name,
    operand: value,
  });
  switch (operator) {
    case '$options':
    case '$comment':
      return undefined;
    case '$ne':
      return not(condition('$eq', operand));
    case '$nin':
      return not(condition('$in', operand));
    case '$not':
      return not(fieldNode(path, operand));
    case '$exists':
      return isExistsFalse(operand) ? not(condition('$exists', true)) : condition('$exists', true);
    case '$regex':
      return { kind: 'regex', path, source: parseRegexOperand(siblings) };
    case '$type':
      return condition('$type', typesOf(operand));
    case '$all':
      return and((Array.isArray(operand) ? operand : []).map((member) => memberNode(path, member)));
    case '$elemMatch':
      return elementNode(path, asDocument(operand) ?? {});
    default:
      return condition(operator, operand);
  }
}

function not(child: FilterNode): FilterNode {
  return { kind: 'not', child };
}

function memberNode(path: string, member: unknown): FilterNode {
  const document = asDocument(member);
  if (document !== undefined && firstFieldName(document) === '$elemMatch') {
    return elementNode(path, asDocument(document.$elemMatch) ?? {});
  }
  return { kind: 'condition', path, operator: '$eq', operand: member };
}

function elementNode(path: string, conditions: Document): FilterNode {
  const first = firstFieldName(conditions);
  const isLogical = first === '$and' || BRANCHES.has(first ?? '');
  if (operatorsOf(conditions) === undefined || isLogical) {
    return { kind: 'element', path, on: 'fields', child: filterTree(conditions) };
  }
  return { kind: 'element', path, on: 'value', child: and(operatorNodes('', conditions)) };
}
