/** `$eq`, `$gt`, `$gte`, `$lt`, `$lte` and `$in`: tests of one value. A range holds within one type bracket only. */
import { asDocument, bsonTypeOf, isNullish, isNumeric } from '../../bson/bson-type.ts';
import { bracketOf, compareValues, regexParts, valuesEqual } from '../../bson/compare.ts';
import { compareExact, type ExactNumber, exactNumber, isNotANumber } from '../../bson/compare-numbers.ts';
import { firstFieldName, hasField } from '../../bson/fields.ts';
import { keyText } from '../../bson/key-encoding.ts';
import { BSON_UNDEFINED } from '../../bson/legacy-types.ts';
import { badValue } from '../engine-error.ts';
import type { ValueTest } from './path-walk.ts';
import { compileRegex, regexTest } from './regex.ts';

export type RangeOperator = '$gt' | '$gte' | '$lt' | '$lte';

export function isRangeOperator(name: string): name is RangeOperator {
  return name === '$gt' || name === '$gte' || name === '$lt' || name === '$lte';
}

export function equalityTest(operand: unknown): ValueTest {
  if (operand === undefined || operand === BSON_UNDEFINED) throw badValue('cannot compare to undefined');
  // Most filters compare with a string; this is the one comparison that JavaScript makes by itself.
  if (typeof operand === 'string') return (value) => value === operand || isEqualSymbol(value, operand);
  // A missing value too, but since MongoDB 8.0 not BSON's undefined.
  if (operand === null) return (value) => value === null || value === undefined;
  if (isNumeric(operand)) return numberTest(exactNumber(operand));
  const bracket = bracketOf(operand);
  return (value) => bracketOf(value) === bracket && valuesEqual(value, operand);
}

export function rangeTest(operator: RangeOperator, operand: unknown): ValueTest {
  if (operand === undefined || operand === BSON_UNDEFINED) throw badValue('cannot compare to undefined');
  if (bsonTypeOf(operand) === 'regex') throw badValue(`Can't have RegEx as arg to predicate over field '${operator}'.`);
  const accepts = ACCEPTS[operator];
  if (isNumeric(operand) && isNotANumber(exactNumber(operand))) return notANumberTest(operator);
  const bracket = bracketOf(operand);
  const isNumber = isNumeric(operand);
  const outside = outsideBracket(operator, operand);
  return (value) => {
    if (bracketOf(value) !== bracket) return outside;
    if (isNumber && isNotANumber(exactNumber(value))) return false;
    return accepts(compareValues(value, operand));
  };
}

/** Values are compared, regular expressions are searched for, and an equal regular expression is found too. */
export function membershipTest(operands: readonly unknown[]): ValueTest {
  const tests = operands.map((operand) => {
    if (isOperatorDocument(operand)) throw badValue('cannot nest $ under $in');
    return bsonTypeOf(operand) === 'regex' ? regexTest(compileRegex(regexParts(operand))) : equalityTest(operand);
  });
  if (tests.length > MEMBERS_TESTED_ONE_BY_ONE) return manyMembersTest(operands, tests);
  return (value) => tests.some((test) => test(value));
}

/** Equal values have the same key. Patterns, and null, which a missing field equals, are tested one by one. */
function manyMembersTest(operands: readonly unknown[], tests: readonly ValueTest[]): ValueTest {
  const isKeyed = (operand: unknown) => !isNullish(operand) && bsonTypeOf(operand) !== 'regex';
  const keys = new Set(operands.filter(isKeyed).map(keyText));
  const others = tests.filter((_, position) => !isKeyed(operands[position]));
  const isMember: ValueTest = (value) =>
    (!isNullish(value) && keys.has(keyText(value))) || others.some((test) => test(value));
  if (!operands.every((operand) => typeof operand === 'string')) return isMember;
  const texts = new Set<unknown>(operands);
  return (value) => (typeof value === 'string' ? texts.has(value) : isMember(value));
}

function numberTest(number: ExactNumber): ValueTest {
  return (value) => isNumeric(value) && compareExact(exactNumber(value), number) === 0;
}

const MEMBERS_TESTED_ONE_BY_ONE = 8;

const ACCEPTS: Readonly<Record<RangeOperator, (order: number) => boolean>> = {
  $gt: (order) => order > 0,
  $gte: (order) => order >= 0,
  $lt: (order) => order < 0,
  $lte: (order) => order <= 0,
};

/** NaN is ordered lowest, yet no range holds it: it matches itself where the range includes its end, and nothing else. */
function notANumberTest(operator: RangeOperator): ValueTest {
  if (operator === '$gt' || operator === '$lt') return () => false;
  return (value) => isNumeric(value) && isNotANumber(exactNumber(value));
}

/** Every value is above MinKey and below MaxKey; otherwise a range holds nothing of another bracket. */
function outsideBracket(operator: RangeOperator, operand: unknown): boolean {
  const type = bsonTypeOf(operand);
  return (type === 'minKey' && operator.startsWith('$gt')) || (type === 'maxKey' && operator.startsWith('$lt'));
}

function isEqualSymbol(value: unknown, text: string): boolean {
  return typeof value === 'object' && bsonTypeOf(value) === 'symbol' && valuesEqual(value, text);
}

/** A reference to another document has fields that look like operators: both of these. */
function isOperatorDocument(value: unknown): boolean {
  const document = asDocument(value) ?? {};
  return (
    firstFieldName(document)?.startsWith('$') === true && !(hasField(document, '$ref') && hasField(document, '$id'))
  );
}
