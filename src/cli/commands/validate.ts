/** `validate`: everything that is wrong with an app directory, without a server and without changing anything. */
import { EXIT_CODES } from '../../error-definition.ts';
import { WebhookCliError } from '../../errors.ts';
import type { CommandContext } from '../command.ts';
import { type LoadedApp, loadApp, showPath } from '../load-app.ts';
import { escapeForTerminal } from '../output.ts';
import { count, type IssueSummary, renderIssues, renderSummary, summarizeIssues } from '../render-issues.ts';

export interface ValidateOptions {
  readonly path?: string;
  /** The positional argument; the same as `path`. */
  readonly directory?: string;
}

export async function runValidate(options: ValidateOptions, context: CommandContext): Promise<number> {
  const { output, settings, cwd } = context;
  const loaded = await loadApp({ path: options.path ?? options.directory, cwd, limits: settings.limits });
  const { issues, root, ignored } = loaded;
  const summary = { ...summarizeIssues(issues), ...countResources(loaded) };
  const data = { root, issues, ignored, summary };
  const failure = createFailure(summary, showPath(root, cwd));
  if (failure === undefined || !output.json) output.result(renderReport(loaded, summary, context), data);
  if (failure === undefined) return EXIT_CODES.done;
  output.error(failure, data);
  return failure.exitCode;
}

/** The error that ends a command on an app with errors; undefined when there are only warnings. */
export function createFailure(summary: IssueSummary, root: string): WebhookCliError | undefined {
  if (summary.errors === 0) return undefined;
  return new WebhookCliError('AppInvalid', { root, errors: count(summary.errors, 'error') });
}

interface Resources {
  readonly files: number;
  readonly services: number;
  readonly webhooks: number;
  readonly functions: number;
  readonly values: number;
}

function countResources({ app, files }: LoadedApp): Resources {
  return {
    files: files.size,
    services: app?.services.length ?? 0,
    webhooks: app?.services.reduce((sum, { webhooks }) => sum + webhooks.length, 0) ?? 0,
    functions: app?.functions.length ?? 0,
    values: app?.values.length ?? 0,
  };
}

function renderReport(
  { app, issues, ignored, root }: LoadedApp,
  summary: IssueSummary & Resources,
  context: CommandContext,
): string {
  const { paint } = context.output;
  const lines = issues.length === 0 ? [] : [renderIssues(issues, context), ''];
  if (ignored.length > 0) lines.push(`ignored: ${escapeForTerminal(renderIgnored(ignored))}`);
  if (app !== undefined) {
    const { services, webhooks, functions, values } = summary;
    const counts = [
      count(services, 'service'),
      count(webhooks, 'incoming webhook'),
      count(functions, 'function'),
      count(values, 'value'),
    ];
    lines.push(`${escapeForTerminal(app.clientAppId ?? app.name)}: ${counts.join(', ')}`);
  }
  const verdict = renderSummary(summary);
  lines.push(`${showPath(root, context.cwd)}: ${summary.errors > 0 ? paint.red(verdict) : paint.green(verdict)}`);
  return lines.join('\n');
}

const ignoredShownMax = 20;

function renderIgnored(ignored: readonly string[]): string {
  const shown = ignored.slice(0, ignoredShownMax).join(', ');
  return ignored.length > ignoredShownMax ? `${shown} and ${ignored.length - ignoredShownMax} more` : shown;
}
