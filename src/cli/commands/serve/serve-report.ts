/** What `serve` prints: the address, the webhooks, and commands that call them. */
import type { IncomingWebhook } from '../../../app/app.ts';
import { explainNotServed } from '../../../app/not-served.ts';
import { webhookPath } from '../../../app/webhook-url.ts';
import type { Database } from '../../../database/database.ts';
import type { ServedApp } from '../../../runtime/served-app.ts';
import { createCurl } from '../../example-call.ts';
import type { Output } from '../../output.ts';

export interface ServingFacts {
  readonly apps: readonly ServedApp[];
  readonly database: Pick<Database, 'kind' | 'description'>;
  readonly address: string;
  readonly publicUrl: string;
  readonly exampleBody: string | undefined;
}

export function reportServing(facts: ServingFacts, output: Output): void {
  const { apps, database, address, publicUrl, exampleBody } = facts;
  for (const note of describeDatabase(facts)) output.progress(note);
  output.streamed(`Listening on ${address}`, {
    event: 'listening',
    address,
    publicUrl,
    database: database.description,
  });
  for (const app of apps) {
    const webhooks = listWebhooks(app, publicUrl);
    if (!output.json) output.streamed(renderApp(app, webhooks), undefined);
    else for (const webhook of webhooks) output.streamed('', { event: 'webhook', ...webhook });
  }
  if (exampleBody === undefined) return;
  for (const example of createExamples(apps, publicUrl, exampleBody)) {
    output.streamed(['', `# ${example.validation}`, ...example.command.split('\n')], { event: 'example', ...example });
  }
}

function describeDatabase({ apps, database }: ServingFacts): string[] {
  const notes = [];
  if (database.kind === 'embedded') {
    const change = 'for a MongoDB cluster, give --registry mongodb://… and nothing else changes';
    notes.push(`Using the embedded database engine on ${database.description}; ${change}`);
  }
  if (apps.length > 1) notes.push(`note: the ${apps.length} apps share one server, so their functions share databases`);
  return notes;
}

interface WebhookLine {
  readonly app: string;
  readonly service: string;
  readonly webhook: string;
  readonly method: string;
  readonly validation: string;
  readonly url: string;
  /** Why calls to it are refused; absent when they are answered. */
  readonly notServed?: string;
}

function listWebhooks(app: ServedApp, publicUrl: string): WebhookLine[] {
  return webhooksOf(app).map(({ webhook: { name, service, method, validation }, notServed }) => ({
    app: app.clientAppId,
    service,
    webhook: name,
    method,
    validation: validation.method,
    url: publicUrl + webhookPath(app.clientAppId, service, name),
    ...(notServed === undefined ? {} : { notServed }),
  }));
}

function renderApp(app: ServedApp, webhooks: readonly WebhookLine[]): string[] {
  const count = webhooks.length === 1 ? '1 webhook' : `${webhooks.length} webhooks`;
  const title = `${app.clientAppId}, deployment ${app.deploymentNumber}, ${count}`;
  const lines = webhooks.map(({ method, url, validation, notServed }) => {
    const state = notServed === undefined ? '' : ` (not served yet: ${notServed})`;
    return `  ${method.padEnd(6)} ${url}  ${validation}${state}`;
  });
  return [title, ...lines];
}

export interface Example {
  readonly validation: string;
  readonly webhook: string;
  readonly command: string;
}

/** One `curl` command for each validation method that the apps use, ready for a POSIX shell. */
export function createExamples(apps: Iterable<ServedApp>, publicUrl: string, body: string): Example[] {
  const examples = new Map<string, Example>();
  for (const app of apps) {
    for (const { webhook, notServed } of webhooksOf(app)) {
      const { validation } = webhook;
      const { method } = validation;
      const isRefused = notServed !== undefined || ('secret' in validation && validation.secret === '');
      if (examples.has(method) || isRefused) continue;
      const url = publicUrl + webhookPath(app.clientAppId, webhook.service, webhook.name);
      const call = { ...webhook, url, body, contentType: 'application/json' };
      examples.set(method, { validation: method, webhook: webhook.name, command: createCurl(call) });
    }
  }
  return [...examples.values()];
}

function webhooksOf(app: ServedApp): { webhook: IncomingWebhook; notServed: string | undefined }[] {
  return [...app.services.values()].flatMap((service) =>
    [...service.webhooks.values()].map(({ config }) => ({
      webhook: config,
      notServed: explainNotServed(service, config),
    })),
  );
}
