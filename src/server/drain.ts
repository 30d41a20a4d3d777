/** How a server stops: it says so, takes no new connections, and gives what it has accepted its time. */
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Limits } from '../limits.ts';
import type { Connections } from './connection.ts';
import { answerLateHeaders } from './parse-error.ts';

export interface Draining {
  readonly connections: Connections;
  readonly limits: Limits;
  /** Somebody will notice that the server is not ready any more, and send requests elsewhere. */
  readonly isWatched: boolean;
  /** Stops listening; resolves when the last connection is closed. */
  readonly close: () => Promise<void>;
  /** Cuts every connection. */
  readonly cut: () => void;
}

/** How often connections without a request are looked for. */
const SWEEP_MS = 250;

/** Requests that are running get `drainMs`, those whose headers are on their way the time that headers always have. */
export async function drain({ connections, limits, isWatched, close, cut }: Draining, drainMs: number): Promise<void> {
  // Refusing connections before anyone knows that they will be refused loses requests. An idle server that nobody watches
  // has none to lose and stops at once.
  if (isWatched || connections.hasRunning) await delay(limits.drainNoticeMs);
  const startedMs = performance.now();
  const sweep = (): void => {
    const isLate = performance.now() - startedMs > limits.requestHeadersTimeoutMs;
    for (const socket of connections.listWithoutRequest()) endUnused(socket, isLate);
  };
  const sweeping = setInterval(sweep, SWEEP_MS);
  const cutting = setTimeout(cut, drainMs);
  const closed = close();
  sweep();
  await closed;
  clearInterval(sweeping);
  clearTimeout(cutting);
}

/**
 * Node closes the connections between two requests by itself, but takes one that never sent a byte for busy, and no longer
 * looks for late headers once its server is told to close.
 */
function endUnused(socket: Socket, isLate: boolean): void {
  if (socket.bytesRead === 0) socket.destroy();
  else if (isLate) answerLateHeaders(socket);
}
