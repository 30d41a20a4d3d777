/** The contract between a sandbox and its users: what is called, what it may ask for while it runs, what comes back. */

/** A script of the app: `exports = function …`. */
export interface SourceRef {
  /** Path relative to the app root, as it appears in error positions. */
  readonly path: string;
  /** sha-256 of the text, lower-case hex: compiled code is kept by it. */
  readonly hash: string;
  readonly text: string;
}

/** Everything of one deployment that functions can reach without asking the parent. Immutable. */
export interface SandboxDeployment {
  /** Unique per deployment; the child is given each deployment once. */
  readonly id: string;
  /** What `context.functions.execute` can call, by function name. */
  readonly functions: ReadonlyMap<string, { readonly source: SourceRef; readonly runAsSystem: boolean }>;
  /** What `context.values.get` answers, by name: extended JSON text, or the name of a secret. */
  readonly values: ReadonlyMap<string, { readonly ejson: string } | { readonly secret: string }>;
  /** What `context.services.get` knows, by name: the service's type. */
  readonly services: ReadonlyMap<string, string>;
  /** `context.app` and `context.environment`, as extended JSON text. */
  readonly appEjson: string;
  readonly environmentEjson: string;
}

export interface FunctionCall {
  readonly deployment: SandboxDeployment;
  /** Name for logs and for the error of a source that exports no function. */
  readonly functionName: string;
  readonly source: SourceRef;
  readonly arguments: CallArguments;
  /** `context.request` as JSON: plain strings and arrays of strings. */
  readonly request: Readonly<Record<string, unknown>>;
  /** `context.user`, as JSON. */
  readonly user: Readonly<Record<string, unknown>>;
  readonly runningAsSystem: boolean;
  /** Plain (relaxed) extended JSON for the result instead of canonical. */
  readonly relaxed: boolean;
  /** False when nobody gets the result: it is not written then, and need not be writable. */
  readonly wantsResult: boolean;
}

export type CallArguments =
  /** An http webhook: `(payload, response)`. An undefined body means that the request had none. */
  | {
      readonly kind: 'webhook';
      readonly query: Readonly<Record<string, string>>;
      readonly headers: Readonly<Record<string, readonly string[]>>;
      readonly body: Uint8Array | undefined;
    }
  /** Arguments of a plain function: an extended JSON array, as text. */
  | { readonly kind: 'ejson'; readonly text: string };

/** How a call ended. Every outcome but `unavailable` carries the console lines that it printed. */
export type FunctionOutcome =
  | ({ readonly status: 'returned'; readonly result: string; readonly response: GuestResponse | undefined } & Console)
  /** `error` is the text for the answer; `stack` has positions in the app's files, for the log. */
  | ({ readonly status: 'threw'; readonly error: string; readonly stack: string } & Console)
  | ({ readonly status: 'timed-out' } & Console)
  | ({ readonly status: 'out-of-memory' } & Console)
  /** The child ended for another call's fault after this call had started: it may have had effects. */
  | ({ readonly status: 'lost' } & Console)
  /** Not started: no child, queue full, or waited too long in the queue. */
  | { readonly status: 'unavailable'; readonly reason: 'queue-full' | 'queue-timeout' | 'start-failed' | 'closed' };

export interface Console {
  readonly logs: readonly string[];
  /** Lines beyond the limit, counted only. */
  readonly droppedLogs: number;
}

/** What the `response` object was told, when any of its methods was called. */
export interface GuestResponse {
  readonly statusCode: number;
  /** In the order set; `addHeader` repeats a name. */
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly body: { readonly text: string } | { readonly base64: string } | undefined;
}

/** A facility of `context` that only the parent can provide. `args` is a canonical extended JSON array, as text. */
export interface ContextCall {
  readonly facility: 'mongodb';
  readonly service: string;
  readonly database: string;
  readonly collection: string;
  readonly method: string;
  readonly args: string;
}

/** Who asks: the execution user of the call that made the context call, and the deployment that the call runs on. */
export interface CallScope {
  readonly deployment: SandboxDeployment;
  readonly user: Readonly<Record<string, unknown>>;
  readonly runningAsSystem: boolean;
}

/** Answers canonical extended JSON text, or rejects with an Error whose name, message and code the function sees. */
export type ContextCallHandler = (call: ContextCall, scope: CallScope) => Promise<string>;

export interface Sandbox {
  call(call: FunctionCall): Promise<FunctionOutcome>;
  /** Starts the child ahead of the first call. Rejects when it cannot start. */
  warmUp(): Promise<void>;
  /** Waits for running calls up to `drainMs`, then ends the child. Idempotent. */
  close(drainMs: number): Promise<void>;
}
