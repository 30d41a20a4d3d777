import { describe, expect, it } from 'vitest';
import { Decimal128, type Document, Double, Int32, Long } from '../../../src/bson/bson.ts';
import { compileJsonSchema, explainSchemaFailure } from '../../../src/embedded/query/json-schema.ts';

/** Title, schema of the field `a`, values that match it, values that do not. */
type Row = readonly [string, Document, readonly unknown[], readonly unknown[]];

const ROWS: readonly Row[] = [
  ['bsonType', { bsonType: 'int' }, [new Int32(1)], [new Long(1), new Double(1), 'a', null]],
  ['bsonType of several', { bsonType: ['string', 'null'] }, ['a', null], [1]],
  ['bsonType number', { bsonType: 'number' }, [1, new Long(1), Decimal128.fromString('NaN')], ['1']],
  ['type', { type: 'boolean' }, [true], [0]],
  ['enum by value', { enum: [1, { a: 1, b: 2 }] }, [new Long(1), { b: 2, a: 1 }], ['1', { a: 1 }, true]],
  ['minimum', { minimum: 5 }, [5, Decimal128.fromString('5.1'), 'a', [1]], [4.9, Number.NaN]],
  ['exclusiveMinimum', { minimum: 5, exclusiveMinimum: true }, [6], [5]],
  ['maximum', { maximum: 5, exclusiveMaximum: false }, [5, 'z'], [6]],
  ['multipleOf, exactly', { multipleOf: 0.1 }, [0.3, 'a'], [0.35, Number.NaN, Number.POSITIVE_INFINITY]],
  ['minLength in code points', { minLength: 2 }, ['ab', '😀😀', 1], ['a', '😀']],
  ['maxLength', { maxLength: 1 }, ['', '😀', [1, 2]], ['ab']],
  ['pattern', { pattern: '^a' }, ['ab', 1], ['ba']],
  ['minItems', { minItems: 2 }, [[1, 2], 'a'], [[1]]],
  ['maxItems', { maxItems: 1 }, [[], [1]], [[1, 2]]],
  [
    'uniqueItems by value',
    { uniqueItems: true },
    [
      [1, '1', true],
      [{ a: 1 }, { a: 2 }],
    ],
    [
      [1, new Long(1)],
      [
        { a: 1, b: 1 },
        { b: 1, a: 1 },
      ],
    ],
  ],
  ['items', { items: { bsonType: 'int' } }, [[], [1, 2], 'a'], [[1, 'a']]],
  ['items by place', { items: [{ bsonType: 'int' }, { bsonType: 'string' }] }, [[1], [1, 'a', null]], [['a'], [1, 1]]],
  ['additionalItems', { items: [{}], additionalItems: false }, [['a']], [['a', 'b']]],
  ['additionalItems of a schema', { items: [{}], additionalItems: { bsonType: 'int' } }, [['a', 1]], [['a', 'b']]],
  ['additionalItems without a list', { items: {}, additionalItems: false }, [[1, 2]], []],
  [
    'properties',
    { properties: { b: { bsonType: 'int' }, 0: { bsonType: 'int' } } },
    [{}, { b: 1 }, 'a', [{ b: 'a' }]],
    [{ b: 'a' }, { 0: 'a' }],
  ],
  [
    'a property that every object has',
    { properties: { constructor: { bsonType: 'int' } } },
    [{}],
    [{ constructor: 'a' }],
  ],
  ['required', { required: ['b', 'constructor'] }, [{ b: null, constructor: 1 }, 1], [{ b: 1 }, {}]],
  ['minProperties', { minProperties: 1 }, [{ a: 1 }, []], [{}]],
  ['maxProperties', { maxProperties: 1 }, [{ a: 1 }], [{ a: 1, b: 1 }]],
  [
    'patternProperties',
    { patternProperties: { '^s': { bsonType: 'string' } } },
    [{ s: 'a', t: 1 }],
    [{ s: 'a', st: 1 }],
  ],
  [
    'additionalProperties',
    { properties: { a: {} }, patternProperties: { '^s': {} }, additionalProperties: false },
    [{ a: 1, s1: 1 }],
    [{ b: 1 }],
  ],
  [
    'additionalProperties of a schema',
    { properties: { a: {} }, additionalProperties: { bsonType: 'int' } },
    [{ a: 'a', b: 1 }],
    [{ b: 'a' }],
  ],
  ['dependencies of names', { dependencies: { a: ['b'] } }, [{}, { a: 1, b: 1 }, { b: 1 }], [{ a: 1 }]],
  ['dependencies of a schema', { dependencies: { a: { required: ['b'] } } }, [{}, { a: 1, b: 1 }], [{ a: 1 }]],
  ['allOf', { allOf: [{ minimum: 1 }, { maximum: 2 }] }, [1, 2, 'a'], [0, 3]],
  ['anyOf', { anyOf: [{ bsonType: 'int' }, { bsonType: 'string' }] }, [1, 'a'], [null]],
  ['oneOf', { oneOf: [{ multipleOf: 3 }, { multipleOf: 5 }] }, [3, 5], [15, 7, 'a']],
  ['not', { not: { bsonType: 'int' } }, ['a'], [1]],
  ['title and description', { title: 'a', description: 'b' }, [1], []],
];

describe('a schema', () => {
  it.each(ROWS)('knows %s', (_title, schema, matching, others) => {
    const { matches } = compileJsonSchema({ properties: { a: schema } });
    for (const value of matching) expect({ value, matches: matches({ a: value }) }).toEqual({ value, matches: true });
    for (const value of others) expect({ value, matches: matches({ a: value }) }).toEqual({ value, matches: false });
    expect(matches({})).toBe(true);
  });

  it.each<[string, unknown, number]>([
    ['is text', 'object', 14],
    ['is null', null, 14],
    ['has an unknown keyword', { frob: 1 }, 9],
    ['has a reference', { $ref: '#/a' }, 9],
    ['is encrypted', { encrypt: {} }, 238],
    ['has two types', { type: 'object', bsonType: 'object' }, 9],
    ['has an unknown type', { bsonType: 'frob' }, 2],
    ['has a BSON name for `type`', { type: 'int' }, 2],
    ['has the type integer', { type: 'integer' }, 9],
    ['has a type twice', { bsonType: ['int', 'int'] }, 9],
    ['has an empty enum', { enum: [] }, 9],
    ['has an enum of equals', { enum: [1, new Long(1)] }, 9],
    ['has a minimum of text', { minimum: '1' }, 14],
    ['has an exclusive nothing', { exclusiveMinimum: true }, 9],
    ['has a multiple of zero', { multipleOf: 0 }, 9],
    ['has a multiple of NaN', { multipleOf: Number.NaN }, 9],
    ['has a length of a half', { minLength: 0.5 }, 9],
    ['has a negative length', { maxLength: -1 }, 9],
    ['has a broken pattern', { pattern: '[' }, 51_091],
    ['has a broken pattern of names', { patternProperties: { '[': {} } }, 2],
    ['requires nothing', { required: [] }, 9],
    ['requires a name twice', { required: ['a', 'a'] }, 9],
    ['requires a number', { required: [1] }, 14],
    ['has properties that are no schemas', { properties: { a: 1 } }, 14],
    ['has a dependency on nothing', { dependencies: { a: [] } }, 9],
    ['has items of a number', { items: [1] }, 14],
    ['has all of nothing', { allOf: [] }, 2],
    ['has any of a number', { anyOf: [1] }, 14],
    ['has a number for `uniqueItems`', { uniqueItems: 1 }, 14],
    ['has a number for a title', { title: 1 }, 14],
  ])('is refused when it %s', (_title, schema, code) => {
    expect(() => compileJsonSchema(schema)).toThrow(expect.objectContaining({ code }));
  });

  it.each<[string, Document, Document, Document[]]>([
    [
      'a type within properties',
      { properties: { a: { bsonType: 'int', description: 'a count' } } },
      { a: 'x' },
      [
        {
          operatorName: 'properties',
          propertiesNotSatisfied: [
            {
              propertyName: 'a',
              description: 'a count',
              details: [
                {
                  operatorName: 'bsonType',
                  specifiedAs: { bsonType: 'int' },
                  reason: 'type did not match',
                  consideredValue: 'x',
                  consideredType: 'string',
                },
              ],
            },
          ],
        },
      ],
    ],
    [
      'missing properties',
      { required: ['a', 'b'] },
      { b: 1 },
      [{ operatorName: 'required', specifiedAs: { required: ['a', 'b'] }, missingProperties: ['a'] }],
    ],
    [
      'additional properties',
      { properties: { a: {} }, additionalProperties: false },
      { a: 1, b: 2 },
      [
        {
          operatorName: 'additionalProperties',
          specifiedAs: { additionalProperties: false },
          additionalProperties: ['b'],
        },
      ],
    ],
    [
      'an exclusive limit',
      { properties: { a: { minimum: 1, exclusiveMinimum: true } } },
      { a: 1 },
      [
        {
          operatorName: 'properties',
          propertiesNotSatisfied: [
            {
              propertyName: 'a',
              details: [
                {
                  operatorName: 'minimum',
                  specifiedAs: { minimum: 1, exclusiveMinimum: true },
                  reason: 'comparison failed',
                  consideredValue: 1,
                },
              ],
            },
          ],
        },
      ],
    ],
    [
      'more than one of one',
      { oneOf: [{}, { required: ['a'] }] },
      { a: 1 },
      [{ operatorName: 'oneOf', reason: 'more than one subschema matched', matchingSchemaIndexes: [0, 1] }],
    ],
    [
      'none of any',
      { anyOf: [{ required: ['b'] }] },
      { a: 1 },
      [
        {
          operatorName: 'anyOf',
          schemasNotSatisfied: [
            {
              index: 0,
              details: [{ operatorName: 'required', specifiedAs: { required: ['b'] }, missingProperties: ['b'] }],
            },
          ],
        },
      ],
    ],
  ])('tells %s', (_title, schema, document, schemaRulesNotSatisfied) => {
    const compiled = compileJsonSchema(schema);
    expect(explainSchemaFailure(compiled, document)).toEqual({ operatorName: '$jsonSchema', schemaRulesNotSatisfied });
  });
});
