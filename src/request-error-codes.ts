/** The codes that end a webhook request, or keep an app from being served. */
import type { ErrorDefinition } from './error-definition.ts';

export const REQUEST_ERRORS = {
  // Webhook requests
  // The codes are the ones that callers of the old platform know; the message is the `error` of the answer.
  AppNotFound: {
    kind: 'notFound',
    message: "cannot find app using Client App ID '{id}'",
    hint: 'check the app id in the URL; import the app if it was never deployed',
    status: 404,
  },
  ServiceNotFound: {
    kind: 'notFound',
    message: "service not found: '{service}'",
    hint: 'the URL names a service of the app by its name',
    status: 404,
  },
  IncomingWebhookNotFound: {
    kind: 'notFound',
    message: "incoming webhook not found: '{webhook}'",
    hint: 'the URL names a webhook by the name in its config.json, not by its folder or id',
    status: 404,
  },
  RouteNotFound: {
    kind: 'notFound',
    message: 'no webhook has this path',
    hint: 'the path is /api/client/v2.0/app/APP_ID/service/SERVICE/incoming_webhook/WEBHOOK',
    status: 404,
  },
  MethodNotAllowed: {
    kind: 'failed',
    message: 'method {method} is not allowed here, allowed: {allowed}',
    hint: 'call with an allowed method, or change options.httpMethod of the webhook',
    status: 405,
  },
  DomainNotAllowed: {
    kind: 'failed',
    message: 'requests from this origin are not allowed',
    hint: 'add the origin to security.allowed_request_origins of the app',
    status: 403,
  },
  IncomingWebhookAuthFailed: {
    kind: 'failed',
    message: 'incoming webhook request validation failed',
    hint: 'the log entry of the request names the cause',
    status: 401,
  },
  RunAsNotSupported: {
    kind: 'failed',
    message: 'running a webhook as "{mode}" is not supported yet',
    hint: 'only webhooks that run as the system user can be called',
    status: 501,
  },
  ServiceTypeNotSupported: {
    kind: 'failed',
    message: 'webhooks of {type} services are not supported yet',
    hint: 'only webhooks of http services can be called',
    status: 501,
  },
  NoMatchingRuleFound: {
    kind: 'failed',
    message: 'rule not matched for function "{name}"',
    hint: 'the can_evaluate expression of the webhook was false for this request',
    status: 403,
  },
  FunctionExecutionError: {
    kind: 'failed',
    message: '{reason}',
    hint: 'the log entry of the request has the position in the source',
    status: 400,
  },
  ExecutionTimeLimitExceeded: {
    kind: 'failed',
    message: 'execution time limit exceeded',
    hint: 'make the function do less, or raise the limits functionWallMs and functionCpuMs',
    status: 400,
  },
  TooManyRequests: {
    kind: 'failed',
    message: 'too many requests of this app are waiting',
    hint: 'repeat the request later, or raise sandboxRunningCallsMax and sandboxQueuedCallsMax',
    status: 429,
  },
  InternalServerError: {
    kind: 'failed',
    message: 'internal server error: {reason}',
    hint: 'repeat the request later',
    status: 503,
  },
  InvalidParameter: {
    kind: 'failed',
    message: 'invalid request: {reason}',
    hint: 'correct the request',
    status: 400,
  },
  ReadSizeLimitExceeded: {
    kind: 'failed',
    message: 'the request body is larger than {limit} bytes',
    hint: 'send less, or raise the limit requestBodyBytesMax',
    status: 413,
  },
  RequestHeadersTooLarge: {
    kind: 'failed',
    message: 'the request line or the headers are too large',
    hint: 'send less, or raise requestTargetBytesMax, requestHeaderBytesMax or requestHeadersMax',
    status: 431,
  },
  RequestTimeout: {
    kind: 'failed',
    message: 'the request did not arrive in time',
    hint: 'send the request faster, or raise requestHeadersTimeoutMs or requestTimeoutMs',
    status: 408,
  },
  RequestAborted: {
    kind: 'failed',
    message: 'the client closed the connection before its request was complete',
    hint: 'the function was not called',
    status: 400,
  },
  UnsupportedContentEncoding: {
    kind: 'failed',
    message: 'Content-Encoding of a request is not supported',
    hint: 'send the body as it is',
    status: 415,
  },
  UnsupportedTransferEncoding: {
    kind: 'failed',
    message: 'only the transfer encoding "chunked" is supported',
    hint: 'send the body with Content-Length, or chunked alone',
    status: 501,
  },

  // Serving
  CannotListen: {
    kind: 'failed',
    message: 'cannot listen on {host} port {port}: {reason}',
    hint: 'choose another port with --port, or another address with --host',
  },
  NothingToServe: {
    kind: 'notFound',
    message: 'no app is deployed in {registry}',
    hint: 'deploy one first: webhook-cli import --path DIR --create',
  },
  AppNotServable: {
    kind: 'validation',
    message: 'app {app} cannot be served: {reason}',
    hint: 'correct the app and import it again',
  },
} as const satisfies Record<string, ErrorDefinition>;
