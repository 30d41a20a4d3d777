/** What the engine knows of one connection. */
import type { ConnectionAuth } from './authentication/connection-auth.ts';

export interface Connection {
  readonly id: number;
  /** Address and port of the client, as the server tells it; a socket file's name for the local one. */
  readonly remote: string;
  readonly auth: ConnectionAuth;
}
