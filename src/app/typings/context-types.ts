/** Typings of `context`, `utils`, `console` and `exports`. */
export const CONTEXT_TYPES = `interface FunctionContext {
  readonly services: {
    get<Name extends keyof AppServices>(name: Name): AppServices[Name];
  };
  readonly functions: {
    /** Calls a function of the app, as the caller's user: gives what it returns, a promise if it is async. */
    execute<Name extends keyof AppFunctions>(name: Name, ...args: any[]): any;
  };
  readonly values: {
    /** A new copy each time. */
    get<Name extends keyof AppValues>(name: Name): AppValues[Name];
  };
  readonly user: ContextUser;
  readonly request: ContextRequest;
  readonly app: ContextApp;
  readonly environment: { readonly tag: string; readonly values: { readonly [name: string]: any } };
  readonly http: UnsupportedService;
  runningAsSystem(): boolean;
}

interface ContextUser {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly [key: string]: any };
  readonly custom_data: { readonly [key: string]: any };
  readonly identities: ReadonlyArray<{ readonly id: string; readonly provider_type: string }>;
}

interface ContextRequest {
  readonly remoteIPAddress: string;
  /** Every header has a list of values, under its usual spelling: \`Content-Type\`. */
  readonly requestHeaders: { readonly [name: string]: string[] | undefined };
  readonly webhookUrl?: string;
  readonly httpMethod?: string;
  /** Without the question mark, and without \`secret\`. */
  readonly rawQueryString: string;
  readonly httpReferrer?: string;
  readonly httpUserAgent?: string;
  readonly service?: string;
}

interface ContextApp {
  readonly id: string;
  readonly clientAppId: string;
  readonly name: string;
  readonly deployment: { readonly model: string; readonly providerRegion: string };
  readonly lastDeployed?: string;
}

interface AppFunction {
  (...args: any[]): any;
}

/** @deprecated Not supported yet: every action fails with a NotSupportedError. */
interface UnsupportedService {
  /** @deprecated Not supported yet: fails with a NotSupportedError. */
  readonly [action: string]: (...args: any[]) => any;
}

interface FunctionUtils {
  readonly crypto: {
    hash(algorithm: "sha1" | "sha256" | "sha512" | "md5", input: string | BSON.Binary): BSON.Binary;
    hmac(
      input: string | BSON.Binary,
      secret: string | BSON.Binary,
      algorithm: "sha1" | "sha256" | "sha512" | "md5",
      output: "hex" | "base64",
    ): string;
    /** @deprecated Not supported yet: fails with a NotSupportedError. */
    encrypt(...args: any[]): BSON.Binary;
    /** @deprecated Not supported yet: fails with a NotSupportedError. */
    decrypt(...args: any[]): BSON.Binary;
    /** @deprecated Not supported yet: fails with a NotSupportedError. */
    sign(...args: any[]): BSON.Binary;
    /** @deprecated Not supported yet: fails with a NotSupportedError. */
    verify(...args: any[]): boolean;
  };
  /** @deprecated Not supported yet: its methods fail with a NotSupportedError. */
  readonly jwt: UnsupportedService;
}

/** Lines for the log of the request. */
interface FunctionConsole {
  log(...values: any[]): void;
  info(...values: any[]): void;
  warn(...values: any[]): void;
  error(...values: any[]): void;
  debug(...values: any[]): void;
}

declare const context: FunctionContext;
declare const utils: FunctionUtils;
declare const console: FunctionConsole;
/** A source assigns its function to this. */
declare var exports: (...args: any[]) => any;
`;
