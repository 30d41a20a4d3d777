/**
 * Every error that this program raises on purpose: one class, one table. A message says what was found and where; a hint
 * says what to do next. `kind` decides the exit status of a command; `status` is the HTTP status where a request ends by it.
 */

/** Exit status of a command by the kind of its failure. */
export const EXIT_CODES = {
  done: 0,
  failed: 1,
  usage: 2,
  validation: 3,
  inputNeeded: 4,
  unreachable: 5,
  conflict: 6,
  notFound: 7,
} as const;

export type ErrorKind = Exclude<keyof typeof EXIT_CODES, 'done'>;

interface ErrorDefinition {
  readonly kind: ErrorKind;
  /** Sentence with `{placeholders}` for the details. */
  readonly message: string;
  readonly hint: string;
  /** HTTP status of the answer when a webhook request ends by this error. */
  readonly status?: number;
}

const ERRORS = {
  // Any folder
  InternalError: {
    kind: 'failed',
    message: 'internal error: {reason}',
    hint: 'this is a fault of webhook-cli itself; please report it with the command that caused it',
  },
  Interrupted: { kind: 'failed', message: 'interrupted', hint: 'nothing was changed; run the command again' },

  // Command line
  WrongUsage: { kind: 'usage', message: '{reason}', hint: 'run `webhook-cli help` or the command with --help' },
  UnknownLimit: {
    kind: 'usage',
    message: 'unknown limit "{name}" (from {origin})',
    hint: 'the limits are: {allowed}',
  },
  InvalidLimit: {
    kind: 'usage',
    message: 'limit {name} (from {origin}) must be a whole number of 0 or more, got "{value}"',
    hint: 'write it as NAME=VALUE, for example functionWallMs=60000',
  },
  UnreadableSettings: {
    kind: 'usage',
    message: 'cannot read the settings file {path}: {reason}',
    hint: 'correct the JSON in that file, or move it away',
  },
  InputNeeded: {
    kind: 'inputNeeded',
    message: 'an answer is needed: {question}',
    hint: 'this is not an interactive terminal; give {flag}',
  },
  Declined: {
    kind: 'failed',
    message: 'declined, nothing changed',
    hint: 'run the command again and confirm, or give --yes',
  },
  MissingAppId: {
    kind: 'usage',
    message: 'an App ID (--app-id=[string]) must be supplied to export an app',
    hint: 'give the client app id, for example --app-id orders-abcde',
  },
  UnknownStrategy: {
    kind: 'usage',
    message: 'unknown import strategy "{strategy}"; accepted values are [{allowed}]',
    hint: 'merge keeps deployed resources that the directory does not have, replace and replace-by-name remove them',
  },
  MergeLayoutDiffers: {
    kind: 'validation',
    message: 'cannot merge: the deployed app has the root file {deployed}, the directory has {local}',
    hint: 'use --strategy replace',
  },
  MergePathTaken: {
    kind: 'validation',
    message: 'cannot merge: {path} belongs to the {deployed} of the deployed app and to the {local} of the directory',
    hint: 'rename the folder in the directory, or use --strategy replace',
  },
  MergedAppInvalid: {
    kind: 'validation',
    message: 'the app that the merge would give has {errors}',
    hint: 'correct the directory so that it fits the resources that are kept, or use --strategy replace',
  },

  // App directories and disk
  NoSuchDirectory: {
    kind: 'notFound',
    message: 'there is no directory {path}',
    hint: 'check the path; give an app directory with --path',
  },
  NotADirectory: {
    kind: 'usage',
    message: '{path} is a file, not an app directory',
    hint: 'give the directory that holds stitch.json; archives are not supported yet',
  },
  AppRootNotFound: {
    kind: 'notFound',
    message: 'could not find stitch app: no root file in {path} or its parents (at most {levels} directories)',
    hint: 'run the command in an app directory, give one with --path, or make one with: webhook-cli new app',
  },
  AppInvalid: {
    kind: 'validation',
    message: 'the app in {root} has {errors}',
    hint: 'correct the errors listed, then run: webhook-cli validate',
  },
  AppUnreadable: {
    kind: 'failed',
    message: 'cannot read {path}: {reason}',
    hint: 'check the permissions of the directory and of its parents',
  },
  TargetNotEmpty: {
    kind: 'failed',
    message: 'the directory {path} is not empty',
    hint: 'choose another directory, or give --overwrite to replace the files of the app in it',
  },
  FileExists: {
    kind: 'failed',
    message: 'the file {path} exists already and is never overwritten here',
    hint: 'choose another name, or move the file away',
  },
  UnsafeTarget: {
    kind: 'failed',
    message: 'cannot write {path}: {reason}',
    hint: 'nothing was changed; remove what is in the way, or choose another directory',
  },
  WriteFailed: {
    kind: 'failed',
    message: 'cannot write to {path}: {reason}',
    hint: 'nothing was changed; make room or give yourself write permission, then run the command again',
  },
  UnusableAnswer: {
    kind: 'usage',
    message: '{flag} cannot be "{value}": {reason}',
    hint: 'give another value with {flag}',
  },
  UnknownKind: {
    kind: 'usage',
    message: 'nothing of the kind "{kind}" can be created{suggestion}',
    hint: 'the kinds are: {allowed}',
  },
  NameTaken: {
    kind: 'conflict',
    message: 'the app has {kind} "{name}" already',
    hint: 'choose another --name; nothing was changed',
  },
  UnknownService: {
    kind: 'notFound',
    message: 'the app has no service "{name}"',
    hint: 'its services are: {services}; give --type to create a new one',
  },
  SeveralSecretSources: {
    kind: 'usage',
    message: 'more than one source for the secret: {flags}',
    hint: 'give one of --secret-stdin, --secret-file, --secret-env and --secret-generate',
  },
  NoSecretGiven: {
    kind: 'usage',
    message: 'the secret from {source} is empty or cannot be read: {reason}',
    hint: 'put the secret there, or use --secret-generate',
  },

  // Database and registry
  RegistryUnreachable: {
    kind: 'unreachable',
    message: 'cannot reach the MongoDB deployment at {hosts}: {reason}',
    hint: 'check that it is running and that the registry URI, its user name and its password are right',
  },
  InvalidRegistryUri: {
    kind: 'usage',
    message: 'the registry URI is not a valid MongoDB connection string: {reason}',
    hint: 'write mongodb://HOST:PORT/ or mongodb+srv://HOST/, and percent-encode special characters in user name and password',
  },
  DataFileUnusable: {
    kind: 'failed',
    message: 'cannot use the data file {path}: {reason}',
    hint: 'check the permissions of the data directory and the free space of its disk, or give another --data-dir',
  },
  DataFileTooNew: {
    kind: 'failed',
    message: 'the data file {path} has format {version}; this webhook-cli knows formats up to {supported}',
    hint: 'it was written by a newer webhook-cli: use that one, or give another --data-dir',
  },
  EmbeddedEngineFailed: {
    kind: 'failed',
    message: 'the embedded database engine failed: {reason}',
    hint: 'run the command again; what was acknowledged is in the data file',
  },
  UnknownApp: {
    kind: 'notFound',
    message: 'Unable to find app with ID: "{id}"',
    hint: '{advice}',
  },
  AppNeverDeployed: {
    kind: 'notFound',
    message: 'the app "{app}" exists and was never deployed',
    hint: 'import its directory first',
  },
  AppExists: {
    kind: 'conflict',
    message: 'an app with the ID "{app}" exists already',
    hint: 'run the command again without --create to import into it, or give another --app-id',
  },
  AppNameTaken: {
    kind: 'conflict',
    message: 'app already exists with name "{name}": {app}',
    hint: 'give --app-id {app} to import into it, or another --app-name',
  },
  DeploymentConflict: {
    kind: 'conflict',
    message: 'the app "{app}" changed since revision {expected}, it is at revision {actual} now; nothing was deployed',
    hint: 'someone deployed meanwhile: run the command again to plan against what is live now',
  },
  DeploymentFailed: {
    kind: 'failed',
    message: 'failed to deploy the app "{app}": {reason}; the version before stays live',
    hint: 'the database could not take {bytes} bytes of new files: check its space and health, then run the command again',
  },
  DeploymentInterrupted: {
    kind: 'unreachable',
    message: 'the database went away while the app "{app}" was deployed: {reason}',
    hint: 'either the version before or the new one is live, never a mix: run the command again',
  },
  RegistryRecordMissing: {
    kind: 'failed',
    message: 'the registry has no record {id} in {collection}, which a deployment names',
    hint: 'restore the registry from a backup, or import the app directory again',
  },
  RegistryRecordDamaged: {
    kind: 'failed',
    message: 'the registry record {id} in {collection} is damaged: {reason}',
    hint: 'restore the registry from a backup; importing again does not replace a record that exists',
  },
  RegistryTooNew: {
    kind: 'failed',
    message: 'the registry has schema version {found}; this webhook-cli knows versions up to {supported}',
    hint: 'it was written by a newer webhook-cli: upgrade this one; nothing was changed',
  },

  // Sandbox and function context
  SandboxStartFailed: {
    kind: 'failed',
    message: 'the sandbox of app {app} did not start: {reason}',
    hint: 'functions run in a child process with the isolated-vm package; check that it is installed for this platform',
    status: 503,
  },

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

export type ErrorCode = keyof typeof ERRORS;

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** The details that the message and the hint of a code name. */
export type ErrorDetails<C extends ErrorCode> = Record<
  Placeholders<(typeof ERRORS)[C]['message']> | Placeholders<(typeof ERRORS)[C]['hint']>,
  string | number
>;

/** An error with a code from the table. `message` and `hint` are complete sentences for a person. */
export class WebhookCliError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'WebhookCliError';
  readonly code: C;
  readonly kind: ErrorKind;
  readonly hint: string;
  readonly status: number | undefined;

  constructor(code: C, details: ErrorDetails<C>, options?: ErrorOptions) {
    const definition: ErrorDefinition = ERRORS[code];
    super(fillPlaceholders(definition.message, details), options);
    this.code = code;
    this.kind = definition.kind;
    this.hint = fillPlaceholders(definition.hint, details);
    this.status = definition.status;
  }

  get exitCode(): number {
    return EXIT_CODES[this.kind];
  }
}

/** All codes with their definitions, for help, documents and the test that compares them. */
export function listErrorCodes(): ReadonlyArray<readonly [string, ErrorDefinition]> {
  return Object.entries(ERRORS);
}

function fillPlaceholders(text: string, details: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(details[name] ?? whole));
}
