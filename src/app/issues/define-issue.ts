/** How a row of the issue table is written: a severity, a message and a hint, with `{placeholders}` for the details. */
export interface IssueDefinition {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint: string;
}

export function defineError<const Message extends string, const Hint extends string>(message: Message, hint: Hint) {
  return { severity: 'error', message, hint } as const;
}

export function defineWarning<const Message extends string, const Hint extends string>(message: Message, hint: Hint) {
  return { severity: 'warning', message, hint } as const;
}
