/** A filter as it was understood: each condition by itself, with its operator. */
import { type Document, Int32 } from '../../bson/bson.ts';
import { compareValues } from '../../bson/compare.ts';
import { setField } from '../../bson/fields.ts';
import { type FilterNode, filterTree } from './filter-tree.ts';
import type { RegexSource } from './regex.ts';
import { numberOfType } from './type-aliases.ts';

export function parsedQuery(filter: Document): Document {
  return printNode(filterTree(filter));
}

function printNode(node: FilterNode): Document {
  switch (node.kind) {
    case 'and':
      return node.children.length === 0 ? {} : { $and: node.children.map(printNode) };
    case 'or':
    case 'nor':
      return { [`$${node.kind}`]: node.children.map(printNode) };
    case 'document':
      return { [node.operator]: node.operand };
    case 'condition':
      return field(node.path, printCondition(node.operator, node.operand));
    case 'regex':
      return field(node.path, printRegex(node.source));
    case 'element':
      return field(node.path, {
        $elemMatch: node.on === 'fields' ? printNode(node.child) : valueOperators(node.child),
      });
    case 'not':
      return printNot(node.child);
  }
}

function printNot(child: FilterNode): Document {
  if (child.kind === 'condition') return field(child.path, { $not: printCondition(child.operator, child.operand) });
  if (child.kind === 'regex') return field(child.path, { $not: printRegex(child.source) });
  if (child.kind !== 'and') return { $nor: [printNode(child)] };
  const [first] = child.children;
  return first?.kind === 'condition' || first?.kind === 'regex'
    ? field(first.path, { $not: valueOperators(child) })
    : { $nor: child.children.map(printNode) };
}

/** Operators on one value, whose path is known already. */
function valueOperators(node: FilterNode): Document {
  if (node.kind === 'condition') return printCondition(node.operator, node.operand);
  if (node.kind === 'regex') return printRegex(node.source);
  if (node.kind === 'not') return { $not: valueOperators(node.child) };
  if (node.kind === 'and') return Object.assign({}, ...node.children.map(valueOperators));
  return printNode(node);
}

function printCondition(operator: string, operand: unknown): Document {
  if (operator === '$type' && Array.isArray(operand)) {
    return { $type: operand.map((type) => new Int32(numberOfType(type))) };
  }
  if (operator === '$in' && Array.isArray(operand)) return printMembers(operand);
  return { [operator]: operand };
}

function printRegex({ pattern, options }: RegexSource): Document {
  return { $regex: pattern, ...(options === '' ? {} : { $options: options }) };
}

function printMembers(members: readonly unknown[]): Document {
  const sorted = members.toSorted(compareValues);
  const distinct = sorted.filter((member, at) => at === 0 || compareValues(member, sorted[at - 1]) !== 0);
  return distinct.length === 1 ? { $eq: distinct[0] } : { $in: distinct };
}

function field(path: string, condition: Document): Document {
  const document: Document = {};
  setField(document, path, condition);
  return document;
}
