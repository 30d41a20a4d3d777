import { describe, expect, it } from 'vitest';
import { type Document, serialize } from '../../../src/bson/bson.ts';
import { EngineError } from '../../../src/embedded/engine-error.ts';
import { isAnswered, parseMessage } from '../../../src/embedded/wire/message.ts';

function opMsg(sections: readonly Buffer[], flags = 0, opCode = 2013): Buffer {
  const head = Buffer.alloc(20);
  head.writeInt32LE(opCode, 12);
  head.writeUInt32LE(flags, 16);
  const message = Buffer.concat([head, ...sections]);
  message.writeInt32LE(message.length, 0);
  return message;
}

const body = (document: Document) => Buffer.concat([Buffer.from([0]), serialize(document)]);

function sequence(name: string, documents: readonly Document[], claimed?: number): Buffer {
  const content = Buffer.concat([Buffer.from(`${name}\0`), ...documents.map((document) => serialize(document))]);
  const head = Buffer.alloc(5);
  head.writeUInt8(1, 0);
  head.writeInt32LE(claimed ?? content.length + 4, 1);
  return Buffer.concat([head, content]);
}

function codeOf(message: Buffer): number | undefined {
  try {
    parseMessage(message);
    return undefined;
  } catch (error) {
    if (error instanceof EngineError) return error.code;
    throw error;
  }
}

describe('messages of the wire protocol', () => {
  it('reads a body and a document sequence in either order', () => {
    const sections = [body({ insert: 'c', $db: 'd' }), sequence('documents', [{ a: 1 }, { b: 2 }])];
    for (const order of [sections, sections.toReversed()]) {
      const request = parseMessage(opMsg(order));
      expect(request.database).toBe('d');
      expect(request.sequences.get('documents')?.map((bytes) => Buffer.from(bytes))).toEqual([
        Buffer.from(serialize({ a: 1 })),
        Buffer.from(serialize({ b: 2 })),
      ]);
    }
  });

  it('refuses a field that is there twice', () => {
    const message = opMsg([body({ find: 'c', filter: { aa: 1, ab: 2 }, $db: 'd' })]);
    message.write('aa', message.indexOf('ab\0'), 'latin1');
    expect(codeOf(message)).toBe(40_413);
  });

  it('leaves the documents of an insert as bytes when they are in the body', () => {
    const documents = [{ a: 1, documents: [{ b: 1 }] }, { c: 1 }];
    const request = parseMessage(opMsg([body({ insert: 'c', documents, ordered: true, $db: 'd' })]));
    expect(request.body).toEqual({ insert: 'c', ordered: true, $db: 'd' });
    expect(request.sequences.get('documents')?.map((bytes) => Buffer.from(bytes))).toEqual(
      documents.map((document) => Buffer.from(serialize(document))),
    );
  });

  it.each([
    ['of another command', { find: 'c', documents: [{ a: 'x' }], $db: 'd' }],
    ['that are none', { insert: 'c', documents: [], $db: 'd' }],
    ['that are not all documents', { insert: 'c', documents: [{ a: 'x' }, 'y', ['z']], $db: 'd' }],
    ['that are no list', { insert: 'c', documents: { a: 'x' }, $db: 'd' }],
  ])('decodes documents %s with the body', (_, sent) => {
    const request = parseMessage(opMsg([body(sent)]));
    expect(request.body).toEqual(sent);
    expect(request.sequences.size).toBe(0);
  });

  it('passes over a checksum', () => {
    expect(parseMessage(opMsg([body({ ping: 1, $db: 'd' }), Buffer.alloc(4, 0xab)], 1)).database).toBe('d');
  });

  it('expects no answer when more is to come', () => {
    expect(isAnswered(opMsg([body({ ping: 1, $db: 'd' })], 2))).toBe(false);
    expect(isAnswered(opMsg([body({ ping: 1, $db: 'd' })]))).toBe(true);
  });

  it.each([
    ['no section', opMsg([])],
    ['only a sequence', opMsg([sequence('documents', [{ a: 1 }])])],
    ['two bodies', opMsg([body({ ping: 1, $db: 'd' }), body({ ping: 1, $db: 'd' })])],
    ['an unknown section kind', opMsg([Buffer.from([9, 5, 0, 0, 0, 0])])],
    ['a required flag that is unknown', opMsg([body({ ping: 1, $db: 'd' })], 4)],
    ['a sequence longer than the message', opMsg([body({ ping: 1, $db: 'd' }), sequence('x', [{ a: 1 }], 5000)])],
    ['a sequence without an end of its name', opMsg([Buffer.from([1, 6, 0, 0, 0, 97, 98])])],
    ['the same sequence twice', opMsg([body({ ping: 1, $db: 'd' }), sequence('x', []), sequence('x', [])])],
    ['a sequence that is also in the body', opMsg([body({ x: 1, $db: 'd' }), sequence('x', [])])],
    [
      'documents that are in the body too',
      opMsg([body({ insert: 'c', documents: [{}], $db: 'd' }), sequence('documents', [{}])]),
    ],
    ['a section cut in its length', opMsg([Buffer.from([0, 5, 0])])],
    ['an unknown opcode', opMsg([body({ ping: 1, $db: 'd' })], 0, 2012)],
  ])('refuses %s', (_, message) => {
    expect(codeOf(message)).toBe(17);
  });

  it.each([
    ['a length that lies', [12, 0, 0, 0, 16, 97, 0, 1, 0, 0, 0, 0, 0, 0]],
    ['an unknown element type', [12, 0, 0, 0, 0x55, 97, 0, 1, 0, 0, 0, 0]],
    ['a string longer than the document', [14, 0, 0, 0, 2, 97, 0, 255, 0, 0, 0, 98, 0, 0]],
    ['text that is not UTF-8', [14, 0, 0, 0, 2, 97, 0, 2, 0, 0, 0, 255, 0, 0]],
  ])('refuses a body with %s', (_, bytes) => {
    expect(codeOf(opMsg([Buffer.from([0, ...bytes])]))).toBeOneOf([17, 22]);
  });

  it('asks for the database', () => {
    expect(codeOf(opMsg([body({ ping: 1 })]))).toBe(40414);
  });

  it.each([
    ['that is not a command', 'a.b', { hello: 1 }],
    ['for another command', 'a.$cmd', { ping: 1 }],
  ])('refuses a legacy query %s', (_, collection, document) => {
    const query = Buffer.concat([
      Buffer.alloc(20),
      Buffer.from(`${collection}\0`),
      Buffer.alloc(8),
      serialize(document),
    ]);
    query.writeInt32LE(2004, 12);
    expect(codeOf(query)).toBe(352);
  });
});
