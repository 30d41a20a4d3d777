/** `import`: an app directory becomes the live version of an app, whole, at one moment. The directory stays as it is. */
import type { App } from '../../app/app.ts';
import { IMPORT_STRATEGIES, type ImportStrategy, type Plan } from '../../app/plan.ts';
import { EXIT_CODES } from '../../error-definition.ts';
import { WebhookCliError } from '../../errors.ts';
import type { AppRecord } from '../../registry/apps.ts';
import type { Deployed } from '../../registry/deploy.ts';
import type { CommandContext } from '../command.ts';
import { findImportTarget, type ImportTarget } from '../import-target.ts';
import { countErrors, type LoadedApp, loadApp, showPath } from '../load-app.ts';
import { type OpenRegistry, withRegistry } from '../open-registry.ts';
import { escapeForTerminal } from '../output.ts';
import { planAgainstLive } from '../plan-against-live.ts';
import { confirm } from '../prompts.ts';
import { count, renderIssues } from '../render-issues.ts';
import { renderPlan } from '../render-plan.ts';
import { reportDeployed, reportDryRun, reportIdentical } from '../report-import.ts';
import { writeBackAppId } from '../write-back-app-id.ts';

export interface ImportOptions {
  /** `--path`; beats the argument. */
  readonly path?: string;
  /** The argument. */
  readonly directory?: string;
  readonly appId?: string;
  readonly appName?: string;
  readonly strategy?: string;
  readonly create?: boolean;
  readonly dryRun?: boolean;
  /** Accepted for old scripts. */
  readonly projectId?: string;
}

export async function runImport(options: ImportOptions, context: CommandContext): Promise<number> {
  const startedMs = performance.now();
  const strategy = parseStrategy(options.strategy ?? 'merge');
  if (options.projectId !== undefined) {
    context.output.warning('--project-id is accepted for old scripts and does nothing: the registry has no projects');
  }
  const path = options.path ?? options.directory;
  const loaded = await loadApp({ path, cwd: context.cwd, limits: context.settings.limits });
  if (loaded.app === undefined || countErrors(loaded.issues) > 0) return refuseInvalid('AppInvalid', loaded, context);
  if (loaded.issues.length > 0) context.output.progress(renderIssues(loaded.issues, context));
  if (loaded.ignored.length > 0) context.output.progress(renderLeftOut(loaded.ignored));
  const request = { ...loaded, app: loaded.app, options, strategy, startedMs };
  return await withRegistry(context, (open) => importApp(request, open, context));
}

const LEFT_OUT_SHOWN_MAX = 5;

function renderLeftOut(ignored: readonly string[]): string {
  const shown = ignored.slice(0, LEFT_OUT_SHOWN_MAX).map(escapeForTerminal).join(', ');
  const left = ignored.length - LEFT_OUT_SHOWN_MAX;
  return `Leaving out what is not part of an app: ${shown}${left > 0 ? ` and ${left} more` : ''}`;
}

interface ImportRequest extends LoadedApp {
  readonly app: App;
  readonly options: ImportOptions;
  readonly strategy: ImportStrategy;
  readonly startedMs: number;
}

async function importApp(request: ImportRequest, open: OpenRegistry, context: CommandContext): Promise<number> {
  const { app, options, strategy } = request;
  const { output, settings } = context;
  await open.registry.checkReadable();
  const target = await findImportTarget(app, options, open, context);
  output.progress(`Importing app ${target.app.clientAppId}…`);
  warnOfOtherId(app, target, context);
  const live = target.kind === 'existing' ? target.app : undefined;
  const { plan, mergeIssues } = await planAgainstLive(request, live, strategy, open.registry, settings.limits);
  if (mergeIssues.length > 0) return refuseInvalid('MergedAppInvalid', { ...request, issues: mergeIssues }, context);
  const found = { target, plan, issues: request.issues, ignored: request.ignored };
  if (live !== undefined && plan.changes.length === 0) reportIdentical(found, live, output);
  else if (options.dryRun) reportDryRun(found, output);
  else {
    await confirmPlan(plan, context);
    const deployed = await applyPlan(request, target, plan, open, context);
    reportDeployed(found, deployed, performance.now() - request.startedMs, output);
  }
  return EXIT_CODES.done;
}

/** The three names of the old tools; anything else lists them. */
function parseStrategy(text: string): ImportStrategy {
  const strategy = IMPORT_STRATEGIES.find((known) => known === text);
  if (strategy !== undefined) return strategy;
  throw new WebhookCliError('UnknownStrategy', { strategy: text, allowed: IMPORT_STRATEGIES.join('|') });
}

function refuseInvalid(
  code: 'AppInvalid' | 'MergedAppInvalid',
  { issues, root }: Pick<LoadedApp, 'issues' | 'root'>,
  context: CommandContext,
): number {
  const details = { root: showPath(root, context.cwd), errors: count(countErrors(issues), 'error') };
  const error = new WebhookCliError(code, details);
  context.output.progress(renderIssues(issues, context));
  context.output.error(error, { issues });
  return error.exitCode;
}

function warnOfOtherId(app: App, target: ImportTarget, { output }: CommandContext): void {
  const { clientAppId } = target.app;
  if (app.clientAppId === undefined || app.clientAppId === clientAppId) return;
  output.warning(
    `${app.manifestPath} says app_id "${app.clientAppId}"; importing into "${clientAppId}" as --app-id says`,
  );
}

async function confirmPlan(plan: Plan, context: CommandContext): Promise<void> {
  context.output.progress(renderPlan(plan));
  if (!(await confirm('Please confirm the changes shown above', context))) throw new WebhookCliError('Declined', {});
}

/** Up to the deployment's last step nothing of it can be seen; a new app is there before, without a deployment. */
async function applyPlan(
  { app, files, root }: ImportRequest,
  target: ImportTarget,
  plan: Plan,
  { registry }: OpenRegistry,
  { output, signal, env }: CommandContext,
): Promise<Deployed> {
  if (signal.aborted) throw new WebhookCliError('Interrupted', {});
  await registry.prepare();
  const written =
    target.kind === 'new' && target.writeBack
      ? await writeBackAppId(target, app.manifestPath, files, root, output)
      : files;
  const record = await findOrCreate(target, registry, output);
  output.progress('Deploying app…');
  const entries = plan.result.map(({ path, kind, resource, hash, size }) =>
    // The root file alone may have got other bytes since it was hashed.
    written.get(path) === files.get(path) ? { path, kind, resource, hash, size } : { path, kind, resource },
  );
  const author = env.USER ?? env.LOGNAME;
  const request = { app: record, files: written, entries, origin: 'import' as const, signal };
  return await registry.deploy(author === undefined ? request : { ...request, author });
}

async function findOrCreate(
  target: ImportTarget,
  registry: OpenRegistry['registry'],
  output: CommandContext['output'],
): Promise<AppRecord> {
  if (target.kind === 'existing') return target.app;
  const record = await registry.createApp(target.app);
  output.progress(`New app created: ${record.clientAppId}`);
  return record;
}
