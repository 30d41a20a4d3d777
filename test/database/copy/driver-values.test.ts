import { describe, expect, it } from 'vitest';
import { type Document, Long, serialize, Timestamp } from '../../../src/bson/bson.ts';
import { encode } from '../../../src/bson/encode.ts';
import { BSON_UNDEFINED, DBPointer, WideDate } from '../../../src/bson/legacy-types.ts';
import { toDriverDocument } from '../../../src/database/copy/driver-values.ts';

const bytesOf = (document: Document) => encode(document, 1_000_000);
const zero = new Timestamp(Long.ZERO);
/** `{a: 1, a: 2}`, which no encoder makes. */
const twice = Buffer.from('13000000' + '106100' + '01000000' + '106100' + '02000000' + '00', 'hex');

describe('a stored document', () => {
  it.each([
    { title: 'names that are numbers', document: { b: 1, '\x0010': 2, '\x002': 3 } },
    { title: 'an empty timestamp in the _id', document: { _id: zero } },
    { title: 'an empty timestamp below the top', document: { a: { b: zero }, c: [zero] } },
    { title: 'nothing', document: {} },
  ])('becomes what the driver writes as the same bytes: $title', ({ document }) => {
    const bytes = bytesOf(document);
    expect(Buffer.from(serialize(toDriverDocument(bytes)))).toEqual(Buffer.from(bytes));
  });

  it.each([
    { title: 'undefined', bytes: bytesOf({ a: [BSON_UNDEFINED] }), message: 'the old type undefined' },
    { title: 'DBPointer', bytes: bytesOf({ a: new DBPointer('a.b', Buffer.alloc(12)) }), message: 'dbPointer' },
    { title: 'a wide date', bytes: bytesOf({ a: { b: new WideDate(9n * 10n ** 15n) } }), message: 'beyond the years' },
    { title: 'an empty timestamp', bytes: bytesOf({ _id: 1, at: zero }), message: 'its field at is an empty' },
    { title: 'a field twice', bytes: twice, message: 'a field twice' },
  ])('is refused when other bytes would be stored: $title', ({ bytes, message }) => {
    expect(() => toDriverDocument(bytes)).toThrow(message);
  });

  it('that is none is an error', () => {
    expect(() => toDriverDocument(Buffer.from('0600000000', 'hex'))).toThrow();
  });
});
