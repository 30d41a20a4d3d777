/**
 * Every error that this program raises on purpose: one class, one table. A message says what was found and where; a hint
 * says what to do next. `kind` decides the exit status of a command; `status` is the HTTP status where a request ends by it.
 */
import { ARCHIVE_ERRORS } from './archive-error-codes.ts';
import { COMMAND_ERRORS } from './error-codes.ts';
import { type ErrorDefinition, type ErrorKind, EXIT_CODES } from './error-definition.ts';
import { REGISTRY_ERRORS } from './registry-error-codes.ts';
import { REQUEST_ERRORS } from './request-error-codes.ts';

const ERRORS = { ...COMMAND_ERRORS, ...ARCHIVE_ERRORS, ...REGISTRY_ERRORS, ...REQUEST_ERRORS } as const;

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

function fillPlaceholders(text: string, details: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(details[name] ?? whole));
}

/** All codes with their definitions, for `explain`. */
export function listErrorCodes(): ReadonlyArray<readonly [string, ErrorDefinition]> {
  return Object.entries(ERRORS);
}
