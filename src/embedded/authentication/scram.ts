/**
 * The server's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), for one user. The password itself is not kept: only the keys
 * that prove it.
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { EngineError } from '../engine-error.ts';

export const SCRAM_MECHANISM = 'SCRAM-SHA-256';

const ITERATIONS = 15_000;
const KEY_BYTES = 32;
const SALT_BYTES = 28;
const NONCE_BYTES = 24;
/** Longer than any client's messages; what a stranger sends is read no further. */
const MESSAGE_CHARACTERS_MAX = 4096;

export interface Credentials {
  readonly user: string;
  readonly salt: Buffer;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

/** The password must be printable ASCII, which no normalization changes. */
export function makeCredentials(user: string, password: string): Credentials {
  const salt = randomBytes(SALT_BYTES);
  const salted = pbkdf2Sync(password, salt, ITERATIONS, KEY_BYTES, 'sha256');
  return {
    user,
    salt,
    storedKey: createHash('sha256').update(hmac(salted, 'Client Key')).digest(),
    serverKey: hmac(salted, 'Server Key'),
  };
}

/** One conversation, begun by the client's first message. */
export class ScramConversation {
  private readonly credentials: Credentials;
  private readonly user: string;
  private readonly nonce: string;
  private readonly header: string;
  private readonly clientFirst: string;
  /** The answer to the first message: nonce, salt and iterations. */
  readonly serverFirst: string;

  /** Throws AuthenticationFailed for a message that is none. An unknown user is refused only at the end, like a wrong password. */
  constructor(credentials: Credentials, message: string) {
    const parts = message.length > MESSAGE_CHARACTERS_MAX ? null : CLIENT_FIRST.exec(message);
    if (parts === null) throw authenticationFailed();
    const [, header = '', bare = '', user = '', nonce = ''] = parts;
    this.credentials = credentials;
    this.header = header;
    this.clientFirst = bare;
    this.user = user.replaceAll('=2C', ',').replaceAll('=3D', '=');
    this.nonce = nonce + randomBytes(NONCE_BYTES).toString('base64');
    this.serverFirst = `r=${this.nonce},s=${credentials.salt.toString('base64')},i=${ITERATIONS}`;
  }

  /** The answer to the client's last message, which proves that the server knows the user too. Throws AuthenticationFailed. */
  finish(message: string): string {
    const parts = message.length > MESSAGE_CHARACTERS_MAX ? null : CLIENT_FINAL.exec(message);
    if (parts === null) throw authenticationFailed();
    const [, withoutProof = '', binding = '', nonce = '', proof = ''] = parts;
    const signed = `${this.clientFirst},${this.serverFirst},${withoutProof}`;
    const { user, storedKey, serverKey } = this.credentials;
    const isProven = provesKey(Buffer.from(proof, 'base64'), storedKey, signed);
    const isBound = binding === Buffer.from(this.header).toString('base64');
    if (!isProven || !isBound || nonce !== this.nonce || user !== this.user) throw authenticationFailed();
    return `v=${hmac(serverKey, signed).toString('base64')}`;
  }
}

/** Header of the channel binding (none is offered), then the user and the client's nonce. */
const CLIENT_FIRST = /^(n,[^,]*,|y,[^,]*,)(n=([^,]*),r=([\x21-\x2b\x2d-\x7e]+))$/;
const CLIENT_FINAL = /^(c=([A-Za-z0-9+/=]+),r=([\x21-\x2b\x2d-\x7e]+)),p=([A-Za-z0-9+/=]+)$/;

export function authenticationFailed(): EngineError {
  return new EngineError(18, 'AuthenticationFailed', 'Authentication failed.');
}

function provesKey(proof: Buffer, storedKey: Buffer, signed: string): boolean {
  if (proof.length !== KEY_BYTES) return false;
  const signature = hmac(storedKey, signed);
  const clientKey = Buffer.from(proof.map((byte, at) => byte ^ (signature[at] ?? 0)));
  return timingSafeEqual(createHash('sha256').update(clientKey).digest(), storedKey);
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
