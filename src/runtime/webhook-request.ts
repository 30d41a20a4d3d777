/** What a request and its answer are to the runtime, whatever carried them. */

export interface WebhookRequest {
  /** Upper case, as received. */
  readonly method: string;
  /** Decoded path segments; they are looked up in Maps and never trusted further. */
  readonly app: string;
  readonly service: string;
  readonly webhook: string;
  /** The path as received, without the query. */
  readonly path: string;
  /** The query as received, without `?`. */
  readonly rawQuery: string;
  /** Names and values in turn, as received. */
  readonly rawHeaders: readonly string[];
  readonly remoteAddress: string;
  /** Reads the body once, within the limits; empty when the request has none. Rejects with a coded error. */
  readonly readBody: () => Promise<Uint8Array>;
}

export interface WebhookAnswer {
  readonly status: number;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly body: string | Uint8Array | undefined;
}

/** Header values by canonical name (`Content-Type`), in the order received. Has no prototype: names come from outside. */
export type RequestHeaders = Readonly<Record<string, readonly string[]>>;
