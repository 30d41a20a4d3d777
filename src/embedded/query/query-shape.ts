/** What queries have in common that differ in their values only, as hashes. They are this engine's own. */
import { createHash } from 'node:crypto';
import type { Document } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf, isNumeric } from '../../bson/bson-type.ts';
import { fieldEntries, firstFieldName } from '../../bson/fields.ts';
import { type FilterNode, filterTree } from './filter-tree.ts';

export interface ShapedQuery {
  readonly filter: Document;
  readonly sort?: Document | undefined;
  readonly projection?: Document | undefined;
  readonly collation?: Document | undefined;
  /** What else tells queries apart, such as the key of `distinct`. */
  readonly kind?: string;
  /** Stages of a pipeline after those that are part of the query. */
  readonly stages?: readonly Document[];
}

/** Queries with the same plan: values, and the order of conditions, are left out. Eight hexadecimal digits. */
export function planCacheShapeHash(query: ShapedQuery): string {
  return hash(planCacheShape(query)).slice(0, SHORT);
}

export function planCacheKey(query: ShapedQuery, indexes: readonly string[]): string {
  return hash(`${planCacheShape(query)}|${indexes.join()}`).slice(0, SHORT);
}

/** The same, without the chance that two shapes share it. */
export function planCacheShapeId(query: ShapedQuery): string {
  return hash(planCacheShape(query));
}

/** Queries that differ in values only. */
export function queryShapeHash({ filter, sort, projection, kind, stages = [] }: ShapedQuery): string {
  const whole = [kind, filterShape(filterTree(filter), VALUES_BY_TYPE), sort, projection];
  return hash(`${JSON.stringify(whole.map(plain))}|${stages.map((stage) => text(erased(stage))).join()}`);
}

const SHORT = 8;

function planCacheShape({
  filter,
  sort = {},
  projection = {},
  collation = {},
  kind,
  stages = [],
}: ShapedQuery): string {
  const parts = [kind ?? '', text(plain(collation)), filterShape(filterTree(filter), NO_VALUES), text(plain(sort))];
  const fields = fieldEntries(projection).map(([name, value]) => text([name, plain(value)]));
  return [...parts, fields.sort().join(), plannedStages(stages).join()].join('|');
}

/** The stages by which a server chooses a plan. */
const PLANNED_STAGES = new Set([
  '$bucket',
  '$count',
  '$densify',
  '$group',
  '$lookup',
  '$project',
  '$replaceRoot',
  '$replaceWith',
  '$setWindowFields',
  '$sort',
  '$sortByCount',
]);

function plannedStages(stages: readonly Document[]): string[] {
  const end = stages.findIndex((stage) => !PLANNED_STAGES.has(firstFieldName(stage) ?? ''));
  return (end === -1 ? stages : stages.slice(0, end)).map((stage) => text(erased(stage)));
}

/** How a shape tells of values and of the order of conditions. */
interface Detail {
  readonly ordered: boolean;
  value(operator: string, operand: unknown): string;
  expression(operand: unknown): string;
}

const NO_VALUES: Detail = {
  ordered: false,
  value: (operator, operand) => (operator === '$in' && distinctCount(operand) === 1 ? '$eq' : operator),
  expression: () => '',
};

const VALUES_BY_TYPE: Detail = {
  ordered: true,
  value: (operator, operand) => `${operator}:${valueShape(operator, operand)}`,
  expression: (operand) => text(erased(operand)),
};

function filterShape(node: FilterNode, detail: Detail): string {
  switch (node.kind) {
    case 'and':
    case 'or':
    case 'nor': {
      const children = node.children.map((child) => filterShape(child, detail));
      return `${node.kind}[${(detail.ordered ? children : children.sort()).join()}]`;
    }
    case 'not':
      return `not[${filterShape(node.child, detail)}]`;
    case 'element':
      return `element ${JSON.stringify(node.path)}[${filterShape(node.child, detail)}]`;
    case 'condition':
      return `${JSON.stringify(node.path)} ${detail.value(node.operator, node.operand)}`;
    case 'regex':
      return `${JSON.stringify(node.path)} ${detail.value('$regex', '')}`;
    case 'document':
      return `${node.operator} ${node.operator === '$expr' ? detail.expression(node.operand) : text(plain(node.operand))}`;
  }
}

function valueShape(operator: string, operand: unknown): string {
  if (operator === '$type') return text(plain(operand));
  return text(erased(operand));
}

function distinctCount(members: unknown): number {
  return Array.isArray(members) ? new Set(members.map((member) => text(plain(member)))).size : 0;
}

/** A value by its type; field names, operators and field paths stay. */
function erased(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith('$') ? value : '?string';
  if (Array.isArray(value)) return erasedArray(value);
  const document = asDocument(value);
  if (document !== undefined) return fieldEntries(document).map(([name, field]) => [name, erased(field)]);
  return isNumeric(value) ? '?number' : `?${bsonTypeOf(value)}`;
}

/** However many values of one type there are. */
function erasedArray(array: readonly unknown[]): unknown {
  const elements = array.map(erased);
  if (!elements.every((element) => typeof element === 'string' && element.startsWith('?'))) return elements;
  return `?array<${[...new Set(elements)].join()}>`;
}

/** The whole value, in a form that JSON keeps apart. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  const document = asDocument(value);
  if (document !== undefined) return fieldEntries(document).map(([name, field]) => [name, plain(field)]);
  return `${value === undefined ? '' : bsonTypeOf(value)} ${String(value)}`;
}

function text(value: unknown): string {
  return JSON.stringify(value);
}

function hash(shape: string): string {
  return createHash('sha256').update(shape).digest('hex').toUpperCase();
}
