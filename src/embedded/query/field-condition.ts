/** Reads what stands beside a field in a filter: a value to equal, a regular expression, or a document of operators. */
import type { Document } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf } from '../../bson/bson-type.ts';
import { regexParts } from '../../bson/compare.ts';
import { fieldCount, fieldEntries, hasField } from '../../bson/fields.ts';
import { badValue, notImplemented } from '../engine-error.ts';
import { allCondition, elemMatchCondition, sizeCondition } from './array-conditions.ts';
import { bitsTest, isBitsOperator } from './bits.ts';
import { equalityTest, isRangeOperator, membershipTest, rangeTest } from './comparison.ts';
import { type Condition, type FilterCompiler, not, testCondition } from './condition.ts';
import { moduloTest } from './modulo.ts';
import { operatorsOf } from './operator-document.ts';
import { compileRegex, parseRegexOperand, regexTest } from './regex.ts';
import { compileTypeTest } from './type-aliases.ts';

export function parseFieldCondition(operand: unknown, compile: FilterCompiler): Condition {
  const operators = operatorsOf(operand);
  if (operators !== undefined) return all(parseOperators(operators, compile));
  return bsonTypeOf(operand) === 'regex'
    ? testCondition(regexTest(compileRegex(regexParts(operand))))
    : testCondition(equalityTest(operand));
}

const REFUSED_OPERATORS = new Set([
  '$geoWithin',
  '$geoIntersects',
  '$near',
  '$nearSphere',
  '$within',
  '$maxDistance',
  '$minDistance',
  '$geoNear',
  '$geometry',
]);

function parseOperators(operators: Document, compile: FilterCompiler): Condition[] {
  const conditions: Condition[] = [];
  for (const [name, operand] of fieldEntries(operators)) {
    const condition = parseOperator(name, operand, operators, compile);
    if (condition !== undefined) conditions.push(condition);
  }
  return conditions;
}

function parseOperator(
  name: string,
  operand: unknown,
  siblings: Document,
  compile: FilterCompiler,
): Condition | undefined {
  if (isRangeOperator(name)) return testCondition(rangeTest(name, operand));
  if (isBitsOperator(name)) return testCondition(bitsTest(name, operand));
  switch (name) {
    case '$eq':
      return testCondition(equalityTest(operand));
    case '$ne':
      if (bsonTypeOf(operand) === 'regex') throw badValue("Can't have regex as arg to $ne.");
      return not(testCondition(equalityTest(operand)));
    case '$in':
      return testCondition(membershipTest(arrayOperand(name, operand)));
    case '$nin':
      return not(testCondition(membershipTest(arrayOperand(name, operand))));
    case '$not':
      return parseNot(operand, compile);
    case '$exists':
      return existsCondition(operand);
    case '$type':
      return testCondition(compileTypeTest(operand));
    case '$mod':
      return testCondition(moduloTest(operand));
    case '$regex':
      return testCondition(regexTest(compileRegex(parseRegexOperand(siblings))));
    case '$options':
      if (!hasField(siblings, '$regex')) throw badValue('$options needs a $regex');
      return undefined;
    case '$size':
      return sizeCondition(operand);
    case '$all':
      return allCondition(operand, compile, parseFieldCondition);
    case '$elemMatch':
      return elemMatchCondition(operand, compile, parseFieldCondition);
    case '$comment':
      return undefined;
    default:
      if (REFUSED_OPERATORS.has(name)) throw notImplemented(name);
      throw badValue(`unknown operator: ${name}`);
  }
}

function parseNot(operand: unknown, compile: FilterCompiler): Condition {
  if (bsonTypeOf(operand) === 'regex') return not(parseFieldCondition(operand, compile));
  const operators = asDocument(operand);
  if (operators === undefined) throw badValue('$not needs a regex or a document');
  if (fieldCount(operators) === 0) throw badValue('$not cannot be empty');
  return not(...parseOperators(operators, compile));
}

/** Any value that is not zero, false, null or missing asks for existence. */
function existsCondition(operand: unknown): Condition {
  const exists = testCondition((value) => value !== undefined, 'whole');
  return isExistsFalse(operand) ? not(exists) : exists;
}

export function isExistsFalse(operand: unknown): boolean {
  return operand === false || equalityTest(0)(operand) || operand === null || operand === undefined;
}

function arrayOperand(name: string, operand: unknown): readonly unknown[] {
  if (!Array.isArray(operand)) throw badValue(`${name} needs an array`);
  return operand;
}

function all(conditions: readonly Condition[]): Condition {
  const [first] = conditions;
  return first !== undefined && conditions.length === 1 ? first : { kind: 'all', conditions };
}
