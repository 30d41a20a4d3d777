/** `webhooks list`: the incoming webhooks of a directory or of a deployed app, with the URL that their senders call. */
import type { App, IncomingWebhook, Service } from '../../../app/app.ts';
import { compareText } from '../../../app/compare-text.ts';
import { explainNotServed } from '../../../app/not-served.ts';
import { parseApp } from '../../../app/parse-app.ts';
import { APP_ID_PLACEHOLDER, webhookPath } from '../../../app/webhook-url.ts';
import { EXIT_CODES } from '../../../error-definition.ts';
import { WebhookCliError } from '../../../errors.ts';
import { type AppInputs, resolveAppInputs } from '../../app/app-inputs.ts';
import { loadApp } from '../../app/load-app.ts';
import { findRefusal, refuseApp } from '../../app/refuse-app.ts';
import { count } from '../../app/render-issues.ts';
import type { CommandContext } from '../../command.ts';
import { loadDeployedApp } from '../../deployed-app.ts';
import { withRegistry } from '../../open-registry.ts';
import { readPublicUrl } from '../../public-url.ts';
import { renderTable } from '../../render-table.ts';

export interface WebhooksListOptions extends AppInputs {
  /** Lists what the registry has live, instead of a directory. */
  readonly appId?: string;
  /** Origin that senders call. */
  readonly publicUrl: string;
}

export interface ListedWebhook {
  readonly service: string;
  readonly name: string;
  readonly method: string;
  readonly validation: string;
  readonly runAs: string;
  readonly url: string;
  /** Why this version refuses calls to it; absent when it answers them. */
  readonly notServed?: string;
}

export async function runWebhooksList(options: WebhooksListOptions, context: CommandContext): Promise<number> {
  if (options.appId === undefined) return listDirectory(options, context);
  if (resolveAppInputs(options).path !== undefined) {
    throw new WebhookCliError('OptionsContradict', { first: '--app-id', second: 'an app directory' });
  }
  return await listDeployed(options.appId, options, context);
}

async function listDirectory(options: WebhooksListOptions, context: CommandContext): Promise<number> {
  const { cwd, settings } = context;
  // A template has neither id nor name, and has webhooks all the same.
  const identity = { clientAppId: APP_ID_PLACEHOLDER };
  const loaded = await loadApp({ ...resolveAppInputs(options), cwd, limits: settings.limits, identity });
  const failure = findRefusal('AppInvalid', loaded.issues, loaded.root, context);
  if (failure !== undefined) return refuseApp(failure, { issues: loaded.issues }, context);
  if (loaded.app === undefined) throw new WebhookCliError('InternalError', { reason: 'no app, and no error in it' });
  return report(loaded.app, options, context);
}

async function listDeployed(appId: string, options: WebhooksListOptions, context: CommandContext): Promise<number> {
  const files = await withRegistry(context, async (open) => {
    return open.registry.readFiles(await loadDeployedApp(appId, open));
  });
  const { app } = parseApp(files, context.settings.limits, { identity: { clientAppId: appId } });
  if (app === undefined) throw new WebhookCliError('AppNotServable', { app: appId, reason: 'it has no root file' });
  return report({ ...app, clientAppId: appId }, options, context);
}

function report(app: App, { publicUrl }: WebhooksListOptions, { output }: CommandContext): number {
  const webhooks = listWebhooks(app, readPublicUrl(publicUrl));
  const rows = webhooks.map(({ service, name, method, validation, runAs, url, notServed }) => {
    const state = notServed === undefined ? [] : [`(not served yet: ${notServed})`];
    return [service, name, method, validation, runAs, [url, ...state].join(' ')];
  });
  const table = renderTable(['SERVICE', 'WEBHOOK', 'METHOD', 'VALIDATION', 'RUN AS', 'URL'], rows);
  const title = app.clientAppId ?? app.name;
  const text = webhooks.length === 0 ? `${title}: no incoming webhooks` : table;
  output.result(text, { clientAppId: app.clientAppId ?? null, webhooks });
  if (webhooks.length > 0) output.progress(`${title}: ${count(webhooks.length, 'incoming webhook')}`);
  return EXIT_CODES.done;
}

/** By service, then by name. */
export function listWebhooks({ clientAppId, services }: App, origin: string): ListedWebhook[] {
  return services
    .flatMap((service) => service.webhooks.map((webhook) => describe(webhook, service, clientAppId, origin)))
    .toSorted((left, right) => compareText(left.service, right.service) || compareText(left.name, right.name));
}

function describe(
  webhook: IncomingWebhook,
  service: Service,
  clientAppId: string | undefined,
  origin: string,
): ListedWebhook {
  const { name, method, validation, runAs } = webhook;
  const notServed = explainNotServed(service, webhook);
  return {
    service: service.name,
    name,
    method,
    validation: validation.method,
    runAs: runAs.mode,
    url: origin + webhookPath(clientAppId ?? APP_ID_PLACEHOLDER, service.name, name),
    ...(notServed === undefined ? {} : { notServed }),
  };
}
