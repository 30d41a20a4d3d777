/** The HTTP server: Fastify for life cycle and routing, our own strict reading of what a request may look like. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fastify } from 'fastify';
import { WebhookCliError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { answerError, RETRY_AFTER_SECONDS, toRequestError } from '../runtime/error-answer.ts';
import { allowedMethods } from '../runtime/steps/method.ts';
import type { WebhookAnswer, WebhookRequest } from '../runtime/webhook-request.ts';
import { checkRequest } from './check-request.ts';
import { countRequest } from './connection.ts';
import { answerParseError } from './parse-error.ts';
import { readBody } from './read-body.ts';
import { sendAnswer } from './send-answer.ts';
import { parseTarget } from './target.ts';

export interface ServerOptions {
  readonly limits: Limits;
  /** Never rejects. */
  readonly answer: (request: WebhookRequest) => Promise<WebhookAnswer>;
  /** Faults of our own, for the operator. */
  readonly onFault: (fault: unknown) => void;
}

export interface WebhookServer {
  /** Resolves with the port that was bound. Throws `CannotListen`. */
  listen(host: string, port: number): Promise<number>;
  /** Not ready any more, no new connections; running requests finish within `drainMs`, then they are cut. Idempotent. */
  close(drainMs: number): Promise<void>;
}

export function createServer(options: ServerOptions): WebhookServer {
  const { limits } = options;
  let draining = false;
  const app = fastify({
    ...transportLimits(limits),
    logger: false,
    exposeHeadRoutes: false,
    // Requests on open connections are answered while draining, with `Connection: close`: an accepted request is never lost.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    clientErrorHandler: answerParseError,
    // Every path goes through our own strict reading of the target; the router only tells health checks from the rest.
    rewriteUrl: (request) => (HEALTH_PATHS.has(request.url ?? '') ? (request.url ?? '') : WEBHOOK_ROUTE),
  });
  app.server.maxConnections = limits.socketsMax;
  // Beyond its own maximum Node drops headers silently; checkRequest counts them instead.
  app.server.maxHeadersCount = 0;

  app.get('/health', async () => ({ status: 'ok' }));
  app.get('/ready', async (_request, reply) => {
    if (draining) reply.code(503).header('Retry-After', RETRY_AFTER_SECONDS);
    return { status: draining ? 'draining' : 'ready' };
  });
  // A hook, not a handler: it runs before Fastify looks at the body, whose media type is none of our business.
  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'GET' && HEALTH_PATHS.has(request.raw.url ?? '')) return;
    reply.hijack();
    await answerRequest(request.raw, reply.raw, () => draining, options);
  });
  app.route({ method: [...app.supportedMethods], url: WEBHOOK_ROUTE, handler: unreachable });
  app.setNotFoundHandler(unreachable);

  return {
    listen: (host, port) => listen(app, host, port),
    async close(drainMs) {
      draining = true;
      const cut = setTimeout(() => app.server.closeAllConnections(), drainMs);
      await app.close();
      clearTimeout(cut);
    },
  };
}

const WEBHOOK_ROUTE = '/webhook';
const HEALTH_PATHS: ReadonlySet<string> = new Set(['/health', '/ready']);
/** How often Node looks for requests that are late. */
const LATE_CHECK_MS = 1_000;

function transportLimits(limits: Limits) {
  return {
    bodyLimit: limits.requestBodyBytesMax,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    http: {
      // Node counts the request line too; checkRequest holds each to its own limit.
      maxHeaderSize: limits.requestHeaderBytesMax + limits.requestTargetBytesMax,
      headersTimeout: Math.min(limits.requestHeadersTimeoutMs, limits.requestTimeoutMs),
      requestTimeout: limits.requestTimeoutMs,
      connectionsCheckingInterval: LATE_CHECK_MS,
      insecureHTTPParser: false,
      // checkRequest requires it, and answers in the one error shape.
      requireHostHeader: false,
    },
  } as const;
}

async function answerRequest(
  request: IncomingMessage & { originalUrl?: string },
  response: ServerResponse,
  isDraining: () => boolean,
  options: ServerOptions,
): Promise<void> {
  const position = countRequest(request.socket);
  // The connection closes with the answer before: nobody would learn that this one ran. Node's own count would answer 503
  // to a client that goes on, which reads as trouble of ours.
  if (position > options.limits.requestsPerSocketMax) return;
  let answer: WebhookAnswer;
  try {
    const webhookRequest = readRequest(request, options.limits);
    answer = await options.answer(webhookRequest);
  } catch (thrown) {
    const error = toRequestError(thrown);
    if (error !== thrown) options.onFault(thrown);
    answer = answerError(error, { allow: allowedMethods('ANY') });
  }
  const isLast = isDraining() || position === options.limits.requestsPerSocketMax;
  sendAnswer(request, response, answer, isLast, options.limits);
}

/** Throws a coded error for a request that is not well formed or not for a webhook. */
function readRequest(request: IncomingMessage & { originalUrl?: string }, limits: Limits): WebhookRequest {
  const url = request.originalUrl ?? '';
  checkRequest(request, url, limits);
  const method = request.method ?? '';
  if (url === '*') throw new WebhookCliError('MethodNotAllowed', { method, allowed: allowedMethods('ANY') });
  const target = parseTarget(url);
  if (target === undefined) throw new WebhookCliError('RouteNotFound', {});
  return {
    ...target,
    method,
    rawHeaders: request.rawHeaders,
    remoteAddress: request.socket.remoteAddress ?? '',
    readBody: () => readBody(request, limits.requestBodyBytesMax),
  };
}

async function listen(
  app: { listen(options: object): Promise<string>; server: { address(): unknown } },
  host: string,
  port: number,
) {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw new WebhookCliError('CannotListen', { host, port, reason: describeListenError(error) }, { cause: error });
  }
  const address = app.server.address();
  return typeof address === 'object' && address !== null && 'port' in address ? Number(address.port) : port;
}

const LISTEN_ERRORS: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'the port is in use'],
  ['EACCES', 'this user may not use the port'],
  ['EADDRNOTAVAIL', 'this machine does not have the address'],
]);

function describeListenError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return LISTEN_ERRORS.get(code) ?? (error instanceof Error ? error.message : String(error));
}

function unreachable(): never {
  throw new WebhookCliError('InternalError', { reason: 'a request passed its hook' });
}
