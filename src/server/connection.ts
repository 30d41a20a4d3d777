/** What is remembered of an open connection: how many requests it had, and whether it got its last answer. */
import type { Duplex } from 'node:stream';

const requestsOf = new WeakMap<Duplex, number>();

/** Counts a request; answers its position on the connection, from 1. */
export function countRequest(socket: Duplex): number {
  const position = (requestsOf.get(socket) ?? 0) + 1;
  requestsOf.set(socket, position);
  return position;
}

/** Connections that got their last answer: bytes that come after it are answered no more. */
export const endingSockets = new WeakSet<Duplex>();
