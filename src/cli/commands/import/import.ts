/** `import`: an app directory becomes the live version of an app, whole, at one moment. The directory stays as it is. */
import type { App } from '../../../app/app.ts';
import { DEFAULT_STRATEGY, IMPORT_STRATEGIES, type ImportStrategy, type Plan } from '../../../app/plan.ts';
import { EXIT_CODES } from '../../../error-definition.ts';
import { WebhookCliError } from '../../../errors.ts';
import type { AppRecord } from '../../../registry/apps.ts';
import type { Deployed } from '../../../registry/deploy.ts';
import { type AppInputs, resolveAppInputs } from '../../app/app-inputs.ts';
import { applyIssuePolicy, type IssuePolicy } from '../../app/issue-policy.ts';
import { type LoadedApp, loadApp } from '../../app/load-app.ts';
import { findRefusal, refuseApp } from '../../app/refuse-app.ts';
import { renderIssues } from '../../app/render-issues.ts';
import type { CommandContext } from '../../command.ts';
import { type OpenRegistry, withRegistry } from '../../open-registry.ts';
import { confirm } from '../../prompts.ts';
import { type Stopwatch, startStopwatch } from '../../stopwatch.ts';
import { describeIdentity, findImportTarget, type ImportTarget } from './import-target.ts';
import { planAgainstLive } from './plan-against-live.ts';
import { renderPlan } from './render-plan.ts';
import { reportDeployed, reportDryRun, reportIdentical } from './report-import.ts';
import { writeBackAppId } from './write-back-app-id.ts';

export interface ImportOptions extends AppInputs, IssuePolicy {
  readonly appId?: string;
  readonly appName?: string;
  readonly strategy?: string;
  readonly create?: boolean;
  readonly dryRun?: boolean;
}

export async function runImport(options: ImportOptions, context: CommandContext): Promise<number> {
  const stopwatch = startStopwatch();
  const strategy = parseStrategy(options.strategy ?? DEFAULT_STRATEGY);
  const inputs = resolveAppInputs(options);
  const identity = { clientAppId: options.appId, name: options.appName };
  const read = await loadApp({ ...inputs, cwd: context.cwd, limits: context.settings.limits, identity });
  const loaded = { ...read, issues: applyIssuePolicy(read.issues, options).issues };
  const failure = findRefusal('AppInvalid', loaded.issues, loaded.root, context);
  if (failure !== undefined) return refuseApp(failure, { issues: loaded.issues }, context);
  if (loaded.app === undefined) throw new WebhookCliError('InternalError', { reason: 'no app, and no error in it' });
  if (loaded.issues.length > 0) context.output.progress(renderIssues(loaded.issues));
  if (loaded.ignored.length > 0) context.output.progress(renderLeftOut(loaded.ignored));
  const request = { ...loaded, app: loaded.app, options, strategy, stopwatch };
  return await withRegistry(context, (open) => importApp(request, open, context));
}

const LEFT_OUT_SHOWN_MAX = 5;

function renderLeftOut(ignored: readonly string[]): string {
  const shown = ignored.slice(0, LEFT_OUT_SHOWN_MAX).join(', ');
  const left = ignored.length - LEFT_OUT_SHOWN_MAX;
  return `Leaving out what is not part of an app: ${shown}${left > 0 ? ` and ${left} more` : ''}`;
}

interface ImportRequest extends LoadedApp {
  readonly app: App;
  readonly options: ImportOptions;
  readonly strategy: ImportStrategy;
  readonly stopwatch: Stopwatch;
}

async function importApp(request: ImportRequest, open: OpenRegistry, context: CommandContext): Promise<number> {
  const { app, options, strategy, stopwatch, root } = request;
  const { output, settings } = context;
  await open.registry.checkReadable();
  // It may ask whether an app is to be made.
  const target = await stopwatch.pauseDuring(() => findImportTarget(app, options, open, context));
  output.progress(`Importing app ${target.app.clientAppId}…`);
  warnOfOtherId(app, target, context);
  const live = target.kind === 'existing' ? target.app : undefined;
  const { plan, files, mergeIssues } = await planAgainstLive(request, live, strategy, open.registry, settings.limits);
  const failure = findRefusal('MergedAppInvalid', mergeIssues, root, context);
  if (failure !== undefined) return refuseApp(failure, { issues: mergeIssues }, context);
  const found = { target, plan, issues: request.issues, ignored: request.ignored };
  if (live !== undefined && plan.changes.length === 0) reportIdentical(found, live, output);
  else if (options.dryRun) reportDryRun(found, output);
  else {
    await stopwatch.pauseDuring(() => confirmPlan(plan, context));
    const deployed = await applyPlan({ ...request, files }, target, plan, open, context);
    reportDeployed(found, deployed, stopwatch.elapsedMs(), output);
  }
  return EXIT_CODES.done;
}

/** The three names of the old tools; anything else lists them. */
function parseStrategy(text: string): ImportStrategy {
  const strategy = IMPORT_STRATEGIES.find((known) => known === text);
  if (strategy !== undefined) return strategy;
  throw new WebhookCliError('UnknownStrategy', { strategy: text, allowed: IMPORT_STRATEGIES.join('|') });
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
  { app, files, root, isArchive, options }: ImportRequest,
  target: ImportTarget,
  plan: Plan,
  { registry }: OpenRegistry,
  { output, signal, env, settings }: CommandContext,
): Promise<Deployed> {
  if (signal.aborted) throw new WebhookCliError('Interrupted', {});
  await registry.prepare();
  const written =
    target.kind === 'new' && target.writeBack
      ? await writeBackAppId(target, { path: app.manifestPath, files, root, isArchive }, settings.limits, output)
      : files;
  const record = await findOrCreate(target, registry, output);
  output.progress('Deploying app…');
  const entries = plan.result.map(({ path, kind, resource, hash, size }) =>
    // The root file alone may have got other bytes since it was hashed.
    written.get(path) === files.get(path) ? { path, kind, resource, hash, size } : { path, kind, resource },
  );
  const author = env.USER ?? env.LOGNAME;
  return await registry.deploy({
    app: record,
    files: written,
    entries,
    origin: 'import',
    signal,
    ...(author === undefined ? {} : { author }),
    ...(plan.changes.some(({ kind }) => kind === 'app') ? { identity: describeIdentity(app, options) } : {}),
    rewritesDamaged: plan.unreadable !== undefined,
  });
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
