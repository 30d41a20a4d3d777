/** Values of few kinds and small range, so that generated filters find something in generated documents. */
import fc, { type Arbitrary } from 'fast-check';
import { Binary, Decimal128, type Document, Double, Int32, Long, ObjectId } from '../../../../src/bson/bson.ts';

export const FIELDS = ['a', 'b', 'c'] as const;

export const field = fc.constantFrom(...FIELDS);

/** With numeric parts, which are places in arrays or names of fields. */
export const path = fc.oneof(
  { weight: 5, arbitrary: field },
  {
    weight: 3,
    arbitrary: fc
      .tuple(field, fc.constantFrom('a', 'b', '0', '1', 'a.b', '0.a'))
      .map(([outer, inner]) => `${outer}.${inner}`),
  },
);

/** Whether no path lies within another. */
export function areApart(paths: readonly string[]): boolean {
  return !paths.some((one) => paths.some((other) => other.startsWith(`${one}.`)));
}

export const int = fc.integer({ min: -2, max: 5 }).map((value) => new Int32(value));

export const numeric: Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: int },
  { weight: 2, arbitrary: fc.constantFrom(0.5, 1.5, 2, -0, 1e10).map((value) => new Double(value)) },
  { weight: 2, arbitrary: fc.constantFrom(1, 2, 5_000_000_000).map((value) => Long.fromNumber(value)) },
  { weight: 1, arbitrary: fc.constantFrom('1', '2.5', '2.00', '-3').map((text) => Decimal128.fromString(text)) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY).map((value) => new Double(value)) },
  { weight: 1, arbitrary: fc.constantFrom(2_147_483_647, -2_147_483_648).map((value) => new Int32(value)) },
);

export const text = fc.constantFrom('', 'a', 'b', 'ab', 'Ab', 'bab', 'é', '12', 'a b');

export const date = fc
  .constantFrom('2020-02-29T12:30:45.678Z', '1969-12-31T23:00:00Z', '2024-01-01T00:00:00Z', '2023-11-05T06:30:00Z')
  .map((moment) => new Date(moment));

export const scalar: Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: numeric },
  { weight: 4, arbitrary: text },
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.boolean() },
  { weight: 1, arbitrary: date },
  { weight: 1, arbitrary: fc.constant(new ObjectId('5f5f5f5f5f5f5f5f5f5f5f5f')) },
  { weight: 1, arbitrary: fc.constant(new Binary(Buffer.from([1, 2]), 0)) },
);

export const { value, array, subdocument } = fc.letrec<{ value: unknown; array: unknown[]; subdocument: Document }>(
  (tie) => ({
    value: fc.oneof(
      { maxDepth: 2, depthSize: 'small' },
      { weight: 6, arbitrary: scalar },
      { weight: 2, arbitrary: tie('array') },
      { weight: 2, arbitrary: tie('subdocument') },
    ),
    array: fc.array(tie('value'), { maxLength: 3 }),
    subdocument: fieldsOf(tie('value')),
  }),
);

/** A document of some of the fields, in any order. */
export function fieldsOf(inner: Arbitrary<unknown>, minLength = 0): Arbitrary<Document> {
  return fc
    .uniqueArray(fc.tuple(field, inner), { minLength, maxLength: FIELDS.length, selector: ([name]) => name })
    .map((entries) => Object.fromEntries(entries));
}

/** At most five documents; often their fields have one type, so that more of what is asked makes sense. */
export const documents: Arbitrary<Document[]> = fc
  .oneof(
    fc.array(fieldsOf(value), { maxLength: 5 }),
    fc.array(fc.record({ a: int, b: text, c: fc.array(int, { maxLength: 3 }) }, { requiredKeys: ['a'] }), {
      maxLength: 5,
    }),
    fc.array(
      fc.record(
        { a: fc.array(fieldsOf(scalar, 1), { maxLength: 3 }), b: fieldsOf(value), c: numeric },
        { requiredKeys: ['a', 'b'] },
      ),
      { maxLength: 4 },
    ),
  )
  .map((list) => list.map((document, _id) => ({ _id: new Int32(_id), ...document })));
