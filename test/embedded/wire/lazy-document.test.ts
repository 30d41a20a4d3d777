import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Document, Int32, serialize } from '../../../src/bson/bson.ts';
import { STORED_LEVELS_MAX } from '../../../src/bson/nesting.ts';
import { EngineError } from '../../../src/embedded/engine-error.ts';
import { decodeDocument } from '../../../src/embedded/wire/codec.ts';
import { LazyDocument } from '../../../src/embedded/wire/lazy-document.ts';
import { bsonValues } from '../../bson/values.ts';

const names = (...list: string[]) => new Set(list);

/** The error of some work, or undefined. */
function refusal(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('a document that is decoded as far as needed', () => {
  it('gives the fields that are asked for, with nothing promoted', () => {
    const lazy = new LazyDocument(serialize({ _id: 1, a: { b: 2 }, text: 'x' }));
    lazy.check();
    expect(lazy.fields(names('_id', 'a'))).toEqual({ _id: new Int32(1), a: { b: new Int32(2) } });
    expect(lazy.fields(undefined)).toEqual(lazy.document);
  });

  it('gives all fields once it has been decoded', () => {
    const lazy = new LazyDocument(serialize({ _id: 1, text: 'x' }));
    expect(lazy.document).toEqual({ _id: new Int32(1), text: 'x' });
    expect(lazy.fields(names('_id'))).toBe(lazy.document);
  });

  it('refuses changed bytes exactly when decoding does, with the same error', () => {
    const documents = fc.dictionary(fc.constantFrom('_id', 'a', 'é'), bsonValues);
    const change = fc.record({ at: fc.nat(), byte: fc.oneof(fc.nat(20), fc.nat(255)) });
    let refused = 0;
    fc.assert(
      fc.property(documents, fc.array(change, { maxLength: 2 }), (document, changes) => {
        const bytes = Buffer.from(serialize(document));
        for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
        const expected = refusal(() => decodeDocument(bytes));
        if (expected !== undefined) refused += 1;
        expect(refusal(() => new LazyDocument(bytes).check())).toEqual(expected);
      }),
      { numRuns: 3000 },
    );
    expect(refused).toBeGreaterThan(100);
  });

  it('refuses with the code of malformed documents', () => {
    const error = refusal(() => new LazyDocument(Buffer.from([5, 0, 0, 0, 1])).check());
    expect(error).toBeInstanceOf(EngineError);
    expect(error).toMatchObject({ code: 22, codeName: 'InvalidBSON' });
  });

  it('takes a document with a pointer of the old kind, as the decoder does', () => {
    const bytes = Buffer.from('1a0000000c61000200000062000123456789abcdef0123456700', 'hex');
    const lazy = new LazyDocument(bytes);
    lazy.check();
    expect(lazy.fields(names('a'))).toEqual(decodeDocument(bytes));
  });
});

describe('the nesting of a document', () => {
  it('is at most 201 levels, however much deeper it goes', () => {
    expect(refusal(() => new LazyDocument(nested(200)).check())).toBeUndefined();
    expect(refusal(() => new LazyDocument(nested(201)).check())).toMatchObject({ code: 15, codeName: 'Overflow' });
    expect(refusal(() => new LazyDocument(nested(100_000)).check())).toMatchObject({ code: 15 });
  });

  it('is at most what the caller allows, where an empty document is no level', () => {
    expect(refusal(() => new LazyDocument(nested(180)).check(STORED_LEVELS_MAX))).toBeUndefined();
    expect(refusal(() => new LazyDocument(nested(181)).check(STORED_LEVELS_MAX))).toMatchObject({ code: 15 });
  });
});

function nested(depth: number): Uint8Array {
  let document: Document = {};
  for (let level = 0; level < depth; level += 1) document = { a: document };
  return serialize(document);
}
