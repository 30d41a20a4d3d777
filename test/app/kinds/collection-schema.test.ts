import { describe, expect, it } from 'vitest';
import { parseCollectionSchema } from '../../../src/app/kinds/collection-schema.ts';
import { parseRelationships } from '../../../src/app/kinds/relationships.ts';
import { parseText } from './parse-text.ts';

describe('the schema of a collection', () => {
  it('may be nested and hold any names of fields', () => {
    const schema = {
      title: 'order',
      bsonType: 'object',
      required: ['_id', 'bsonType'],
      properties: {
        _id: { bsonType: 'objectId' },
        bsonType: { bsonType: ['string', 'null'] },
        items: { bsonType: 'array', items: { bsonType: 'object', properties: { sku: { bsonType: 'string' } } } },
        validate: { bsonType: 'bool' },
      },
      validate: { '%%this.total': { '%gt': 0 } },
    };
    expect(parseText(parseCollectionSchema, schema)).toMatchObject({ resource: schema, found: [] });
  });

  it('may be empty', () => {
    expect(parseText(parseCollectionSchema, {}).found).toEqual([]);
  });

  it.each([
    [
      { bsonType: 'strng' },
      'warning 1:13 /bsonType UnknownBsonType: "strng" is not a BSON type; did you mean "string"?',
    ],
    [
      { properties: { a: { items: { bsonType: ['int', 'integer'] } } } },
      'warning 1:41 /properties/a/items/bsonType UnknownBsonType: "integer" is not a BSON type',
    ],
    [{ anyOf: [{}, { bsonType: 'x' }] }, 'warning 1:26 /anyOf/1/bsonType UnknownBsonType: "x" is not a BSON type'],
  ])('is kept with a warning: %j', (schema, expected) => {
    expect(parseText(parseCollectionSchema, schema)).toMatchObject({ resource: schema, found: [expected] });
  });

  it.each([
    [{ properties: { a: 1 } }, '/properties/a WrongType: "properties.a" must be an object, got a number'],
    [{ required: 'a' }, '/required WrongType: "required" must be an array, got "a"'],
    [{ bsonType: 5 }, '/bsonType WrongType: "bsonType" must be a text or an array, got the number 5'],
    [
      { validate: { '%%args': 1 } },
      '/validate/%%args InvalidExpression: "validate" is not a valid rule expression: expansion %%args belongs to functions and service actions and has no meaning here',
    ],
  ])('cannot be %j', (schema, expected) => {
    const { found } = parseText(parseCollectionSchema, schema);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
    expect(found[0]).toMatch(/^error /);
  });
});

describe('relationships', () => {
  const customer = { ref: '#/relationship/mongodb-atlas/shop/customers', foreign_key: '_id', is_list: false };

  it('are read by the name of their field', () => {
    expect(parseText(parseRelationships, { customer })).toMatchObject({ resource: { customer }, found: [] });
    expect(parseText(parseRelationships, {}).found).toEqual([]);
  });

  it.each([
    [{ customer: { is_list: true } }, 'error 1:13 /customer/ref MissingKey: the key "customer.ref" is missing'],
    [{ customer: [] }, 'error 1:13 /customer WrongType: "customer" must be an object, got an array'],
    [
      { customer: { ...customer, foreign_kye: 'x' } },
      'warning 1:102 /customer/foreign_kye UnknownKey: does not know the key "foreign_kye", which is kept; did you mean "foreign_key"?',
    ],
  ])('are checked: %j', (relationships, expected) => {
    expect(parseText(parseRelationships, relationships).found).toEqual([expected]);
  });
});
