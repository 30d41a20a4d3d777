/** Step 1: app, service and webhook by name, from one snapshot. */
import { WebhookCliError } from '../../errors.ts';
import type { ServedApp, ServedService, ServedWebhook } from '../served-app.ts';
import type { WebhookRequest } from '../webhook-request.ts';

export interface Route {
  readonly app: ServedApp;
  readonly service: ServedService;
  readonly webhook: ServedWebhook;
}

/** Throws `AppNotFound`. */
export function findApp(request: WebhookRequest, apps: ReadonlyMap<string, ServedApp>): ServedApp {
  const app = apps.get(request.app);
  if (app === undefined) throw new WebhookCliError('AppNotFound', { id: request.app });
  return app;
}

/** Throws `ServiceNotFound` or `IncomingWebhookNotFound`. */
export function findWebhook(request: WebhookRequest, app: ServedApp): Route {
  const service = app.services.get(request.service);
  if (service === undefined) throw new WebhookCliError('ServiceNotFound', { service: request.service });
  const webhook = service.webhooks.get(request.webhook);
  if (webhook === undefined) throw new WebhookCliError('IncomingWebhookNotFound', { webhook: request.webhook });
  return { app, service, webhook };
}
