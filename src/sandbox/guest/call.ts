/** One call as the guest knows it. No function code ever holds one of these; it holds closures over it. */
import type { DeploymentData, GuestLimits } from '../protocol.ts';

export interface Call {
  readonly id: number;
  readonly deployment: GuestDeployment;
  readonly realm: Realm;
  readonly system: boolean;
  readonly relaxed: boolean;
  /** False when nobody gets what the function returns. */
  readonly wantsResult: boolean;
  /** JSON of `context.user` and `context.request`, parsed when the function looks. */
  readonly userJson: string;
  readonly requestJson: string;
  readonly response: ResponseState;
  /** Answers to come, by operation. */
  readonly operations: Record<number, PendingOperation | undefined>;
  pendingOperations: number;
  lastOperation: number;
  logLines: number;
  droppedLogs: number;
  /** Nested `functions.execute` at this moment. */
  depth: number;
  /** How the function settled. */
  settled: Settled | undefined;
  /** A fault that decides the call whatever its function makes of it. */
  failure: unknown;
  /** False once the outcome has left: what is still running can reach nothing. */
  open: boolean;
}

export type Settled =
  | { readonly kind: 'returned'; readonly result: string }
  /** It returned a value that has no extended JSON; of no matter once the response is used. */
  | { readonly kind: 'unwritable'; readonly reason: unknown }
  | { readonly kind: 'threw'; readonly reason: unknown };

export interface PendingOperation {
  /** Made when the operation starts, so that its stack shows the function's own lines. */
  readonly error: Error;
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

/** A deployment with tables to look names up in. */
export interface GuestDeployment {
  readonly values: Record<string, DeploymentData['values'][number][1] | undefined>;
  readonly services: Record<string, string | undefined>;
  readonly functions: Record<string, DeploymentData['functions'][number][1] | undefined>;
  readonly app: string;
  readonly environment: string;
}

/** What the calls of one realm share. */
export interface Realm {
  readonly post: Post;
  readonly limits: GuestLimits;
  readonly factories: Record<number, Factory | undefined>;
}

export type Post = (kind: number, id: number, text: string, operation?: number, flag?: boolean) => string | undefined;

/** A compiled source with the present globals of the names that it assigns. */
export interface Factory {
  readonly create: (context: unknown, exports: unknown, console: unknown, ...globals: unknown[]) => () => unknown;
  readonly globals: readonly unknown[];
}

export interface ResponseState {
  /** Any method was called: the response decides alone, and the function's result is ignored. */
  used: boolean;
  statusCode: number;
  headers: Array<readonly [string, string]>;
  body: ResponseBody | undefined;
}

export type ResponseBody =
  | { readonly kind: 'text'; readonly content: string }
  /** `bytes` counts what the content stands for. */
  | { readonly kind: 'base64'; readonly content: string; readonly bytes: number };
