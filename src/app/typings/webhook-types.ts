/** Typings of what incoming webhooks are called with, by the type of their service. */
export const WEBHOOK_TYPES = `/** What a webhook of an http service gets. */
interface HttpPayload {
  /** The first value of each parameter, and the fields of a form. */
  readonly query: { readonly [name: string]: string | undefined };
  /** Every header has a list of values, under its usual spelling: \`Content-Type\`. */
  readonly headers: { readonly [name: string]: string[] | undefined };
  /** Missing when the request has no body. */
  readonly body?: BSON.Binary;
}

/** The event as GitHub documents it. */
interface GithubPayload {
  readonly [key: string]: any;
}

/** The fields that Twilio posts. */
interface TwilioPayload {
  readonly From?: string;
  readonly To?: string;
  readonly Body?: string;
  readonly [field: string]: string | undefined;
}

/** Once a method was called, the response alone decides the answer, and the function's result is ignored. */
interface WebhookResponse {
  setStatusCode(code: number): void;
  setBody(body: string | number | boolean | BSON.Binary | BSON.ObjectId | object | null | undefined): void;
  /** Replaces all values of the header. */
  setHeader(name: string, value: string | number | boolean): void;
  addHeader(name: string, value: string | number | boolean): void;
}
`;
