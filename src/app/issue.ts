/** A problem found in an app: a value, not an exception. Lines and columns count from 1. */
export interface Issue {
  readonly severity: 'error' | 'warning';
  /** Code from the table in `issue-codes.ts`. */
  readonly code: string;
  /** Path relative to the app root. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** JSON pointer (RFC 6901) inside the file. */
  readonly pointer?: string;
  readonly message: string;
  readonly hint: string;
}
