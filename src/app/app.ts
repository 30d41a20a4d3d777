/**
 * What an app is, whatever the layout of its directory: the values that the rest of the program works with. Paths are
 * relative to the app root and use `/`. Sources stay in the files; an app names their paths.
 */

/** The files of an app by path, as the exact bytes on disk. */
export type AppFiles = ReadonlyMap<string, Uint8Array>;

/** JSON as parsed: key order kept, extended JSON not yet interpreted. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;
export type JsonObject = { [key: string]: JsonValue };

export interface App {
  readonly manifestPath: string;
  readonly configVersion: number;
  /** Client app id, the one in URLs. Absent in templates. */
  readonly clientAppId: string | undefined;
  readonly name: string;
  readonly location: string;
  readonly deploymentModel: string;
  /** Origins that browsers may call from; empty means any. */
  readonly allowedRequestOrigins: readonly string[];
  readonly services: readonly Service[];
  readonly functions: readonly AppFunction[];
  readonly values: readonly AppValue[];
  /** Every file of the app with the kind of resource it belongs to, ordered by path. */
  readonly files: readonly AppFileEntry[];
}

export type ResourceKind = 'app' | 'service' | 'rule' | 'incoming webhook' | 'function' | 'value' | 'other';

export interface AppFileEntry {
  readonly path: string;
  readonly kind: ResourceKind;
  /** Name of the resource as its file gives it, `<service>/<webhook>` for a webhook; the path for `other`. */
  readonly resource: string;
}

export interface Service {
  readonly name: string;
  readonly type: string;
  readonly directory: string;
  readonly configPath: string;
  readonly config: JsonObject;
  readonly webhooks: readonly IncomingWebhook[];
}

export interface IncomingWebhook {
  readonly name: string;
  readonly service: string;
  readonly configPath: string;
  readonly sourcePath: string;
  readonly method: WebhookMethod;
  readonly validation: RequestValidation;
  readonly runAs: RunAs;
  /** Rule expression as written; undefined means always. */
  readonly canEvaluate: JsonValue | undefined;
  readonly respondResult: boolean;
  readonly returnType: 'EJSON' | 'JSON';
  readonly logArguments: boolean;
  readonly fetchCustomUserData: boolean;
  readonly createUserOnAuth: boolean;
}

export type WebhookMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'ANY';

/** How a request proves its sender. An empty secret means that every call is refused. */
export type RequestValidation =
  | { readonly method: 'NO_VALIDATION' }
  | { readonly method: 'VERIFY_PAYLOAD'; readonly secret: string }
  | { readonly method: 'SECRET_AS_QUERY_PARAM'; readonly secret: string }
  | { readonly method: 'GITHUB'; readonly secret: string }
  | { readonly method: 'TWILIO' };

/** The one user that a function runs as. */
export type RunAs =
  | { readonly mode: 'system' }
  | { readonly mode: 'user-id'; readonly userId: string }
  | { readonly mode: 'script'; readonly source: string }
  | { readonly mode: 'application' };

export interface AppFunction {
  readonly name: string;
  readonly configPath: string;
  readonly sourcePath: string;
  readonly private: boolean;
  readonly runAsSystem: boolean;
  readonly canEvaluate: JsonValue | undefined;
  readonly logArguments: boolean;
}

export interface AppValue {
  readonly name: string;
  readonly path: string;
  /** The value as extended JSON, or the name of a secret when `fromSecret`. */
  readonly value: JsonValue;
  readonly fromSecret: boolean;
}
