/**
 * What an app is, whatever the layout of its directory: the values that the rest of the program works with. Paths are
 * relative to the app root and use `/`. Sources stay in the files; an app names their paths.
 */

/** The files of an app by path, as the exact bytes on disk. */
export type AppFiles = ReadonlyMap<string, Uint8Array>;

/** JSON as parsed: key order kept, extended JSON not yet interpreted. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;
export type JsonObject = { [key: string]: JsonValue };

/** The four shapes that app directories had over the years, oldest first. The config version decides which one it is. */
export type LayoutName = 'A' | 'B' | 'C' | 'D';

export interface App {
  readonly manifestPath: string;
  readonly layout: LayoutName;
  readonly configVersion: number;
  /** Client app id, the one in URLs. Absent in templates. */
  readonly clientAppId: string | undefined;
  readonly name: string;
  readonly location: string;
  readonly deploymentModel: string;
  /** Tag such as `production`; empty means none. */
  readonly environment: string;
  /** Origins that browsers may call from; empty means any. */
  readonly allowedRequestOrigins: readonly string[];
  readonly services: readonly Service[];
  readonly functions: readonly AppFunction[];
  readonly values: readonly AppValue[];
  readonly endpoints: readonly HttpsEndpoint[];
  readonly authProviders: readonly AuthProvider[];
  readonly triggers: readonly Trigger[];
  /** Every file of the app with the kind of resource it belongs to, ordered by path. */
  readonly files: readonly AppFileEntry[];
}

export type ResourceKind =
  | 'app'
  | 'service'
  | 'rule'
  | 'incoming webhook'
  | 'function'
  | 'value'
  | 'auth provider'
  | 'trigger'
  /** A file that holds several resources, such as `functions/config.json` of layout C. */
  | 'list'
  /** Carried along untouched: stored and exported, used by nothing. */
  | 'other';

export interface AppFileEntry {
  readonly path: string;
  readonly kind: ResourceKind;
  /** Name of the resource as its file gives it, `<service>/<webhook>` for a webhook; the path for `list` and `other`. */
  readonly resource: string;
}

/** Where a resource is defined: a whole file, or one entry of a file that lists several. */
export interface Definition {
  readonly configPath: string;
  /** Path of the entry inside the file, such as `[3]`; empty when the file is the resource. */
  readonly configAt: readonly (string | number)[];
}

export interface Service extends Definition {
  readonly name: string;
  readonly type: string;
  readonly directory: string;
  readonly config: JsonObject;
  /** Names of secrets by the setting that they stand for. */
  readonly secretConfig: JsonObject;
  readonly webhooks: readonly IncomingWebhook[];
}

export interface IncomingWebhook extends Definition {
  readonly name: string;
  readonly service: string;
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

export interface AppFunction extends Definition {
  /** In layouts C and D the path below `functions/` without `.js`, such as `mail/send`. */
  readonly name: string;
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

/** The later kind of endpoint, of layouts C and D: a route that calls a function of the app. Parsed and kept; not served yet. */
export interface HttpsEndpoint extends Definition {
  readonly route: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'ANY';
  readonly functionName: string;
  readonly validation: 'NO_VALIDATION' | 'VERIFY_PAYLOAD' | 'SECRET_AS_QUERY_PARAM';
  /** Name of the secret that proves a request, when `validation` asks for one. */
  readonly secretName: string | undefined;
  readonly respondResult: boolean;
  readonly returnType: 'JSON' | 'EJSON';
  readonly disabled: boolean;
}

/** How users prove who they are. */
export interface AuthProvider extends Definition {
  readonly name: string;
  /** Such as `anon-user`, `local-userpass`, `api-key`, `custom-token`, `custom-function`. */
  readonly type: string;
  readonly disabled: boolean;
  readonly config: JsonObject;
  /** Names of secrets by the setting that they stand for. */
  readonly secretConfig: JsonObject;
}

/** What the old platform ran on a change, a sign-in or a schedule. Parsed and kept; not run. */
export interface Trigger extends Definition {
  readonly name: string;
  readonly type: string;
  readonly disabled: boolean;
  readonly config: JsonObject;
  /** Functions that it calls. */
  readonly functionNames: readonly string[];
}
