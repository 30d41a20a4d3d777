import { describe, expect, it } from 'vitest';
import type { Document } from '../../../src/bson/bson.ts';
import { compileExplanation } from '../../../src/embedded/query/validation-details.ts';

describe('the details of a failed validation', () => {
  it.each<[string, Document, Document, Document]>([
    [
      'a comparison',
      { a: { $gt: 5 } },
      { a: 1 },
      { operatorName: '$gt', specifiedAs: { a: { $gt: 5 } }, reason: 'comparison failed', consideredValue: 1 },
    ],
    [
      'an equality with a missing field',
      { a: 5 },
      {},
      { operatorName: '$eq', specifiedAs: { a: 5 }, reason: 'field was missing' },
    ],
    [
      'a type',
      { a: { $type: 'string' } },
      { a: 1 },
      {
        operatorName: '$type',
        specifiedAs: { a: { $type: 'string' } },
        reason: 'type did not match',
        consideredValue: 1,
        consideredType: 'int',
      },
    ],
    [
      'the existence of a field',
      { a: { $exists: true } },
      {},
      { operatorName: '$exists', specifiedAs: { a: { $exists: true } }, reason: 'path does not exist' },
    ],
    [
      'those of several conditions that failed',
      { a: { $gte: 0, $lt: 5 }, b: 1 },
      { a: 9, b: 1 },
      {
        operatorName: '$and',
        clausesNotSatisfied: [
          {
            index: 1,
            details: {
              operatorName: '$lt',
              specifiedAs: { a: { $lt: 5 } },
              reason: 'comparison failed',
              consideredValue: 9,
            },
          },
        ],
      },
    ],
    [
      'every branch of an $or',
      { $or: [{ a: 1 }, { $expr: false }] },
      { a: [2, 3] },
      {
        operatorName: '$or',
        clausesNotSatisfied: [
          {
            index: 0,
            details: {
              operatorName: '$eq',
              specifiedAs: { a: 1 },
              reason: 'comparison failed',
              consideredValues: [2, 3],
            },
          },
          {
            index: 1,
            details: {
              operatorName: '$expr',
              specifiedAs: { $expr: false },
              reason: 'expression did not match',
              expressionResult: false,
            },
          },
        ],
      },
    ],
    [
      'a clause with an error of its own, behind one that failed',
      { $and: [{ a: 1 }, { $expr: { $divide: [1, '$b'] } }] },
      { a: 2, b: 0 },
      {
        operatorName: '$and',
        clausesNotSatisfied: [
          {
            index: 0,
            details: {
              operatorName: '$eq',
              specifiedAs: { a: 1 },
              reason: 'comparison failed',
              consideredValue: 2,
            },
          },
          {
            index: 1,
            details: {
              operatorName: '$expr',
              specifiedAs: { $expr: { $divide: [1, '$b'] } },
              reason: 'expression did not match',
              expressionResult: false,
            },
          },
        ],
      },
    ],
    [
      'a schema',
      { $jsonSchema: { title: 'thing', required: ['a'] } },
      {},
      {
        operatorName: '$jsonSchema',
        title: 'thing',
        schemaRulesNotSatisfied: [
          { operatorName: 'required', specifiedAs: { required: ['a'] }, missingProperties: ['a'] },
        ],
      },
    ],
  ])('tell %s', (_title, filter, document, details) => {
    expect(compileExplanation(filter)(document)).toEqual(details);
  });
});
