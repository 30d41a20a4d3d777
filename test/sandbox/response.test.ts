import { afterAll, describe, expect, it } from 'vitest';
import { createAppSandbox } from './app-sandbox.ts';

const app = createAppSandbox();
afterAll(() => app.sandbox.close(0));

const respond = (code: string) => app.call(`exports = (payload, response) => { ${code}; };`);

describe('the response object', () => {
  it('decides alone once it is used', async () => {
    expect(await app.call('exports = (p, r) => { r.setStatusCode(201); return () => {}; };')).toMatchObject({
      status: 'returned',
      response: { statusCode: 201, headers: [], body: undefined },
    });
  });

  it('is absent from the outcome when it is not used', async () => {
    expect(await app.call('exports = () => 1;')).toMatchObject({ response: undefined });
  });

  it('replaces with setHeader, whatever the case, and repeats with addHeader', async () => {
    const code =
      'response.addHeader("A", "1"); response.addHeader("a", "2"); response.setHeader("B", "3"); response.setHeader("b", "4"); response.addHeader("B", "5")';
    expect(await respond(code)).toMatchObject({
      response: {
        headers: [
          ['A', '1'],
          ['a', '2'],
          ['b', '4'],
          ['B', '5'],
        ],
      },
    });
  });

  it.each([
    ['a string', '"a\\nb"', { text: 'a\nb' }],
    ['bytes', 'BSON.Binary.fromHex("00ff")', { base64: 'AP8=' }],
    ['a number', '5', { text: '5' }],
    ['a boolean', 'true', { text: 'true' }],
    ['an ObjectId', 'BSON.ObjectId("507f1f77bcf86cd799439011")', { text: '507f1f77bcf86cd799439011' }],
    ['a document', '({ a: 1 })', { text: '{"a":{"$numberInt":"1"}}' }],
    ['an array', '["x"]', { text: '["x"]' }],
    [
      'a document without prototype',
      'Object.assign(Object.create(null), { a: 1 })',
      { text: '{"a":{"$numberInt":"1"}}' },
    ],
    ['a Long', 'BSON.Long.fromString("9007199254740993")', { text: '9007199254740993' }],
    ['an Int32', 'BSON.Int32(5)', { text: '5' }],
    ['a Double', 'BSON.Double(1.5)', { text: '1.5' }],
    ['a Decimal128', 'BSON.Decimal128.fromString("1.10")', { text: '1.10' }],
    ['null', 'null', undefined],
    ['undefined', 'undefined', undefined],
  ])('takes %s as body', async (_title, value, body) => {
    expect(await respond(`response.setBody(${value})`)).toMatchObject({ response: { statusCode: 200, body } });
  });

  it.each([
    ['a function as body', 'response.setBody(() => 1)', 'got a function'],
    ['a promise as body', 'response.setBody(Promise.resolve("x"))', 'promise'],
    ['a date as body', 'response.setBody(new Date(0))', 'type Date'],
    ['a map as body', 'response.setBody(new Map())', 'type Map'],
    ['an instance as body', 'response.setBody(new (class Order {})())', 'type Order'],
    ['an error as body', 'response.setBody(new Error("x"))', 'type Error'],
    ['a timestamp as body', 'response.setBody(BSON.Timestamp({ t: 1, i: 1 }))', 'type Timestamp'],
    ['a BigInt as body', 'response.setBody(5n)', 'a bigint'],
    ['a symbol as body', 'response.setBody(Symbol("x"))', 'got a symbol'],
    ['status 99', 'response.setStatusCode(99)', 'got 99'],
    ['status 101', 'response.setStatusCode(101)', 'got 101'],
    ['status 600', 'response.setStatusCode(600)', 'got 600'],
    ['a fraction as status', 'response.setStatusCode(200.5)', 'got 200.5'],
    ['a text as status', 'response.setStatusCode("200")', 'got string'],
    ['no status', 'response.setStatusCode()', 'got undefined'],
    ['a line break in a value', 'response.setHeader("A", "1\\r\\nB: 2")', 'line breaks'],
    ['a bad name', 'response.setHeader("A B", "1")', 'header name'],
    ['an empty name', 'response.setHeader("", "1")', 'header name'],
    ['a document as value', 'response.setHeader("A", {})', 'type object'],
    ['Transfer-Encoding', 'response.setHeader("transfer-Encoding", "chunked")', 'set by the server'],
    ['Content-Length', 'response.addHeader("Content-Length", "1")', 'set by the server'],
    ['Connection', 'response.setHeader("Connection", "close")', 'set by the server'],
    [
      'headers that are too long',
      'for (let i = 0; i < 4; i++) response.addHeader("A", "x".repeat(10000))',
      'at most 32768 bytes',
    ],
    ['a header of many megabytes', 'response.setHeader("A", "x".repeat(4e7))', 'at most 32768 bytes'],
    ['too many headers', 'for (let i = 0; i < 65; i++) response.addHeader("A", "1")', 'at most 64 headers'],
  ])('refuses %s', async (_title, code, words) => {
    expect(await respond(code)).toMatchObject({ status: 'threw', error: expect.stringContaining(words) });
  });
});
