import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConnectionAuth } from '../../../src/embedded/authentication/connection-auth.ts';
import { makeCredentials, ScramConversation } from '../../../src/embedded/authentication/scram.ts';

const credentials = makeCredentials('someone', 'pencil');
const CLIENT_NONCE = 'rOprNGfwEbeRWgbNEkqO';
const refused = expect.objectContaining({ code: 18, codeName: 'AuthenticationFailed' });

/** The client's last message, as RFC 5802 has it. */
function prove(serverFirst: string, { user = 'someone', password = 'pencil', nonce = '', binding = 'biws' } = {}) {
  const parts = new Map(serverFirst.split(',').map((part) => [part.slice(0, 1), part.slice(2)]));
  const salted = pbkdf2Sync(
    password,
    Buffer.from(parts.get('s') ?? '', 'base64'),
    Number(parts.get('i')),
    32,
    'sha256',
  );
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const storedKey = createHash('sha256').update(clientKey).digest();
  const withoutProof = `c=${binding},r=${nonce || parts.get('r')}`;
  const signed = `n=${user},r=${CLIENT_NONCE},${serverFirst},${withoutProof}`;
  const signature = createHmac('sha256', storedKey).update(signed).digest();
  const proof = Buffer.from(clientKey.map((byte, at) => byte ^ (signature[at] ?? 0)));
  const serverKey = createHmac('sha256', salted).update('Server Key').digest();
  return {
    message: `${withoutProof},p=${proof.toString('base64')}`,
    answer: `v=${createHmac('sha256', serverKey).update(signed).digest('base64')}`,
  };
}

const begin = (user = 'someone') => new ScramConversation(credentials, `n,,n=${user},r=${CLIENT_NONCE}`);

describe('a SCRAM conversation', () => {
  it('lets in who knows the password, and proves that it knows it too', () => {
    const conversation = begin();
    const { message, answer } = prove(conversation.serverFirst);
    expect(conversation.serverFirst.startsWith(`r=${CLIENT_NONCE}`)).toBe(true);
    expect(conversation.finish(message)).toBe(answer);
  });

  it.each<[string, Parameters<typeof prove>[1], string?]>([
    ['another password', { password: 'pen' }],
    ['another user', { user: 'other' }, 'other'],
    ['another nonce', { nonce: `${CLIENT_NONCE}AAAA` }],
    ['the nonce of the client alone', { nonce: CLIENT_NONCE }],
    ['another channel binding', { binding: 'eSws' }],
  ])('refuses %s', (_, changed, user) => {
    const conversation = begin(user);
    const { message } = prove(conversation.serverFirst, changed);
    expect(() => conversation.finish(message)).toThrow(refused);
  });

  it.each(['', 'n,,', 'n,,n=someone', 'p=tls-unique,,n=someone,r=abc', `n,,n=someone,r=${'a'.repeat(5000)}`])(
    'refuses the first message %j',
    (message) => {
      expect(() => new ScramConversation(credentials, message)).toThrow(refused);
    },
  );

  it.each(['', 'c=biws', 'c=biws,r=x', 'c=biws,r=x,p=', 'c=biws,r=x,p=AAAA'])(
    'refuses the last message %j',
    (message) => {
      expect(() => begin().finish(message)).toThrow(refused);
    },
  );
});

describe('a connection', () => {
  const first = Buffer.from(`n,,n=someone,r=${CLIENT_NONCE}`);
  const proofFor = (payload: Uint8Array) => Buffer.from(prove(Buffer.from(payload).toString()).message);

  it('is trusted from the start where no password is asked for', () => {
    expect(new ConnectionAuth(undefined).isTrusted).toBe(true);
    expect(() => new ConnectionAuth(undefined).start(first, true)).toThrow(refused);
  });

  it('is trusted once the password is proven, after an empty message where the client wants one', () => {
    const short = new ConnectionAuth(credentials);
    expect(short.proceed(proofFor(short.start(first, true).payload)).done).toBe(true);
    expect(short.isTrusted).toBe(true);
    const long = new ConnectionAuth(credentials);
    expect(long.proceed(proofFor(long.start(first, false).payload)).done).toBe(false);
    expect(long.isTrusted).toBe(false);
    expect(long.proceed(Buffer.alloc(0)).done).toBe(true);
    expect(long.isTrusted).toBe(true);
  });

  it('is a stranger again after logging out, a new start or a failed proof', () => {
    const auth = new ConnectionAuth(credentials);
    const logIn = () => auth.proceed(proofFor(auth.start(first, true).payload));
    logIn();
    auth.logOut();
    expect(auth.isTrusted).toBe(false);
    logIn();
    auth.start(first, true);
    expect(auth.isTrusted).toBe(false);
    expect(() => auth.proceed(Buffer.from('c=biws,r=x,p=AAAA'))).toThrow(refused);
    expect(auth.isTrusted).toBe(false);
  });

  it('cannot prove anything twice with one start, nor skip the proof', () => {
    const auth = new ConnectionAuth(credentials);
    expect(() => auth.proceed(Buffer.alloc(0))).toThrow(refused);
    const { payload } = auth.start(first, true);
    expect(() => auth.proceed(Buffer.alloc(0))).toThrow(refused);
    expect(() => auth.proceed(proofFor(payload))).toThrow(refused);
    expect(auth.isTrusted).toBe(false);
  });
});
