/** `validate`: everything that is wrong with an app directory, without a server and without changing anything. */
import { EXIT_CODES } from '../../error-definition.ts';
import type { CommandContext } from '../command.ts';
import { type LoadedApp, loadApp, showPath } from '../load-app.ts';
import { type Line, paint } from '../output.ts';
import { findRefusal, refuseApp } from '../refuse-app.ts';
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
  const print = () => output.result(renderReport(loaded, summary, context), data);
  const failure = findRefusal('AppInvalid', issues, root, context);
  if (failure !== undefined) return refuseApp(failure, data, context, print);
  print();
  return EXIT_CODES.done;
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
  { cwd }: Pick<CommandContext, 'cwd'>,
): Line[] {
  const lines: Line[] = issues.length === 0 ? [] : [...renderIssues(issues), ''];
  if (ignored.length > 0) lines.push(`ignored: ${renderIgnored(ignored)}`);
  if (app !== undefined) {
    const { services, webhooks, functions, values } = summary;
    const counts = [
      count(services, 'service'),
      count(webhooks, 'incoming webhook'),
      count(functions, 'function'),
      count(values, 'value'),
    ];
    lines.push(`${app.clientAppId ?? app.name}: ${counts.join(', ')}`);
  }
  const verdict = renderSummary(summary);
  lines.push([`${showPath(root, cwd)}: `, summary.errors > 0 ? paint.red(verdict) : paint.green(verdict)]);
  return lines;
}

const ignoredShownMax = 20;

function renderIgnored(ignored: readonly string[]): string {
  const shown = ignored.slice(0, ignoredShownMax).join(', ');
  return ignored.length > ignoredShownMax ? `${shown} and ${ignored.length - ignoredShownMax} more` : shown;
}
