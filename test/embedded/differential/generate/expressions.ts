/** Expressions by the type that they give, now and then with an operand of another type. */
import fc, { type Arbitrary } from 'fast-check';
import { type Document, Int32 } from '../../../../src/bson/bson.ts';
import { date as dateValue, field, fieldsOf, int, numeric, scalar, text as textValue, value } from './values.ts';

interface Expressions {
  any: unknown;
  number: unknown;
  text: unknown;
  boolean: unknown;
  array: unknown;
  object: unknown;
  date: unknown;
}

type Tie = <Key extends keyof Expressions>(key: Key) => Arbitrary<unknown>;

const LEAF = { maxDepth: 2, depthSize: 'small' } as const;
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', '+05:30', '-03'] as const;
const UNITS = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second', 'millisecond'] as const;
const small = fc.constantFrom(0, 1, 2, -1).map((number) => new Int32(number));
const fieldPath = fc.oneof(
  field.map((name) => `$${name}`),
  fc.constantFrom('$a.b', '$b.a', '$_id', '$a.a', '$$ROOT.a', '$missing'),
);

const expressions = fc.letrec<Expressions>((tie) => {
  const loose: Tie = (key) => fc.oneof({ weight: 12, arbitrary: tie(key) }, { weight: 1, arbitrary: tie('any') });
  return {
    any: fc.oneof(
      LEAF,
      { weight: 4, arbitrary: fieldPath },
      { weight: 3, arbitrary: literal(value) },
      { weight: 2, arbitrary: fc.oneof(tie('number'), tie('text'), tie('boolean')) },
      { weight: 2, arbitrary: fc.oneof(tie('array'), tie('object'), tie('date')) },
      { weight: 2, arbitrary: conditional(tie) },
      { weight: 1, arbitrary: converted(tie) },
    ),
    number: fc.oneof(LEAF, { weight: 3, arbitrary: numeric }, { weight: 3, arbitrary: fieldPath }, ...numbers(loose)),
    text: fc.oneof(LEAF, { weight: 3, arbitrary: textValue }, { weight: 3, arbitrary: fieldPath }, ...texts(loose)),
    boolean: fc.oneof(LEAF, { weight: 1, arbitrary: fc.boolean() }, ...booleans(loose)),
    array: fc.oneof(
      LEAF,
      { weight: 2, arbitrary: fieldPath },
      { weight: 2, arbitrary: fc.array(tie('any'), { maxLength: 3 }) },
      ...arrays(loose),
    ),
    object: fc.oneof(
      LEAF,
      { weight: 2, arbitrary: fieldPath },
      { weight: 2, arbitrary: fieldsOf(tie('any')) },
      ...objects(loose),
    ),
    date: fc.oneof(LEAF, { weight: 4, arbitrary: dateValue }, { weight: 1, arbitrary: fieldPath }, ...dates(loose)),
  };
});

export const anyExpression = expressions.any;
export const booleanExpression = expressions.boolean;
export const numberExpression = expressions.number;
export const arrayExpression = expressions.array;
export const objectExpression = expressions.object;

function numbers(tie: Tie): Arbitrary<unknown>[] {
  return [
    many(['$add', '$multiply'], tie('number')),
    pair(['$subtract', '$divide', '$mod', '$pow', '$atan2'], tie('number'), tie('number')),
    one(['$abs', '$ceil', '$floor', '$sqrt', '$exp', '$ln', '$log10', '$trunc', '$round'], tie('number')),
    pair(['$round', '$trunc'], tie('number'), small),
    one(['$toInt', '$toLong', '$toDouble', '$toDecimal'], fc.oneof(tie('number'), tie('text'))),
    one(['$strLenCP', '$strLenBytes'], tie('text')),
    pair(['$indexOfCP', '$indexOfBytes'], tie('text'), tie('text')),
    pair(['$indexOfArray'], tie('array'), tie('any')),
    pair(['$cmp', '$strcasecmp'], tie('any'), tie('any')),
    one(['$size', '$sum', '$avg', '$max', '$min'], tie('array')),
    many(['$sum', '$avg', '$max', '$min'], tie('any')),
    many(['$bitAnd', '$bitOr', '$bitXor'], tie('number')),
    one(['$year', '$month', '$dayOfMonth', '$hour', '$dayOfWeek', '$dayOfYear', '$isoWeek', '$week'], tie('date')),
    fc
      .record({ startDate: tie('date'), endDate: tie('date'), unit: fc.constantFrom(...UNITS) })
      .map(($dateDiff) => ({ $dateDiff })),
  ];
}

function texts(tie: Tie): Arbitrary<unknown>[] {
  return [
    many(['$concat'], tie('text')),
    one(['$toLower', '$toUpper', '$toString', '$type'], fc.oneof(tie('text'), tie('any'))),
    fc
      .record({ input: tie('text'), chars: textValue }, { requiredKeys: ['input'] })
      .chain((operand) => fc.constantFrom('$trim', '$ltrim', '$rtrim').map((name) => ({ [name]: operand }))),
    fc
      .tuple(fc.constantFrom('$substrCP', '$substrBytes'), tie('text'), small, small)
      .map(([name, ...operands]) => ({ [name]: operands })),
    fc
      .tuple(fc.constantFrom('$replaceOne', '$replaceAll'), tie('text'), textValue, tie('text'))
      .map(([name, input, find, replacement]) => ({ [name]: { input, find, replacement } })),
    fc
      .tuple(
        tie('date'),
        fc.constantFrom('%Y-%m-%d', '%H:%M:%S.%L%z', '%j %u %V %G', '%Y%%'),
        fc.constantFrom(...ZONES),
      )
      .map(([date, format, timezone]) => ({ $dateToString: { date, format, timezone } })),
  ];
}

function booleans(tie: Tie): Arbitrary<unknown>[] {
  return [
    pair(['$eq', '$ne', '$gt', '$gte', '$lt', '$lte'], tie('any'), tie('any')),
    pair(['$gt', '$lt'], tie('number'), tie('number')),
    many(['$and', '$or'], tie('boolean')),
    one(
      ['$not'],
      tie('boolean').map((inner) => [inner]),
    ),
    pair(['$in'], tie('any'), tie('array')),
    one(
      ['$isArray', '$isNumber', '$toBool'],
      tie('any').map((inner) => [inner]),
    ),
    one(
      ['$allElementsTrue', '$anyElementTrue'],
      tie('array').map((inner) => [inner]),
    ),
    pair(['$setEquals', '$setIsSubset'], tie('array'), tie('array')),
    fc
      .tuple(tie('text'), fc.constantFrom('a', '^b', 'A', '.$'), fc.constantFrom('', 'i'))
      .map(([input, regex, options]) => ({ $regexMatch: { input, regex, options } })),
  ];
}

function arrays(tie: Tie): Arbitrary<unknown>[] {
  const over = fc.tuple(tie('array'), inner(tie));
  return [
    many(['$concatArrays', '$setUnion', '$setIntersection'], tie('array')),
    pair(['$setDifference'], tie('array'), tie('array')),
    one(['$reverseArray', '$objectToArray'], fc.oneof(tie('array'), tie('object'))),
    pair(['$slice'], tie('array'), small),
    pair(['$split'], tie('text'), fc.constantFrom('a', ' ', 'b')),
    pair(['$range'], small, small),
    over.map(([input, body]) => ({ $map: { input, in: body } })),
    over.map(([input, body]) => ({ $filter: { input, cond: { $ne: [body, new Int32(1)] } } })),
    fc
      .tuple(tie('array'), fc.boolean())
      .map(([inputs, useLongestLength]) => ({ $zip: { inputs: [inputs, ['x', 'y']], useLongestLength } })),
    fc
      .tuple(tie('array'), fc.oneof(fc.constantFrom(1, -1), fc.constant({ a: 1 })))
      .map(([input, sortBy]) => ({ $sortArray: { input, sortBy } })),
    fc
      .tuple(fc.constantFrom('$firstN', '$lastN', '$maxN', '$minN'), tie('array'), fc.constantFrom(1, 2))
      .map(([name, input, n]) => ({ [name]: { input, n: new Int32(n) } })),
  ];
}

function objects(tie: Tie): Arbitrary<unknown>[] {
  return [
    many(['$mergeObjects'], tie('object')),
    fc.array(fc.tuple(field, tie('any')), { maxLength: 2 }).map((pairs) => ({ $arrayToObject: [pairs] })),
    fc
      .tuple(field, tie('object'), tie('any'))
      .map(([name, input, inner]) => ({ $setField: { field: name, input, value: inner } })),
    fc.tuple(field, tie('object')).map(([name, input]) => ({ $unsetField: { field: name, input } })),
    fc.tuple(tie('date'), fc.constantFrom(...ZONES)).map(([date, timezone]) => ({ $dateToParts: { date, timezone } })),
  ];
}

function dates(tie: Tie): Arbitrary<unknown>[] {
  const unit = fc.constantFrom(...UNITS);
  return [
    fc
      .tuple(fc.constantFrom('$dateAdd', '$dateSubtract'), tie('date'), unit, small, fc.constantFrom(...ZONES))
      .map(([name, startDate, by, amount, timezone]) => ({ [name]: { startDate, unit: by, amount, timezone } })),
    fc
      .tuple(tie('date'), unit, fc.constantFrom(1, 2, 5), fc.constantFrom(...ZONES))
      .map(([date, by, binSize, timezone]) => ({
        $dateTrunc: { date, unit: by, binSize: new Int32(binSize), timezone },
      })),
    fc
      .tuple(fc.constantFrom(2020, 2023), fc.constantFrom(1, 2, 13), fc.constantFrom(1, 0, 31))
      .map((parts) => parts.map((part) => new Int32(part)))
      .map(([year, month, day]) => ({ $dateFromParts: { year, month, day } })),
    fc
      .constantFrom('2020-02-29', '2024-01-01T10:00:00+02:00', 'yesterday')
      .map((dateString) => ({ $dateFromString: { dateString } })),
  ];
}

function conditional(tie: Tie): Arbitrary<unknown> {
  return fc.oneof(
    fc.tuple(tie('boolean'), tie('any'), tie('any')).map(($cond) => ({ $cond })),
    fc.array(tie('any'), { minLength: 2, maxLength: 3 }).map(($ifNull) => ({ $ifNull })),
    fc
      .tuple(tie('boolean'), tie('any'), tie('any'))
      .map(([test, then, otherwise]) => ({ $switch: { branches: [{ case: test, then }], default: otherwise } })),
    fc.tuple(tie('any'), inner(tie)).map(([bound, body]) => ({ $let: { vars: { this: bound }, in: body } })),
    fc
      .tuple(tie('array'), tie('number'))
      .map(([input, initialValue]) => ({ $reduce: { input, initialValue, in: { $add: ['$$value', '$$this'] } } })),
    pair(['$arrayElemAt'], tie('array'), small),
    one(['$first', '$last', '$arrayToObject'], tie('array')),
    fc.tuple(field, tie('object')).map(([name, input]) => ({ $getField: { field: name, input } })),
  );
}

function converted(tie: Tie): Arbitrary<unknown> {
  const to = fc.constantFrom('int', 'long', 'double', 'decimal', 'string', 'bool', 'date', 'objectId');
  return fc
    .record(
      { input: tie('any'), to, onError: literal(scalar), onNull: literal(scalar) },
      { requiredKeys: ['input', 'to'] },
    )
    .map(($convert) => ({ $convert }));
}

/** The body of a $map, $filter or $let, over `$$this`. */
function inner(tie: Tie): Arbitrary<unknown> {
  return fc.oneof(
    fc.constantFrom('$$this', '$$this.a'),
    int.map((number) => ({ $add: ['$$this', number] })),
    tie('any').map((other) => ({ $eq: ['$$this', other] })),
  );
}

function literal(values: Arbitrary<unknown>): Arbitrary<Document> {
  return values.map(($literal) => ({ $literal }));
}

function one(names: readonly [string, ...string[]], operand: Arbitrary<unknown>): Arbitrary<Document> {
  return fc.tuple(fc.constantFrom(...names), operand).map(([name, single]) => ({ [name]: single }));
}

function pair(
  names: readonly [string, ...string[]],
  first: Arbitrary<unknown>,
  second: Arbitrary<unknown>,
): Arbitrary<Document> {
  return fc.tuple(fc.constantFrom(...names), first, second).map(([name, ...operands]) => ({ [name]: operands }));
}

function many(names: readonly [string, ...string[]], operand: Arbitrary<unknown>): Arbitrary<Document> {
  return fc
    .tuple(fc.constantFrom(...names), fc.array(operand, { minLength: 1, maxLength: 3 }))
    .map(([name, operands]) => ({ [name]: operands }));
}
