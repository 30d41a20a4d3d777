/** What the engine knows of one connection. */
import type { UUID } from '../bson/bson.ts';
import type { ConnectionAuth } from './authentication/connection-auth.ts';

export interface Connection {
  readonly id: number;
  readonly uuid: UUID;
  /** Address and port of the client, as the server tells it; a socket file's name for the local one. */
  readonly remote: string;
  readonly auth: ConnectionAuth;
  /** Aborted when the client is gone, so that nothing waits on for it. */
  readonly ended: AbortSignal;
}
