/** Who a connection is: trusted because it could open the socket, or a stranger until it has proven a password. */
import { authenticationFailed, type Credentials, ScramConversation } from './scram.ts';

export interface SaslReply {
  readonly conversationId: number;
  readonly done: boolean;
  readonly payload: Uint8Array;
}

const CONVERSATION_ID = 1;

export class ConnectionAuth {
  /** Undefined where no password is asked for. */
  readonly credentials: Credentials | undefined;
  private conversation: ScramConversation | undefined;
  private skipsEmptyExchange = false;
  private proven = false;
  private finished = false;

  constructor(credentials: Credentials | undefined) {
    this.credentials = credentials;
  }

  /** Whether the connection may run commands that read or write. */
  get isTrusted(): boolean {
    return this.credentials === undefined || this.finished;
  }

  /** The user who has proven a password, with the database that users belong to; empty where none was asked for. */
  get owner(): string {
    return this.credentials !== undefined && this.finished ? `${this.credentials.user}@admin` : '';
  }

  start(payload: Uint8Array, skipsEmptyExchange: boolean): SaslReply {
    this.logOut();
    if (this.credentials === undefined) throw authenticationFailed();
    this.conversation = new ScramConversation(this.credentials, Buffer.from(payload).toString('utf8'));
    this.skipsEmptyExchange = skipsEmptyExchange;
    return saslReply(this.conversation.serverFirst, false);
  }

  /** The client's proof; and, from a client that asks for it, an empty message after it. */
  proceed(payload: Uint8Array): SaslReply {
    if (this.proven && payload.length === 0) {
      this.finished = true;
      this.proven = false;
      return saslReply('', true);
    }
    const { conversation } = this;
    this.logOut();
    if (conversation === undefined) throw authenticationFailed();
    const serverFinal = conversation.finish(Buffer.from(payload).toString('utf8'));
    this.finished = this.skipsEmptyExchange;
    this.proven = !this.skipsEmptyExchange;
    return saslReply(serverFinal, this.finished);
  }

  logOut(): void {
    this.conversation = undefined;
    this.proven = false;
    this.finished = false;
  }
}

function saslReply(text: string, done: boolean): SaslReply {
  return { conversationId: CONVERSATION_ID, done, payload: Buffer.from(text) };
}
