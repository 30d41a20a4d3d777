/**
 * How a row of the issue table is written: a severity, a message and a hint, with `{placeholders}` for the details; and
 * what `explain` tells about it: why it is an issue, and the smallest example that causes it.
 */
export interface IssueDefinition {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint: string;
  readonly about: IssueExplanation;
}

export interface IssueExplanation {
  /** One or two sentences: the rule behind it, and what would happen otherwise. */
  readonly cause: string;
  /** The smallest text of a file that causes it, or a path or listing where the content does not matter. */
  readonly example: string;
  /** The example, mended. */
  readonly cure: string;
}

export function defineError<const Message extends string, const Hint extends string>(
  message: Message,
  hint: Hint,
  about: IssueExplanation,
) {
  return { severity: 'error', message, hint, about } as const;
}

export function defineWarning<const Message extends string, const Hint extends string>(
  message: Message,
  hint: Hint,
  about: IssueExplanation,
) {
  return { severity: 'warning', message, hint, about } as const;
}
