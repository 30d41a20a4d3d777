import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RequestValidation } from '../../src/app/app.ts';
import { WebhookCliError } from '../../src/errors.ts';
import { readHeaders } from '../../src/runtime/steps/headers.ts';
import { parsePairs } from '../../src/runtime/steps/query.ts';
import { validateRequest } from '../../src/runtime/steps/validate.ts';

const signed = (secret: string): RequestValidation => ({ method: 'VERIFY_PAYLOAD', secret });
const inQuery = (secret: string): RequestValidation => ({ method: 'SECRET_AS_QUERY_PARAM', secret });
const hmac = (secret: string, body: string): string => createHmac('sha256', secret).update(body).digest('hex');

/** Undefined when the request is let through, else the cause that goes to the log. */
function refusal(validation: RequestValidation, rawHeaders: string[], rawQuery: string, body: string) {
  try {
    validateRequest(validation, readHeaders(rawHeaders), parsePairs(rawQuery, 1000), Buffer.from(body));
    return undefined;
  } catch (error) {
    if (!(error instanceof WebhookCliError)) throw error;
    return { code: error.code, message: error.message, status: error.status, cause: String(error.cause) };
  }
}

const vectors = [
  ['12345', '{"message":"MESSAGE"}', '828ee180512eaf8a6229eda7eea72323f68e9c0f0093b11a578b0544c5777862'],
  [
    'Super5ecr3tPa55w0rd',
    '{ "message": "Hello!" }',
    'd4f0537db4e230d7a6028a6f7c3bb1b57c9d16f39176d78697e559ac333e0b36',
  ],
  ["It's a Secret to Everybody", 'Hello, World!', '757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17'],
] as const;

describe('a signed request', () => {
  it.each(vectors)('is let through with the published signature of secret %s', (secret, body, hex) => {
    expect(refusal(signed(secret), ['X-Hook-Signature', `sha256=${hex}`], '', body)).toBeUndefined();
  });

  it('is let through whatever the case of the header name and the spaces around the value', () => {
    const headers = ['x-hook-signature', `  sha256=${hmac('s', 'b')} `];
    expect(refusal(signed('s'), headers, '', 'b')).toBeUndefined();
  });

  it('is let through without a body when the signature is of none', () => {
    expect(refusal(signed('s'), ['X-Hook-Signature', `sha256=${hmac('s', '')}`], '', '')).toBeUndefined();
  });

  const good = hmac('secret', 'body');
  it.each([
    ['no signature', [], /missing/],
    ['bare hex', ['X-Hook-Signature', good], /not "sha256="/],
    ['upper-case hex', ['X-Hook-Signature', `sha256=${good.toUpperCase()}`], /not "sha256="/],
    ['63 digits', ['X-Hook-Signature', `sha256=${good.slice(1)}`], /not "sha256="/],
    ['65 digits', ['X-Hook-Signature', `sha256=${good}0`], /not "sha256="/],
    ['64 digits and two letters', ['X-Hook-Signature', `sha256=${good}zz`], /not "sha256="/],
    ['no digits', ['X-Hook-Signature', 'sha256='], /not "sha256="/],
    ['an empty value', ['X-Hook-Signature', ''], /not "sha256="/],
    [
      'two headers, both right',
      ['X-Hook-Signature', `sha256=${good}`, 'x-hook-signature', `sha256=${good}`],
      /repeated/,
    ],
    ['two values in one header', ['X-Hook-Signature', `sha256=${good}, sha256=${good}`], /not "sha256="/],
    ['the signature of another body', ['X-Hook-Signature', `sha256=${hmac('secret', 'body ')}`], /does not match/],
    ['the signature with another secret', ['X-Hook-Signature', `sha256=${hmac('other', 'body')}`], /does not match/],
    ['the GitHub header', ['X-Hub-Signature-256', `sha256=${good}`], /missing/],
  ] as const)('is refused with %s', (_title, headers, cause) => {
    expect(refusal(signed('secret'), [...headers], '', 'body')).toMatchObject({
      code: 'IncomingWebhookAuthFailed',
      status: 401,
      message: 'incoming webhook request validation failed',
      cause: expect.stringMatching(cause),
    });
  });

  it('is refused when one bit of the body or one digit of the signature differs', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.nat(63),
        fc.constantFrom(...'0123456789abcdef'),
        (body, at, digit) => {
          const hex = hmac('secret', body);
          const changed = hex.slice(0, at) + digit + hex.slice(at + 1);
          const result = refusal(signed('secret'), ['X-Hook-Signature', `sha256=${changed}`], '', body);
          expect(result === undefined).toBe(changed === hex);
          expect(refusal(signed('secret'), ['X-Hook-Signature', `sha256=${hex}`], '', `${body}x`)).toBeDefined();
        },
      ),
    );
  });
});

describe('a request with its secret in the query', () => {
  it.each([
    ['plain', 'abc', 'secret=abc'],
    ['beside others', 'abc', 'a=1&secret=abc&b=2'],
    ['with special characters encoded', 'a+b&c%d', 'secret=a%2Bb%26c%25d'],
    ['with a space as plus', 'a b', 'secret=a+b'],
    ['with its name encoded', 'abc', 's%65cret=abc'],
  ])('is let through %s', (_title, secret, query) => {
    expect(refusal(inQuery(secret), [], query, '')).toBeUndefined();
  });

  it.each([
    ['no secret', '', /missing/],
    ['a wrong secret', 'secret=abd', /wrong/],
    ['another case', 'secret=ABC', /wrong/],
    ['a prefix of the secret', 'secret=ab', /wrong/],
    ['an empty secret', 'secret=', /wrong/],
    ['the secret twice', 'secret=abc&secret=abc', /repeated/],
    ['a right and a wrong one', 'secret=abc&secret=x', /repeated/],
    ['a right and an encoded one', 'secret=abc&s%65cret=x', /repeated/],
    ['a name of another case', 'Secret=abc', /missing/],
    ['a bad escape', 'secret=abc%zz', /wrong/],
    ['a right one and one with a bad escape', 'secret=abc&secret=%zz', /repeated/],
    ['a right one and a wrong one behind many empty parts', `secret=abc${'&'.repeat(1_001)}secret=x`, /repeated/],
    ['the name alone', 'secret', /wrong/],
  ] as const)('is refused with %s', (_title, query, cause) => {
    expect(refusal(inQuery('abc'), [], query, '')).toMatchObject({
      code: 'IncomingWebhookAuthFailed',
      cause: expect.stringMatching(cause),
    });
  });

  it('is refused when a raw plus stands for a plus', () => {
    expect(refusal(inQuery('a+b'), [], 'secret=a+b', '')).toBeDefined();
  });

  it('is refused when the secret is only in a form body', () => {
    const form = ['Content-Type', 'application/x-www-form-urlencoded'];
    expect(refusal(inQuery('abc'), form, '', 'secret=abc')).toBeDefined();
  });
});

describe('a webhook that cannot check its sender', () => {
  it('refuses every request when its stored secret is empty, and the cause says so', () => {
    const right = ['X-Hook-Signature', `sha256=${hmac('', 'b')}`];
    expect(refusal(signed(''), right, '', 'b')?.cause).toMatch(/stored secret of the webhook is empty/);
    expect(refusal(inQuery(''), [], 'secret=', 'b')?.cause).toMatch(/stored secret of the webhook is empty/);
    expect(refusal(inQuery(''), [], '', 'b')?.cause).toMatch(/stored secret of the webhook is empty/);
  });

  it('refuses github and twilio requests by name', () => {
    const refused = [refusal({ method: 'GITHUB', secret: 's' }, [], '', ''), refusal({ method: 'TWILIO' }, [], '', '')];
    expect(refused.map((each) => each?.code)).toEqual(['ServiceTypeNotSupported', 'ServiceTypeNotSupported']);
    expect(refused.map((each) => each?.status)).toEqual([501, 501]);
  });

  it('lets everything through without validation', () => {
    expect(refusal({ method: 'NO_VALIDATION' }, [], '', '')).toBeUndefined();
  });
});
