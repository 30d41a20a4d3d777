/** Which values fulfil a clause of a filter, as intervals of index keys. */
import { BSONRegExp, type Document } from '../../bson/bson.ts';
import { type BsonTypeName, bsonTypeOf, isNumberType, isNumeric } from '../../bson/bson-type.ts';
import { bracketOf, bracketOfType, EMPTY_ARRAY, regexParts } from '../../bson/compare.ts';
import { exactNumber, isNotANumber } from '../../bson/compare-numbers.ts';
import { BSON_UNDEFINED } from '../../bson/legacy-types.ts';
import { isExistsFalse } from './field-condition.ts';
import {
  bracketInterval,
  bracketLike,
  cutAt,
  EVERY_VALUE,
  hull,
  type Interval,
  type Intervals,
  pointAt,
  union,
} from './interval.ts';
import { parseRegexOperand, type RegexSource } from './regex.ts';
import { regexPrefix } from './regex-prefix.ts';
import { typesOf } from './type-aliases.ts';

/** A condition on one path, before anybody asks which values fulfil it. */
export interface Clause {
  readonly path: string;
  /** `$eq` for a plain value. */
  readonly operator: string;
  readonly operand: unknown;
  /** The operators that it stands among. */
  readonly siblings: Document | undefined;
  /** Set for fields of one element of an array: clauses with the same object hold for the same element. */
  readonly element: object | undefined;
  /** Set for one element itself: clauses with the same object hold for the same value. */
  readonly value: object | undefined;
}

/** A clause that an index can answer: some value on the path is within. */
export interface Predicate extends Clause {
  readonly intervals: Intervals;
  /** Whether every document with a value within matches, where no array is on the path. */
  readonly exact: boolean;
  /** Whether no document matches that lacks the field. */
  readonly needsField: boolean;
}

type Answer = Pick<Predicate, 'intervals' | 'exact' | 'needsField'>;

/** Undefined for a clause that no index can answer. */
export function predicateOf(clause: Clause): Predicate | undefined {
  const answer = answerOf(clause);
  if (answer === undefined) return undefined;
  const { path, operator, operand, siblings, element, value } = clause;
  const { intervals, exact, needsField } = answer;
  return { path, operator, operand, siblings, element, value, intervals, exact, needsField };
}

function answerOf({ operator, operand, siblings }: Clause): Answer | undefined {
  switch (operator) {
    case '$eq':
      return equality(operand);
    case '$in':
      return Array.isArray(operand) ? membership(operand) : undefined;
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return range(operator, operand);
    case '$exists':
      return existence(operand);
    case '$type':
      return typed(operand);
    case '$regex':
      return siblings === undefined ? undefined : pattern(parseRegexOperand(siblings));
    default:
      return undefined;
  }
}

/** What a missing field, null and BSON's undefined have for keys. Only the filter tells which of them a key stands for. */
const NOTHING: Intervals = [pointAt(BSON_UNDEFINED), pointAt(null)];

function equality(value: unknown): Answer | undefined {
  const type = bsonTypeOf(value);
  if (type === 'missing') return undefined;
  if (type === 'regex') return pattern(regexParts(value));
  if (type === 'null' || type === 'undefined') return { intervals: NOTHING, exact: false, needsField: false };
  if (Array.isArray(value)) return wholeArray(value);
  return { intervals: [pointAt(value)], exact: true, needsField: true };
}

/** The array may be an element of another, with a key of its own; or the value, whose elements have the keys. */
function wholeArray(array: readonly unknown[]): Answer {
  const [first] = array;
  const element = array.length === 0 ? pointAt(EMPTY_ARRAY) : pointAt(first ?? null);
  return { intervals: union([element, pointAt(array)]), exact: false, needsField: true };
}

function membership(members: readonly unknown[]): Answer | undefined {
  let intervals: Interval[] = [];
  let [exact, needsField] = [true, true];
  for (const member of members) {
    const answer = equality(member);
    if (answer === undefined) return undefined;
    intervals.push(...answer.intervals);
    exact &&= answer.exact;
    needsField &&= answer.needsField;
    if (intervals.length <= INTERVALS_MAX) continue;
    intervals = [hull(union(intervals))];
    exact = false;
  }
  return { intervals: union(intervals), exact, needsField };
}

/** A client may send a million values; one interval around them all takes no memory. */
const INTERVALS_MAX = 10_000;

/** A range holds values of one bracket alone, but for MinKey and MaxKey, which the filter judges. */
function range(operator: '$gt' | '$gte' | '$lt' | '$lte', value: unknown): Answer | undefined {
  const type = bsonTypeOf(value);
  if (NOT_IN_RANGES.has(type)) return undefined;
  if (isNumeric(value) && isNotANumber(exactNumber(value))) {
    return { intervals: operator.endsWith('e') ? [pointAt(value)] : [], exact: true, needsField: true };
  }
  const bracket = isNumeric(value) ? NUMBERS : bracketLike(value);
  const interval: Interval = operator.startsWith('$g')
    ? { lower: cutAt(value, operator === '$gt'), upper: bracket.upper }
    : { lower: bracket.lower, upper: cutAt(value, operator === '$lte') };
  return { intervals: [interval], exact: EXACT_RANGES.has(bracketOf(value)), needsField: true };
}

const NOT_IN_RANGES: ReadonlySet<string> = new Set([
  'missing',
  'null',
  'undefined',
  'array',
  'regex',
  'minKey',
  'maxKey',
]);

/** NaN has the lowest key of a number, and is in no range. */
const NUMBERS: Interval = {
  lower: cutAt(Number.NEGATIVE_INFINITY, false),
  upper: cutAt(Number.POSITIVE_INFINITY, true),
};

/** Of numbers, texts, object ids, booleans, dates and timestamps. */
const EXACT_RANGES = new Set([10, 15, 35, 40, 45, 47]);

function existence(operand: unknown): Answer {
  if (isExistsFalse(operand)) return { intervals: NOTHING, exact: false, needsField: false };
  return { intervals: [EVERY_VALUE], exact: false, needsField: true };
}

/** An array's elements have the keys, not the array. */
function typed(operand: unknown): Answer | undefined {
  const types = typesOf(operand);
  if (types.includes('array')) return undefined;
  const brackets = new Set(types.map(bracketOfType));
  const intervals = union([...brackets].map(bracketInterval));
  const exact = !types.some((type) => SHARED_BRACKETS.has(bracketOfType(type))) || isWholeNumberBracket(types);
  return { intervals, exact, needsField: !types.some((type) => NULLISH.has(type)) };
}

const NULLISH: ReadonlySet<BsonTypeName> = new Set<BsonTypeName>(['null', 'undefined']);
/** Undefined with the empty array, null with a missing field, numbers, texts with symbols. */
const SHARED_BRACKETS: ReadonlySet<number> = new Set(
  (['undefined', 'null', 'int', 'string'] as const).map((type) => bracketOfType(type)),
);

function isWholeNumberBracket(types: readonly BsonTypeName[]): boolean {
  return types.every(isNumberType) && new Set(types).size === NUMBER_TYPES;
}

const NUMBER_TYPES = 4;

/** Texts that begin as the expression says, and the expression itself as a value. */
function pattern(source: RegexSource): Answer | undefined {
  const prefix = regexPrefix(source);
  if (prefix === undefined) return undefined;
  const itself = pointAt(new BSONRegExp(source.pattern, source.options));
  return { intervals: union([textsFrom(prefix), itself]), exact: false, needsField: true };
}

function textsFrom(prefix: string): Interval {
  const letters = [...prefix];
  const last = letters.pop()?.codePointAt(0) ?? CODE_POINT_MAX;
  const lower = cutAt(prefix, false);
  if (last === CODE_POINT_MAX) return { lower, upper: bracketLike(prefix).upper };
  return { lower, upper: cutAt(letters.join('') + String.fromCodePoint(last + 1), false) };
}

const CODE_POINT_MAX = 0x10_ffff;
