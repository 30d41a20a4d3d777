/** Node's server, with its limits. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Limits } from '../limits.ts';
import type { Connections } from './connection.ts';

/** How often Node looks for requests that are late. */
const LATE_CHECK_MS = 1_000;

export function createHttpServer(handler: RequestListener, connections: Connections, limits: Limits): Server {
  const options = {
    // Node counts the request line too; checkRequest holds each to its own limit.
    maxHeaderSize: limits.requestHeaderBytesMax + limits.requestTargetBytesMax,
    headersTimeout: Math.min(limits.requestHeadersTimeoutMs, limits.requestTimeoutMs),
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: LATE_CHECK_MS,
    insecureHTTPParser: false,
    // checkRequest requires it, and answers in the one error shape.
    requireHostHeader: false,
  };
  const server = createServer(options, handler);
  server.maxConnections = limits.socketsMax;
  // Beyond its own maximum Node drops headers silently; checkRequest counts them instead.
  server.maxHeadersCount = 0;
  // A client may close its side when it has sent its request, and still wants the answer.
  Object.assign(server, { httpAllowHalfOpen: true });
  return server.on('connection', (socket) => connections.add(socket));
}
