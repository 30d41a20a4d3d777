/** How a command ends on an app with errors. */
import type { Issue } from '../../app/issue.ts';
import { WebhookCliError } from '../../errors.ts';
import type { CommandContext } from '../command.ts';
import { countErrors, showPath } from './load-app.ts';
import { count, renderIssues } from './render-issues.ts';

type Refusal = 'AppInvalid' | 'MergedAppInvalid' | 'NewAppInvalid';

/** The failure, or undefined when there are only warnings. */
export function findRefusal(
  code: Refusal,
  issues: readonly Issue[],
  root: string,
  { cwd }: Pick<CommandContext, 'cwd'>,
): WebhookCliError | undefined {
  const errors = countErrors(issues);
  if (errors === 0) return undefined;
  return new WebhookCliError(code, { root: showPath(root, cwd), errors: count(errors, 'error') });
}

/**
 * What goes out, and the exit status: the issues as lines, or under `--json` in the one document of the failure. `print`
 * is for a command that has more to say than the issues.
 */
export function refuseApp<Data extends { readonly issues: readonly Issue[] }>(
  failure: WebhookCliError,
  data: Data,
  { output }: Pick<CommandContext, 'output'>,
  print: () => void = () => output.progress(renderIssues(data.issues)),
): number {
  if (!output.json) print();
  output.error(failure, data);
  return failure.exitCode;
}
