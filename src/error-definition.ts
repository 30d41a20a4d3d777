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

export interface ErrorDefinition {
  readonly kind: ErrorKind;
  /** Sentence with `{placeholders}` for the details. */
  readonly message: string;
  readonly hint: string;
  /** HTTP status of the answer when a webhook request ends by this error. */
  readonly status?: number;
}
