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

  // App directories and disk

  // Database and registry

  // Sandbox and function context

  // Webhook requests
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
