/** The answers that `new` needs: each from its flag, else from a prompt, else from a default where one is safe. */
import type { App, RequestValidation, Service, WebhookMethod } from '../app/app.ts';
import { explainUnusableName } from '../app/names.ts';
import { renderSuggestion } from '../app/nearest-name.ts';
import {
  type RunAsAnswer,
  SCAFFOLDED_SERVICE_TYPES,
  type ScaffoldedServiceType,
  type ServiceAnswers,
  type WebhookAnswers,
} from '../app/scaffold.ts';
import { WEBHOOK_SERVICE_TYPES, type WebhookServiceType } from '../app/service-config.ts';
import { VALIDATION_METHODS, WEBHOOK_METHODS } from '../app/webhook-config.ts';
import { WebhookCliError } from '../errors.ts';
import type { CommandContext } from './command.ts';
import { askChoice, askText, confirm } from './prompts.ts';
import { listSecretFlags, resolveSecret, type SecretFlags } from './webhook-secret.ts';

export interface NewOptions extends SecretFlags {
  readonly kind?: string;
  /** App directory; for a new app the directory to create. */
  readonly path?: string;
  readonly name?: string;
  readonly service?: string;
  readonly type?: string;
  readonly method?: string;
  readonly validation?: string;
  readonly runAs?: string;
  readonly userId?: string;
  readonly respondResult?: boolean;
}

const KINDS = ['app', 'service', 'webhook', 'function'] as const;
export type NewKind = (typeof KINDS)[number];
const RUN_AS_MODES = ['system', 'user-id', 'script', 'application'] as const;

export async function resolveKind({ kind }: NewOptions, context: CommandContext): Promise<NewKind> {
  const known = KINDS.find((name) => name === kind);
  if (known !== undefined) return known;
  if (kind !== undefined) {
    const suggestion = renderSuggestion(kind, KINDS);
    throw new WebhookCliError('UnknownKind', { kind, suggestion, allowed: KINDS.join(', ') });
  }
  const choices = KINDS.map((value) => ({ value }));
  return askChoice(
    { message: 'What is to be created', flag: 'one of app, service, webhook and function', choices },
    context,
  );
}

export async function resolveName(kind: NewKind, options: NewOptions, context: CommandContext): Promise<string> {
  const explainProblem = (name: string) => explainUnusableName(name, context.settings.limits);
  const name =
    options.name ?? (await askText({ message: `Name of the ${kind}`, flag: '--name', explainProblem }, context));
  const reason = explainProblem(name);
  if (reason !== undefined) throw new WebhookCliError('UnusableAnswer', { flag: '--name', value: name, reason });
  return name;
}

export async function resolveServiceAnswers(
  app: App,
  options: NewOptions,
  context: CommandContext,
): Promise<ServiceAnswers> {
  const name = await resolveName('service', options, context);
  if (app.services.some((known) => known.name === name)) {
    throw new WebhookCliError('NameTaken', { kind: 'a service', name });
  }
  const question = { message: 'Type of the service', flag: '--type' };
  const type = await choose<ScaffoldedServiceType>(options.type, SCAFFOLDED_SERVICE_TYPES, question, context);
  return { name, type };
}

export interface OwningService {
  readonly name: string;
  readonly type: WebhookServiceType;
  readonly directory: string;
  readonly isNew: boolean;
}

export async function resolveWebhookAnswers(
  app: App,
  options: NewOptions,
  context: CommandContext,
): Promise<{ service: OwningService; webhook: WebhookAnswers }> {
  const service = await resolveOwningService(app, options, context);
  const name = await resolveName('webhook', options, context);
  const owner = app.services.find((known) => known.name === service.name);
  if (owner?.webhooks.some((known) => known.name === name)) {
    throw new WebhookCliError('NameTaken', { kind: `in service "${service.name}" an incoming webhook`, name });
  }
  const isHttp = service.type === 'http';
  const method: WebhookMethod = isHttp
    ? await choose(options.method, WEBHOOK_METHODS, { message: 'HTTP method', flag: '--method' }, context)
    : 'POST';
  const validation = await resolveValidation(service.type, options, context);
  const runAs = await resolveRunAs(options, context);
  const respondResult = await resolveRespondResult(options, context);
  const { type: serviceType, directory: serviceDirectory } = service;
  return {
    service,
    webhook: { name, serviceDirectory, serviceType, method, validation, runAs, respondResult },
  };
}

async function resolveOwningService(app: App, options: NewOptions, context: CommandContext): Promise<OwningService> {
  const owners = app.services.filter(({ type }) => isOwnerType(type));
  const name = options.service ?? (await askForService(owners, context));
  const known = app.services.find((service) => service.name === name);
  if (known !== undefined) return useService(known, options);
  const reason = explainUnusableName(name, context.settings.limits);
  if (reason !== undefined) throw new WebhookCliError('UnusableAnswer', { flag: '--service', value: name, reason });
  if (options.type === undefined && !(await wantsNewService(name, app, context))) {
    throw new WebhookCliError('Declined', {});
  }
  const question = { message: `Type of the new service ${name}`, flag: '--type' };
  const type = await choose(options.type, WEBHOOK_SERVICE_TYPES, question, context);
  return { name, type, directory: `services/${name}`, isNew: true };
}

const newServiceChoice = '\u0000new';

async function askForService(owners: readonly Service[], context: CommandContext): Promise<string> {
  const typed = { message: 'Name of the new service', flag: '--service' };
  if (owners.length === 0) return askText(typed, context);
  const choices = [
    ...owners.map(({ name, type }) => ({ value: name, label: `${name} (${type})` })),
    { value: newServiceChoice, label: 'a new service' },
  ];
  const chosen = await askChoice({ message: 'Service of the webhook', flag: '--service', choices }, context);
  return chosen === newServiceChoice ? askText(typed, context) : chosen;
}

function useService({ name, type, directory }: Service, options: NewOptions): OwningService {
  if (!isOwnerType(type)) {
    const reason = `it has type ${type}; incoming webhooks belong to services of type ${WEBHOOK_SERVICE_TYPES.join(', ')}`;
    throw new WebhookCliError('UnusableAnswer', { flag: '--service', value: name, reason });
  }
  if (options.type !== undefined && options.type !== type) {
    const reason = `service "${name}" exists already and has type ${type}`;
    throw new WebhookCliError('UnusableAnswer', { flag: '--type', value: options.type, reason });
  }
  return { name, type, directory, isNew: false };
}

/** Without a terminal only `--type` says that a new service is meant and not a mistyped one. */
async function wantsNewService(name: string, app: App, context: CommandContext): Promise<boolean> {
  if (context.interactive) return confirm(`There is no service ${name}. Create it?`, context, '--type');
  const names = app.services.map((service) => service.name);
  const services = `${names.join(', ') || 'none'}${renderSuggestion(name, names)}`;
  throw new WebhookCliError('UnknownService', { name, services });
}

function isOwnerType(type: string): type is WebhookServiceType {
  return WEBHOOK_SERVICE_TYPES.some((known) => known === type);
}

async function resolveValidation(
  type: WebhookServiceType,
  options: NewOptions,
  context: CommandContext,
): Promise<RequestValidation> {
  if (type === 'twilio')
    return refuseSecret(options, 'twilio signs with the auth token of the account', { method: 'TWILIO' });
  if (type === 'github') return { method: 'GITHUB', secret: await resolveSecret(options, context) };
  const question = { message: 'How does a request prove its sender', flag: '--validation' };
  const method = await choose(options.validation, VALIDATION_METHODS, question, context);
  if (method === 'NO_VALIDATION') return refuseSecret(options, 'NO_VALIDATION checks no secret', { method });
  return { method, secret: await resolveSecret(options, context) };
}

function refuseSecret(options: NewOptions, reason: string, validation: RequestValidation): RequestValidation {
  const [flag] = listSecretFlags(options);
  if (flag !== undefined) throw new WebhookCliError('UnusableAnswer', { flag, value: 'given', reason });
  return validation;
}

async function resolveRunAs(options: NewOptions, context: CommandContext): Promise<RunAsAnswer> {
  const given = options.runAs ?? (options.userId === undefined ? undefined : 'user-id');
  const question = { message: 'User that the webhook runs as', flag: '--run-as', preset: 'system' as const };
  const mode = await choose(given ?? (context.interactive ? undefined : 'system'), RUN_AS_MODES, question, context);
  if (mode !== 'user-id') {
    if (options.userId === undefined) return { mode };
    const reason = `--run-as ${mode} takes no user`;
    throw new WebhookCliError('UnusableAnswer', { flag: '--user-id', value: options.userId, reason });
  }
  const explainProblem = (id: string) => (id.trim() === '' ? 'the id of a user is needed' : undefined);
  const asked = { message: 'Id of the user', flag: '--user-id', explainProblem };
  const userId = options.userId ?? (await askText(asked, context));
  const reason = explainProblem(userId);
  if (reason !== undefined) throw new WebhookCliError('UnusableAnswer', { flag: '--user-id', value: userId, reason });
  return { mode, userId };
}

/** The old console had this on for new webhooks. */
async function resolveRespondResult(options: NewOptions, context: CommandContext): Promise<boolean> {
  if (options.respondResult !== undefined) return options.respondResult;
  if (!context.interactive) return true;
  const choices = [
    { value: 'yes', label: "answer with the function's result" },
    { value: 'no', label: 'answer 204 without a body' },
  ] as const;
  return (await askChoice({ message: 'Answer', flag: '--respond-result', choices }, context)) === 'yes';
}

/** A flag's value counts only when it is one of the allowed ones; upper and lower case are one. */
async function choose<Value extends string>(
  given: string | undefined,
  allowed: readonly Value[],
  question: { readonly message: string; readonly flag: string; readonly preset?: Value },
  context: CommandContext,
): Promise<Value> {
  if (given === undefined) return askChoice({ ...question, choices: allowed.map((value) => ({ value })) }, context);
  const match = allowed.find((value) => value.toLowerCase() === given.toLowerCase());
  if (match !== undefined) return match;
  const reason = `the allowed values are ${allowed.join(', ')}${renderSuggestion(given, allowed)}`;
  throw new WebhookCliError('UnusableAnswer', { flag: question.flag, value: given, reason });
}
