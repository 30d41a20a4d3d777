/** What is remembered of each open connection: its requests, whether one is running, and whether it got its last answer. */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

interface Connection {
  /** All that it had. */
  requests: number;
  /** Those without their whole answer. */
  running: number;
}

/** The open connections of one server. */
export class Connections {
  readonly #open = new Map<Socket, Connection>();

  add(socket: Socket): void {
    this.#open.set(socket, { requests: 0, running: 0 });
    socket.once('close', () => this.#open.delete(socket));
  }

  /** Counts a request, as running until its answer is out; answers its position on the connection, from 1. */
  begin(socket: Socket, response: ServerResponse): number {
    const connection = this.#open.get(socket) ?? { requests: 0, running: 0 };
    connection.requests += 1;
    connection.running += 1;
    response.once('close', () => {
      connection.running -= 1;
    });
    return connection.requests;
  }

  get hasRunning(): boolean {
    return this.#open.values().some(({ running }) => running > 0);
  }

  /** Those on which no request is running: silent, between two requests, or within the headers of one. */
  listWithoutRequest(): Socket[] {
    return [...this.#open].filter(([, { running }]) => running === 0).map(([socket]) => socket);
  }
}

/** Connections that got their last answer: bytes that come after it are answered no more. */
export const endingSockets = new WeakSet<Duplex>();
