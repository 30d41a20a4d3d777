/** `$size`, `$all` and `$elemMatch`. */
import type { Document } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf } from '../../bson/bson-type.ts';
import { regexParts } from '../../bson/compare.ts';
import { fieldNames, firstFieldName } from '../../bson/fields.ts';
import { badValue } from '../engine-error.ts';
import { equalityTest } from './comparison.ts';
import { type Condition, conditionOnValue, type FilterCompiler, testCondition } from './condition.ts';
import { wholeLong } from './long-value.ts';
import type { ValueTest } from './path-walk.ts';
import { checkPlacement, NOT_IN_ELEMENTS } from './placement.ts';
import { compileRegex, regexTest } from './regex.ts';

const SIZE_MAX = 0x7fff_ffffn;

type ConditionParser = (operand: unknown, compile: FilterCompiler) => Condition;

export function sizeCondition(operand: unknown): Condition {
  const size = wholeLong(operand);
  if (size === undefined || size > SIZE_MAX) throw badValue(`Failed to parse $size. Expected an integer`);
  if (size < 0n) throw badValue(`Failed to parse $size. Expected a non-negative number in: $size: ${size}`);
  const length = Number(size);
  return testCondition((value) => Array.isArray(value) && value.length === length, 'whole');
}

/** Every member is found, each by itself; an empty list finds nothing. */
export function allCondition(operand: unknown, compile: FilterCompiler, parse: ConditionParser): Condition {
  if (!Array.isArray(operand)) throw badValue('$all needs an array');
  if (operand.length === 0) return testCondition(() => false);
  const elemMatches = operand.filter((member) => isElemMatch(member)).length;
  if (elemMatches > 0 && elemMatches < operand.length) throw badValue('$all/$elemMatch has to be consistent');
  return { kind: 'all', conditions: operand.map((member: unknown) => parseMember(member, compile, parse)) };
}

/** One element fulfils everything: a filter of an element document, or operators on the element itself. */
export function elemMatchCondition(operand: unknown, compile: FilterCompiler, parse: ConditionParser): Condition {
  const conditions = asDocument(operand);
  if (conditions === undefined) throw badValue('$elemMatch needs an Object');
  checkPlacement(conditions, NOT_IN_ELEMENTS);
  const test = isOnValue(conditions) ? elementTest(conditions, compile, parse) : elementFilterTest(compile(conditions));
  return testCondition((value, position) => {
    if (!Array.isArray(value)) return false;
    const index = value.findIndex((element) => test(element));
    if (index === -1) return false;
    if (position !== undefined) position.index = index;
    return true;
  }, 'whole');
}

/** What may stand at the top of a filter belongs to a filter of documents, every other operator to the element. */
function isOnValue(conditions: Document): boolean {
  const [first] = fieldNames(conditions);
  return first?.startsWith('$') === true && !FILTER_OPERATORS.has(first);
}

const FILTER_OPERATORS = new Set(
  '$and $or $nor $expr $where $text $jsonSchema $comment $alwaysTrue $alwaysFalse $sampleRate $ref $id $db'.split(' '),
);

function elementTest(conditions: Document, compile: FilterCompiler, parse: ConditionParser): ValueTest {
  return conditionOnValue(parse(conditions, compile));
}

/** An element that is an array counts as a document whose fields are its indexes. */
function elementFilterTest(matches: (document: Document) => boolean): ValueTest {
  return (element) => {
    const document = Array.isArray(element) ? { ...element } : asDocument(element);
    return document !== undefined && matches(document);
  };
}

function parseMember(member: unknown, compile: FilterCompiler, parse: ConditionParser): Condition {
  if (isElemMatch(member)) return elemMatchCondition(asDocument(member)?.$elemMatch, compile, parse);
  if (bsonTypeOf(member) === 'regex') return testCondition(regexTest(compileRegex(regexParts(member))));
  const [first] = fieldNames(asDocument(member) ?? {});
  if (first !== undefined && FIELD_OPERATORS.has(first)) throw badValue('no $ expressions in $all');
  return testCondition(equalityTest(member));
}

/** A document that begins with another name, be it with a dollar, is a value. */
const FIELD_OPERATORS = new Set(
  `$all $bitsAllClear $bitsAllSet $bitsAnyClear $bitsAnySet $elemMatch $eq $exists $geoIntersects $geoNear $geoWithin $gt
  $gte $in $lt $lte $maxDistance $minDistance $mod $ne $near $nearSphere $nin $options $regex $size $type $within`.split(
    /\s+/,
  ),
);

function isElemMatch(member: unknown): boolean {
  return firstFieldName(asDocument(member) ?? {}) === '$elemMatch';
}
