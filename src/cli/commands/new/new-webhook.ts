/** `new webhook`: its config and source, the service and the value that it needs, and a call that it accepts. */
import type { App, AppFiles } from '../../../app/app.ts';
import { proposeNamed, proposeNumbered } from '../../../app/scaffold/propose-name.ts';
import { scaffoldService, scaffoldValue } from '../../../app/scaffold/scaffold.ts';
import { scaffoldWebhook, type WebhookAnswers } from '../../../app/scaffold/scaffold-webhook.ts';
import {
  listTemplates,
  TEMPLATE_NAMES,
  type TemplateName,
  WEBHOOK_TEMPLATES,
} from '../../../app/scaffold/templates/webhook-templates.ts';
import type { CommandContext } from '../../command.ts';
import { resolveChoice, resolveName } from './answers.ts';
import { createNewId, type Draft, loadUsableApp } from './draft.ts';
import type { NewOptions } from './kinds.ts';
import { assertWebhooks } from './new-service.ts';
import { describeCall } from './webhook-call.ts';
import { resolveSecret } from './webhook-secret.ts';
import { type OwningService, resolveOwner } from './webhook-service.ts';
import { resolveMethod, resolveRespondResult, resolveRunAs, resolveValidation } from './webhook-settings.ts';

export async function draftWebhook(options: NewOptions, context: CommandContext): Promise<Draft> {
  const { app, existing, root } = await loadUsableApp(options, context);
  assertWebhooks(app);
  const wanted = options.template === undefined ? undefined : await readTemplate(options.template, context);
  const type = wanted === undefined ? undefined : WEBHOOK_TEMPLATES[wanted].serviceType;
  const service = await resolveOwner(app, type, options, context);
  const name = await resolveWebhookName(app, service, options, context);
  const templateName = wanted ?? (await askForTemplate(service, context));
  const { sender } = WEBHOOK_TEMPLATES[templateName];
  const method = await resolveMethod(service.type, sender, options, context);
  const validation = await resolveValidation(service.type, sender, options, context);
  const secret = await resolveSigningSecret(app, templateName, options, context);
  const webhook: WebhookAnswers = {
    name,
    serviceDirectory: service.directory,
    serviceType: service.type,
    method,
    validation,
    runAs: await resolveRunAs(options, context),
    respondResult: await resolveRespondResult(options, context),
    ...(sender.checkedBy === 'source' ? { requiredHeader: sender.signatureHeader } : {}),
    source: sender.checkedBy === 'source' ? sender.createSource(secret?.valueName ?? sender.valueName) : sender.source,
  };
  const place = { clientAppId: app.clientAppId, root, service: service.name };
  return {
    kind: 'webhook',
    name,
    what: `incoming webhook ${name} of service ${service.name}${service.isNew ? ', which is new' : ''}`,
    root,
    existing,
    created: scaffoldAll(app, service, webhook, secret, context),
    changed: new Map(),
    ...describeCall(webhook, { ...place, template: WEBHOOK_TEMPLATES[templateName], secret: secret?.secret }, context),
  };
}

function scaffoldAll(
  app: App,
  service: OwningService,
  webhook: WebhookAnswers,
  secret: SigningSecret | undefined,
  context: CommandContext,
): AppFiles {
  const newId = createNewId(context);
  const { name, type, isNew } = service;
  return new Map([
    ...(isNew ? scaffoldService({ name, type }, app.layout, newId) : []),
    ...scaffoldWebhook(webhook, newId),
    ...(secret === undefined
      ? []
      : scaffoldValue({ name: secret.valueName, value: secret.secret, private: true }, app.layout, newId)),
  ]);
}

async function resolveWebhookName(
  app: App,
  service: OwningService,
  { name: given }: NewOptions,
  context: CommandContext,
): Promise<string> {
  const owner = app.services.find((known) => known.name === service.name);
  const names = owner?.webhooks.map((known) => known.name) ?? [];
  const preset = proposeNumbered('webhook', names);
  const taken = { names, kind: `in service "${service.name}" an incoming webhook` };
  return resolveName({ message: 'Name of the webhook', flag: '--name', given, preset, taken }, context);
}

async function readTemplate(given: string, context: CommandContext): Promise<TemplateName> {
  return resolveChoice({ message: 'Template', flag: '--template', given, allowed: TEMPLATE_NAMES }, context);
}

/** Without a terminal the plain one of the service's type. */
async function askForTemplate({ type }: OwningService, context: CommandContext): Promise<TemplateName> {
  const allowed = listTemplates(type);
  if (allowed.length === 1 || !context.interactive) return type;
  const question = { message: 'Template', flag: '--template', given: undefined, allowed, preset: type };
  return resolveChoice<TemplateName>(
    { ...question, label: (name) => `${name}: ${WEBHOOK_TEMPLATES[name].purpose}` },
    context,
  );
}

interface SigningSecret {
  readonly valueName: string;
  readonly secret: string;
}

/** What a source that checks its sender reads; another webhook of the same kind has a secret of its own. */
async function resolveSigningSecret(
  app: App,
  template: TemplateName,
  options: NewOptions,
  context: CommandContext,
): Promise<SigningSecret | undefined> {
  const { sender } = WEBHOOK_TEMPLATES[template];
  if (sender.checkedBy === 'runtime') return undefined;
  const names = app.values.map(({ name }) => name);
  const message = `Signing secret that ${template} shows for this webhook`;
  const secret = await resolveSecret(options, context, { message, preset: 'type' });
  return { valueName: proposeNamed(sender.valueName, names), secret };
}
