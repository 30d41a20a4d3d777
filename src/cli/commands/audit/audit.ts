/** `audit`: one report on an app directory for somebody who decides whether to move it. Offline, changes nothing. */
import type { App } from '../../../app/app.ts';
import { auditApp } from '../../../app/audit/audit-app.ts';
import { APP_ID_PLACEHOLDER } from '../../../app/webhook-url.ts';
import { EXIT_CODES } from '../../../error-definition.ts';
import { WebhookCliError } from '../../../errors.ts';
import { type AppInputs, resolveAppInputs } from '../../app/app-inputs.ts';
import { type LoadedApp, loadApp, showPath } from '../../app/load-app.ts';
import { findRefusal, refuseApp } from '../../app/refuse-app.ts';
import { assertAppId } from '../../app-id.ts';
import type { CommandContext } from '../../command.ts';
import { readPublicUrl } from '../../public-url.ts';
import { type AuditReport, renderAudit } from './render-audit.ts';

export interface AuditOptions extends AppInputs {
  /** Client app id that the app will have; absent: that of the root file. */
  readonly appId?: string;
  /** Origin that `serve` will be reached at. */
  readonly publicUrl: string;
}

export async function runAudit(options: AuditOptions, context: CommandContext): Promise<number> {
  const { output, cwd, settings } = context;
  const origin = readPublicUrl(options.publicUrl);
  if (options.appId !== undefined) assertAppId(options.appId);
  // A template has neither id nor name: both are given with the import, and nothing to be corrected before it.
  const identity = { clientAppId: options.appId ?? APP_ID_PLACEHOLDER };
  // Of an app to be moved all sources are looked at: they can hold no more characters than bytes.
  const limits = { ...settings.limits, checkedSourceCharactersMax: settings.limits.appTotalBytesMax };
  const loaded = await loadApp({ ...resolveAppInputs(options), cwd, limits, identity });
  const failure = findRefusal('AppInvalid', loaded.issues, loaded.root, context);
  // Without a root file that can be used nothing can be said of what would run.
  if (loaded.app === undefined && failure !== undefined) return refuseApp(failure, { issues: loaded.issues }, context);
  if (loaded.app === undefined) throw new WebhookCliError('InternalError', { reason: 'no app, and no error in it' });
  // Every source is looked through for what it calls: seconds for an app with thousands of webhooks.
  output.progress(`Auditing ${showPath(loaded.root, cwd)}…`);
  const report = createReport(loaded.app, loaded, options, origin);
  const print = () => output.result(renderAudit(report, showPath(loaded.root, cwd)), report);
  if (failure !== undefined) return refuseApp(failure, { ...report, issues: loaded.issues }, context, print);
  print();
  return EXIT_CODES.done;
}

function createReport(
  app: App,
  { files, issues, ignored }: LoadedApp,
  { appId = app.clientAppId }: AuditOptions,
  origin: string,
): AuditReport {
  const { name, layout, configVersion } = app;
  const audit = auditApp(app, files, issues, { clientAppId: appId ?? APP_ID_PLACEHOLDER, origin });
  return { clientAppId: appId ?? null, name, layout, configVersion, ...audit, ignored };
}
