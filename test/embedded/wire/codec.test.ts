import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Document, Double, Int32, ObjectId, serialize } from '../../../src/bson/bson.ts';
import { decodeDocument, encodeDocument, isPlainDocument } from '../../../src/embedded/wire/codec.ts';
import { bsonValues } from '../../bson/values.ts';

const encode = (document: Document) => Buffer.from(serialize(document, { ignoreUndefined: false }));
const roundTrip = (document: Document) => Buffer.from(encodeDocument(decodeDocument(encode(document))));

describe('documents with the fields of a reference', () => {
  const id = new ObjectId('0123456789abcdef01234567');
  it.each<[string, Document]>([
    ['in its usual form', { $ref: 'c', $id: id }],
    ['with a dot in $ref', { $ref: 'a.b', $id: id }],
    ['with a dot in $ref and a $db', { $ref: 'a.b', $id: id, $db: 'other' }],
    ['in another order', { $id: id, x: new Int32(1), $db: 'd', $ref: 'c' }],
    ['with a missing value', { $ref: 'c', $id: id, gone: undefined }],
    ['within a reference', { $ref: 'c', $id: { $ref: 'a.b', $id: [{ $id: new Double(1), $ref: 'x.y' }] } }],
  ])('keep their bytes: %s', (_, reference) => {
    for (const document of [reference, { a: reference }, { a: [new Int32(1), reference, { b: reference }] }]) {
      expect(roundTrip(document)).toEqual(encode(document));
    }
    expect(isPlainDocument(decodeDocument(encode({ a: reference })).a)).toBe(true);
  });

  it('keep every other value beside them', () => {
    const documents = fc.dictionary(fc.constantFrom('a', 'é', '__proto__', 'b'), bsonValues);
    fc.assert(
      fc.property(documents, (document) => {
        const whole = { first: document, link: { $id: new Int32(1), $ref: 'a.b' }, list: [document] };
        expect(roundTrip(whole)).toEqual(encode(whole));
      }),
    );
  });
});

describe('a document that is too large to write', () => {
  it.each<[string, Document]>([
    ['one long string', { text: 'a'.repeat(49 * 1024 * 1024) }],
    ['many numbers', { list: Array.from({ length: 5_000_000 }, () => new Int32(1)) }],
  ])('is refused: %s', (_, document) => {
    expect(() => encodeDocument(document)).toThrow(expect.objectContaining({ code: 10_334 }));
  });

  it('is refused beyond a given size', () => {
    expect(() => encodeDocument({ a: 'x'.repeat(100) }, 50)).toThrow(expect.objectContaining({ code: 10_334 }));
    expect(encodeDocument({ a: 'x' }, 50)).toHaveLength(14);
  });
});
