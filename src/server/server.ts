/** The HTTP server: Fastify for life cycle and routing, our own strict reading of what a request may look like. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fastify } from 'fastify';
import { WebhookCliError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { answerError, toRequestError } from '../runtime/error-answer.ts';
import { allowedMethods } from '../runtime/steps/method.ts';
import type { WebhookAnswer, WebhookRequest } from '../runtime/webhook-request.ts';
import { checkRequest } from './check-request.ts';
import { Connections } from './connection.ts';
import { drain } from './drain.ts';
import { answerHealthCheck, READY_PATH } from './health.ts';
import { createHttpServer } from './http-server.ts';
import { answerParseError } from './parse-error.ts';
import { readBody } from './read-body.ts';
import { sendAnswer } from './send-answer.ts';
import { parseTarget, toOriginForm } from './target.ts';

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
  /** Not ready at once, soon no new connections; running requests finish within `drainMs`, then they are cut. Idempotent. */
  close(drainMs: number): Promise<void>;
}

export function createServer(options: ServerOptions): WebhookServer {
  const { limits } = options;
  const connections = new Connections();
  const state = { draining: false, readyAsked: false };
  let closing: Promise<void> | undefined;
  const app = fastify({
    serverFactory: (handler) => createHttpServer(handler, connections, limits),
    bodyLimit: limits.requestBodyBytesMax,
    logger: false,
    // Requests on open connections are answered while draining, with `Connection: close`: an accepted request is never lost.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    clientErrorHandler: answerParseError,
    // Every path goes through our own strict reading of the target.
    rewriteUrl: () => ROUTE,
  });
  // A hook, not a handler: it runs before Fastify looks at the body, whose media type is none of our business.
  app.addHook('onRequest', async (request, reply) => {
    reply.hijack();
    await answerRequest(request.raw, reply.raw, connections, state, options);
  });
  app.route({ method: [...app.supportedMethods], url: ROUTE, handler: unreachable });
  app.setNotFoundHandler(unreachable);

  return {
    listen: (host, port) => listen(app, host, port),
    close(drainMs) {
      state.draining = true;
      const isWatched = state.readyAsked;
      const cut = (): void => app.server.closeAllConnections();
      closing ??= drain({ connections, limits, isWatched, close: () => app.close(), cut }, drainMs);
      return closing;
    },
  };
}

const ROUTE = '/webhook';

interface ServerState {
  draining: boolean;
  /** Somebody asked whether the server is ready: a balancer, most likely. */
  readyAsked: boolean;
}

async function answerRequest(
  request: IncomingMessage & { originalUrl?: string },
  response: ServerResponse,
  connections: Connections,
  state: ServerState,
  options: ServerOptions,
): Promise<void> {
  const { limits } = options;
  const position = connections.begin(request.socket, response);
  // The connection closes with the answer before: nobody would learn that this one ran. Node's own count would answer 503
  // to a client that goes on, which reads as trouble of ours.
  if (position > limits.requestsPerSocketMax) return;
  let answer: WebhookAnswer;
  try {
    answer = await findAnswer(request, state, options);
  } catch (thrown) {
    const error = toRequestError(thrown);
    if (error !== thrown) options.onFault(thrown);
    answer = answerError(error, { allow: allowedMethods('ANY') });
  }
  sendAnswer(request, response, answer, state.draining || position === limits.requestsPerSocketMax, limits);
}

/** Throws a coded error for a request that is not well formed, or for no webhook. */
function findAnswer(
  request: IncomingMessage & { originalUrl?: string },
  state: ServerState,
  { limits, answer }: ServerOptions,
): WebhookAnswer | Promise<WebhookAnswer> {
  const { originalUrl = '', method = '' } = request;
  checkRequest(request, originalUrl, limits);
  if (originalUrl === '*') throw new WebhookCliError('MethodNotAllowed', { method, allowed: allowedMethods('ANY') });
  const url = toOriginForm(originalUrl);
  if (url === READY_PATH) state.readyAsked = true;
  const health = answerHealthCheck(method, url, state.draining);
  if (health !== undefined) return health;
  const target = parseTarget(url);
  if (target === undefined) throw new WebhookCliError('RouteNotFound', {});
  return answer({
    ...target,
    method,
    rawHeaders: request.rawHeaders,
    remoteAddress: request.socket.remoteAddress ?? '',
    readBody: () => readBody(request, limits.requestBodyBytesMax),
  });
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
