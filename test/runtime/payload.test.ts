import { describe, expect, it } from 'vitest';
import { readHeaders } from '../../src/runtime/steps/headers.ts';
import { buildContextRequest, buildPayload, plainAddress } from '../../src/runtime/steps/payload.ts';
import { parsePairs, withoutSecret } from '../../src/runtime/steps/query.ts';

const form = ['Content-Type', 'application/x-www-form-urlencoded; charset=UTF-8'];

function payloadOf(query: string, body = '', rawHeaders: string[] = [], method = 'POST') {
  const headers = readHeaders(rawHeaders);
  return buildPayload(method, headers, parsePairs(query, 1000), Buffer.from(body), 1000);
}

describe('the payload of an http webhook', () => {
  it.each([
    ['', {}],
    ['a=1&b=two', { a: '1', b: 'two' }],
    ['a=1&a=2', { a: '1' }],
    ['a', { a: '' }],
    ['a=', { a: '' }],
    ['=x', { '': 'x' }],
    ['a=b=c', { a: 'b=c' }],
    ['&&a=1&', { a: '1' }],
    ['a+b=c+d', { 'a b': 'c d' }],
    ['a%20b=%C3%A4', { 'a b': 'ä' }],
    ['a=%zz&b=1', { b: '1' }],
    ['a=%ff', { a: '\ufffd' }],
    ['a[b]=1&a.c=2', { 'a[b]': '1', 'a.c': '2' }],
    ['secret=x&a=1', { a: '1' }],
    ['s%65cret=x', {}],
  ])('reads the query %j as strings, first value first', (query, expected) => {
    expect({ ...payloadOf(query).query }).toEqual(expected);
  });

  it('takes names of object members as plain names', () => {
    const { query } = payloadOf('__proto__=1&constructor=2&toString=3');
    expect(Object.entries(query)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
      ['toString', '3'],
    ]);
  });

  it('shows the fields of a form in the query, before those of the URL, and keeps the raw body', () => {
    const { query, body } = payloadOf('text=url&only=url', 'text=form&user_id=U1', form);
    expect({ ...query }).toEqual({ text: 'form', only: 'url', user_id: 'U1' });
    expect(Buffer.from(body ?? []).toString()).toBe('text=form&user_id=U1');
  });

  it.each([['GET'], ['DELETE'], ['HEAD']])('does not read a form body of a %s request', (method) => {
    expect({ ...payloadOf('', 'a=1', form, method).query }).toEqual({});
  });

  it('does not read a body of another type as a form', () => {
    expect({ ...payloadOf('', 'a=1', ['Content-Type', 'text/plain']).query }).toEqual({});
  });

  it('has no body when the request has none', () => {
    expect(payloadOf('').body).toBeUndefined();
  });

  it('keeps the bytes of a body that is no text', () => {
    const bytes = Buffer.from([0, 255, 254, 13, 10, 195]);
    expect(buildPayload('POST', readHeaders([]), [], bytes, 10).body).toEqual(bytes);
  });

  it('refuses more query or form parameters than the limit', () => {
    expect(() => parsePairs('a&b&c', 2)).toThrow(/more than 2/);
    expect(parsePairs('a&b', 2)).toHaveLength(2);
    expect(parsePairs(`a${'&'.repeat(5)}b&`, 2)).toHaveLength(2);
    expect(() => parsePairs(`a${'&'.repeat(5)}b&c`, 2)).toThrow(/more than 2/);
    expect(() => buildPayload('POST', readHeaders(form), [], Buffer.from('a&b&c'), 2)).toThrow(/more than 2/);
  });
});

describe('the headers of a payload', () => {
  it('have canonical names and arrays of values, without Host', () => {
    const headers = readHeaders([
      'host',
      'x',
      'content-TYPE',
      'a',
      'x-slack-signature',
      'v0=1',
      'ACCEPT',
      '1',
      'accept',
      '2',
    ]);
    expect({ ...headers }).toEqual({ 'Content-Type': ['a'], 'X-Slack-Signature': ['v0=1'], Accept: ['1', '2'] });
  });

  it('take names of object members as plain names', () => {
    const headers = readHeaders(['__proto__', 'a', 'constructor', 'b']);
    expect(Object.entries(headers)).toEqual([
      ['__proto__', ['a']],
      ['Constructor', ['b']],
    ]);
  });
});

describe('context.request', () => {
  const request = {
    method: 'POST',
    app: 'orders-abcde',
    service: 'store',
    webhook: 'ping',
    path: '/api/client/v2.0/app/orders-abcde/service/store/incoming_webhook/ping',
    rawQuery: 'a=1&secret=s3cret&b=%20',
    rawHeaders: [],
    remoteAddress: '::1',
    readBody: async () => Buffer.alloc(0),
  };
  const facts = { service: 'store', publicUrl: 'https://hooks.example.com', remoteAddress: '::1' };

  it('has the public URL and the query without its secret', () => {
    expect(buildContextRequest(request, readHeaders([]), facts)).toEqual({
      remoteIPAddress: '::1',
      requestHeaders: readHeaders([]),
      webhookUrl: `https://hooks.example.com${request.path}`,
      httpMethod: 'POST',
      rawQueryString: 'a=1&b=%20',
      service: 'store',
    });
  });

  it('has the referrer and the user agent when the request has them', () => {
    const headers = readHeaders(['referer', 'https://a.example/', 'user-agent', 'curl/8']);
    expect(buildContextRequest(request, headers, facts)).toMatchObject({
      httpReferrer: 'https://a.example/',
      httpUserAgent: 'curl/8',
    });
  });

  it.each([
    ['secret=x', ''],
    ['secret=x&secret=y&a=1', 'a=1'],
    ['a=1&s%65cret=x', 'a=1'],
    ['secrets=x', 'secrets=x'],
    ['a=secret', 'a=secret'],
  ])('has %j as %j', (raw, expected) => {
    expect(withoutSecret(raw)).toBe(expected);
  });

  it.each([
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['1.2.3.4', '1.2.3.4'],
    ['2001:db8::1', '2001:db8::1'],
  ])('has the address %s as %s', (address, expected) => {
    expect(plainAddress(address)).toBe(expected);
  });
});
