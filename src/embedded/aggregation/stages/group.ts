/** The stage `$group`: documents of equal `_id` expressions are gathered, groups in the order of their first document. */
import type { Document } from '../../../bson/bson.ts';
import { asDocument } from '../../../bson/bson-type.ts';
import { fieldCount, fieldEntries, fieldNames, hasField, setField } from '../../../bson/fields.ts';
import { encodeKey } from '../../../bson/key-encoding.ts';
import { EngineError, locationError, notImplemented } from '../../engine-error.ts';
import { ACCUMULATORS, type Accumulator, type AccumulatorFactory } from '../accumulators.ts';
import { compileExpression } from '../expression.ts';
import { KNOWN_ACCUMULATORS } from '../known-names.ts';
import { Memory } from '../memory.ts';
import { type Expression, type ExpressionOptions, rootScope } from '../scope.ts';
import type { Stage, StageOptions } from '../stage.ts';

interface GroupField {
  readonly name: string;
  readonly evaluate: Expression;
  readonly create: AccumulatorFactory;
}

interface Group {
  readonly id: unknown;
  readonly accumulators: readonly Accumulator[];
}

/** A group's own objects, and those of each of its accumulators, in bytes. */
const GROUP_BYTES = 256;
const ACCUMULATOR_BYTES = 128;

export function compileGroup(spec: unknown, options: StageOptions): Stage {
  const document = asDocument(spec);
  if (document === undefined) throw locationError(15_947, "a group's fields must be specified in an object");
  if (!hasField(document, '_id')) throw locationError(15_955, 'a group specification must include an _id');
  const evaluateId = compileExpression(document._id, options);
  const fields = fieldEntries(document)
    .filter(([name]) => name !== '_id')
    .map(([name, accumulator]) => compileField(name, accumulator, options));
  return function* grouped(documents) {
    const groups = new Map<string, Group>();
    const memory = new Memory(options.groupBytesMax ?? Number.POSITIVE_INFINITY, groupTooLarge);
    for (const input of documents) {
      const scope = rootScope(input);
      const group = findGroup(groups, evaluateId(scope), fields, memory);
      for (const [index, field] of fields.entries()) group.accumulators[index]?.add(field.evaluate(scope));
    }
    for (const group of groups.values()) yield groupDocument(group, fields);
  };
}

/** MongoDB's answer to a group that may not use the disk. */
function groupTooLarge(bytesMax: number): EngineError {
  return new EngineError(146, 'ExceededMemoryLimit', `$group used more than ${bytesMax} bytes of memory: gather less`);
}

function compileField(name: string, spec: unknown, options: ExpressionOptions): GroupField {
  if (name.includes('.')) throw locationError(40_235, `The field name '${name}' cannot contain '.'`);
  if (name.startsWith('$')) throw locationError(40_236, `The field name '${name}' cannot be an operator name`);
  const accumulator = asDocument(spec);
  const [operator, ...others] = fieldNames(accumulator ?? {});
  if (accumulator === undefined || operator === undefined || !operator.startsWith('$')) {
    throw locationError(40_234, `The field '${name}' must be an accumulator object`);
  }
  if (others.length > 0) throw locationError(40_238, `The field '${name}' must specify one accumulator`);
  const create = ACCUMULATORS.get(operator);
  if (create === undefined) {
    if (KNOWN_ACCUMULATORS.has(operator)) throw notImplemented(`accumulator ${operator}`);
    throw locationError(15_952, `unknown group operator '${operator}'`);
  }
  return { name, evaluate: compileOperand(operator, accumulator[operator], options), create };
}

/** An accumulator takes one expression; an array of several is a mistake, an array of one is that one. */
function compileOperand(operator: string, operand: unknown, options: ExpressionOptions): Expression {
  if (operator === '$count') {
    const document = asDocument(operand);
    if (document === undefined || fieldCount(document) > 0) {
      throw locationError(9, '$count takes no arguments, i.e. $count:{}');
    }
    return () => 1;
  }
  if (!Array.isArray(operand)) return compileExpression(operand, options);
  if (operand.length !== 1) throw locationError(40_237, `The ${operator} accumulator is a unary operator`);
  return compileExpression(operand[0], options);
}

/** Keys are index keys: 1, 1.0 and a long 1 are one group, which keeps the `_id` of its first document. */
function findGroup(groups: Map<string, Group>, id: unknown, fields: readonly GroupField[], memory: Memory): Group {
  // A missing `_id` and a null one are one group.
  const key = typeof id === 'string' ? `s${id}` : `k${Buffer.from(encodeKey(id, 1)).toString('latin1')}`;
  const known = groups.get(key);
  if (known !== undefined) return known;
  memory.keep(GROUP_BYTES + key.length + fields.length * ACCUMULATOR_BYTES);
  memory.keepValue(id);
  const group: Group = { id: id ?? null, accumulators: fields.map((field) => field.create(memory)) };
  groups.set(key, group);
  return group;
}

function groupDocument(group: Group, fields: readonly GroupField[]): Document {
  const document: Document = { _id: group.id };
  for (const [index, field] of fields.entries()) setField(document, field.name, group.accumulators[index]?.result());
  return document;
}
