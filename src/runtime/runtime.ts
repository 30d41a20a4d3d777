/** One webhook request from its arrival to its answer and log entry. */
import type { ObjectId } from '../bson/bson.ts';
import type { Limits } from '../limits.ts';
import type { LogEntry } from '../registry/documents.ts';
import { answerError, describeRequestFailure, toRequestError } from './error-answer.ts';
import type { ServedApp } from './served-app.ts';
import { callFunction, requireReturned } from './steps/call-function.ts';
import { checkCanEvaluate } from './steps/can-evaluate.ts';
import { allowOrigin, answerPreflight } from './steps/cors.ts';
import { readHeaders } from './steps/headers.ts';
import { createLogEntry, type RequestTrace } from './steps/log-entry.ts';
import { allowedMethods, checkMethod } from './steps/method.ts';
import { buildContextRequest, buildPayload, plainAddress } from './steps/payload.ts';
import { parsePairs } from './steps/query.ts';
import { buildResponse } from './steps/response.ts';
import { findApp, findWebhook } from './steps/route.ts';
import { resolveUser } from './steps/user.ts';
import { validateRequest } from './steps/validate.ts';
import type { WebhookAnswer, WebhookRequest } from './webhook-request.ts';

export interface Runtime {
  /** Snapshots by client app id. Read once per request. */
  readonly apps: ReadonlyMap<string, ServedApp>;
  readonly limits: Limits;
  /** Origin under which callers reach the server, without a trailing slash; known once the server listens. */
  readonly publicUrl: () => string;
  /** Must not throw and must not wait. */
  readonly log: (entry: LogEntry) => void;
  readonly now: () => Date;
  readonly newId: () => ObjectId;
  /** Faults of our own, for the operator. */
  readonly onFault: (fault: unknown) => void;
}

/** Never rejects. A fault at any step before the function means that the function is not called. */
export async function answerWebhook(request: WebhookRequest, runtime: Runtime): Promise<WebhookAnswer> {
  const trace: RequestTrace = { id: runtime.newId(), started: runtime.now() };
  const cors: Array<readonly [string, string]> = [];
  let answer: WebhookAnswer;
  try {
    answer = await runSteps(request, runtime, trace, cors);
  } catch (thrown) {
    const error = toRequestError(thrown);
    if (error !== thrown) runtime.onFault(thrown);
    trace.failure = describeRequestFailure(error);
    answer = answerError(error, describeRoute(request, runtime, trace));
  }
  logRequest(request, runtime, trace, answer.status);
  return withCors(answer, cors);
}

async function runSteps(
  request: WebhookRequest,
  runtime: Runtime,
  trace: RequestTrace,
  cors: Array<readonly [string, string]>,
): Promise<WebhookAnswer> {
  const { limits } = runtime;
  const app = findApp(request, runtime.apps);
  trace.app = app;
  const route = findWebhook(request, app);
  trace.route = route;
  const { webhook } = route;

  const headers = readHeaders(request.rawHeaders);
  cors.push(...allowOrigin(app, headers));
  if (request.method === 'OPTIONS') return answerPreflight(webhook, headers, cors);
  checkMethod(webhook.config.method, request.method);

  const body = await request.readBody();
  const query = parsePairs(request.rawQuery, limits.requestPairsMax);
  validateRequest(webhook.config.validation, headers, query, body);

  const caller = resolveUser(webhook.config.runAs);
  trace.user = caller;
  const payload = buildPayload(request.method, headers, query, body, limits.requestPairsMax);
  trace.payload = payload;
  const contextRequest = buildContextRequest(request, headers, {
    service: route.service.name,
    publicUrl: runtime.publicUrl(),
    remoteAddress: plainAddress(request.remoteAddress),
  });
  await checkCanEvaluate(route, payload, { request: contextRequest, ...caller });

  trace.outcome = await callFunction(app.sandbox, {
    deployment: app.deployment,
    functionName: webhook.config.name,
    source: webhook.source,
    arguments: payload,
    request: contextRequest,
    user: caller.user,
    runningAsSystem: caller.runningAsSystem,
    relaxed: webhook.config.returnType === 'JSON',
    wantsResult: webhook.config.respondResult,
  });
  return buildResponse(webhook.config, request.method, requireReturned(trace.outcome), limits.responseHeadersMax);
}

function describeRoute(
  request: WebhookRequest,
  runtime: Runtime,
  trace: RequestTrace,
): { link?: string; allow?: string } {
  const { app, route, id } = trace;
  if (app === undefined) return {};
  const link = `${runtime.publicUrl()}/apps/${encodeURIComponent(request.app)}/logs?co_id=${id.toHexString()}`;
  return route === undefined ? { link } : { link, allow: allowedMethods(route.webhook.config.method) };
}

/**
 * Requests to unknown apps have no app to log to, and a pre-flight is no call. What the server refuses as no well-formed
 * request never comes here: its target is not to be trusted to name an app. The function may have run when this is reached,
 * so a fault here is reported and changes nothing for the caller.
 */
function logRequest(request: WebhookRequest, runtime: Runtime, trace: RequestTrace, status: number): void {
  const { app } = trace;
  if (app === undefined || (request.method === 'OPTIONS' && trace.failure === undefined)) return;
  try {
    runtime.log(createLogEntry(request, { ...trace, app }, status, runtime.now(), runtime.limits.logArgumentBytesMax));
  } catch (fault) {
    runtime.onFault(fault);
  }
}

/** Browsers may read errors too. A header that the function set itself stays. */
function withCors(answer: WebhookAnswer, cors: ReadonlyArray<readonly [string, string]>): WebhookAnswer {
  const set = answer.headers.some(([name]) => name.toLowerCase() === 'access-control-allow-origin');
  return cors.length === 0 || set ? answer : { ...answer, headers: [...answer.headers, ...cors] };
}
