/** What the user makes of warnings: `--ignore CODE` leaves some out, `--strict` counts the others as errors. */
import type { Issue } from '../../app/issue.ts';
import { listIssueCodes } from '../../app/issue-codes.ts';
import { renderSuggestion } from '../../app/nearest-name.ts';
import { WebhookCliError } from '../../errors.ts';

export interface IssuePolicy {
  /** Codes of warnings; upper and lower case are one. */
  readonly ignore?: readonly string[];
  readonly strict?: boolean;
}

export interface JudgedIssues {
  readonly issues: readonly Issue[];
  /** How many of the errors are warnings. */
  readonly promoted: number;
  /** How many warnings are not among the issues. */
  readonly leftOut: number;
}

/** Throws UnknownCode, ErrorNotIgnorable. */
export function applyIssuePolicy(found: readonly Issue[], { ignore = [], strict = false }: IssuePolicy): JudgedIssues {
  const ignored = new Set(ignore.map(findWarningCode));
  const issues = ignored.size === 0 ? found : found.filter(({ code }) => !ignored.has(code));
  const leftOut = found.length - issues.length;
  if (!strict) return { issues, promoted: 0, leftOut };
  const promoted = issues.filter(({ severity }) => severity === 'warning').length;
  return { issues: issues.map((issue) => ({ ...issue, severity: 'error' })), promoted, leftOut };
}

/** What `--ignore` takes, for a shell to propose. */
export function listIgnorableCodes(): string[] {
  return listIssueCodes().flatMap(([code, { severity }]) => (severity === 'warning' ? [code] : []));
}

/** An app with errors cannot run, whoever looks away. */
function findWarningCode(wanted: string): string {
  const isWanted = (code: string) => code.toLowerCase() === wanted.toLowerCase();
  const warnings = listIgnorableCodes();
  const code = warnings.find(isWanted);
  if (code !== undefined) return code;
  const error = listIssueCodes().find(([known]) => isWanted(known));
  if (error !== undefined) throw new WebhookCliError('ErrorNotIgnorable', { code: error[0] });
  throw new WebhookCliError('UnknownCode', { code: wanted, suggestion: renderSuggestion(wanted, warnings) });
}
