/** Step 9: one log entry for each request to a known app, with the old platform's field names. Credentials never get into it. */
import type { ObjectId } from '../../bson/bson.ts';
import type { LogEntry } from '../../registry/documents.ts';
import type { FunctionOutcome } from '../../sandbox/sandbox.ts';
import type { ServedApp } from '../served-app.ts';
import type { WebhookRequest } from '../webhook-request.ts';
import type { WebhookPayload } from './payload.ts';
import { plainAddress } from './payload.ts';
import { redactArguments, redactQuery, redactSecret } from './redact.ts';
import type { Route } from './route.ts';
import type { ExecutionUser } from './user.ts';

/** What the steps have found out so far; the entry tells as much as there is. */
export interface RequestTrace {
  readonly id: ObjectId;
  readonly started: Date;
  app?: ServedApp;
  route?: Route;
  payload?: WebhookPayload;
  user?: ExecutionUser;
  outcome?: FunctionOutcome;
  failure?: RequestFailure;
}

export interface RequestFailure {
  readonly code: string;
  readonly message: string;
  /** What the answer does not say. */
  readonly cause: string | undefined;
}

export function createLogEntry(
  request: WebhookRequest,
  trace: RequestTrace & { readonly app: ServedApp },
  status: number,
  completed: Date,
  argumentBytesMax: number,
): LogEntry {
  const { app, route } = trace;
  const secretForms = route?.webhook.secretForms ?? [];
  const clean = (text: string): string => redactSecret(text, secretForms);
  return {
    _id: trace.id,
    co_id: trace.id,
    type: 'WEBHOOK',
    app: app.id,
    request_url: clean(request.path + redactQuery(request.rawQuery)),
    request_method: request.method,
    remote_ip_address: plainAddress(request.remoteAddress),
    started: trace.started,
    completed,
    status,
    deployment: app.deploymentNumber,
    ...(route === undefined ? {} : describeCall(route, trace.payload, clean, argumentBytesMax)),
    ...(typeof trace.user?.user.id === 'string' && trace.user.user.id !== '' ? { user_id: trace.user.user.id } : {}),
    ...describeOutcome(trace.outcome, clean),
    ...describeFailure(trace.failure, clean),
  };
}

function describeCall(
  { service, webhook: { config } }: Route,
  payload: WebhookPayload | undefined,
  clean: (text: string) => string,
  argumentBytesMax: number,
): object {
  const { name, logArguments } = config;
  const call = { name, service: service.name };
  const isShown = logArguments && payload !== undefined;
  return {
    incoming_webhook_name: name,
    function_call: isShown ? { ...call, arguments: clean(redactArguments(payload, argumentBytesMax)) } : call,
  };
}

function describeOutcome(outcome: FunctionOutcome | undefined, clean: (text: string) => string): object {
  if (outcome === undefined || outcome.status === 'unavailable') return { messages: [] };
  return {
    messages: outcome.logs.length === 0 ? outcome.logs : outcome.logs.map(clean),
    ...(outcome.droppedLogs > 0 ? { messages_dropped: outcome.droppedLogs } : {}),
    ...(outcome.status === 'threw' ? { error_stack: clean(outcome.stack) } : {}),
  };
}

function describeFailure(failure: RequestFailure | undefined, clean: (text: string) => string): object {
  if (failure === undefined) return {};
  const { code, message, cause } = failure;
  return { error: clean(message), error_code: code, ...(cause === undefined ? {} : { error_cause: clean(cause) }) };
}
