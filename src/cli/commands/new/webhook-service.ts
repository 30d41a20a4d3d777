/** Which service owns a new webhook: one of the app, or a new one. */
import type { App, Service } from '../../../app/app.ts';
import { WEBHOOK_SERVICE_TYPES, type WebhookServiceType } from '../../../app/kinds/service-config.ts';
import { explainUnusableName } from '../../../app/names.ts';
import { renderSuggestion } from '../../../app/nearest-name.ts';
import { proposeNamed } from '../../../app/scaffold/propose-name.ts';
import { serviceFolder } from '../../../app/scaffold/scaffold-layout.ts';
import { WebhookCliError } from '../../../errors.ts';
import type { CommandContext } from '../../command.ts';
import { askChoice, confirm } from '../../prompts.ts';
import { resolveChoice, resolveName } from './answers.ts';
import type { NewOptions } from './kinds.ts';

export interface OwningService {
  readonly name: string;
  readonly type: WebhookServiceType;
  readonly directory: string;
  readonly isNew: boolean;
}

/** `wanted` is the type that the template needs, when one was chosen. */
export async function resolveOwner(
  app: App,
  wanted: WebhookServiceType | undefined,
  options: NewOptions,
  context: CommandContext,
): Promise<OwningService> {
  const owners = app.services.filter(({ type }) => isOwnerType(type) && (wanted === undefined || type === wanted));
  if (options.service === undefined) {
    const chosen = await chooseOwner(owners, context);
    return chosen === undefined ? makeOwner(app, wanted, options, context) : useOwner(chosen, wanted, options);
  }
  const known = app.services.find(({ name }) => name === options.service);
  if (known !== undefined) return useOwner(known, wanted, options);
  // Else a name that no service can have would be called unknown.
  const reason = explainUnusableName(options.service, context.settings.limits);
  if (reason !== undefined) {
    throw new WebhookCliError('UnusableAnswer', { flag: '--service', value: options.service, reason });
  }
  await confirmNewService(options.service, app, options, context);
  return makeOwner(app, wanted, options, context);
}

const newService = '\u0000new';

async function chooseOwner(owners: readonly Service[], context: CommandContext): Promise<Service | undefined> {
  // Without a terminal this ends with the flag that answers it, also where there is nothing to choose from.
  if (owners.length === 0 && context.interactive) return undefined;
  const choices = [
    ...owners.map(({ name, type }) => ({ value: name, label: `${name} (${type})` })),
    { value: newService, label: 'a new service' },
  ];
  const chosen = await askChoice({ message: 'Service of the webhook', flag: '--service', choices }, context);
  return owners.find(({ name }) => name === chosen);
}

function useOwner(
  { name, type, directory }: Service,
  wanted: WebhookServiceType | undefined,
  options: NewOptions,
): OwningService {
  const refuse = (reason: string) => new WebhookCliError('UnusableAnswer', { flag: '--service', value: name, reason });
  if (!isOwnerType(type)) {
    const allowed = WEBHOOK_SERVICE_TYPES.join(', ');
    throw refuse(`it has type ${type}; incoming webhooks belong to services of type ${allowed}`);
  }
  if (wanted !== undefined && wanted !== type) {
    throw refuse(`it has type ${type}, and the template ${options.template} is for services of type ${wanted}`);
  }
  if (options.type !== undefined && options.type.toLowerCase() !== type) {
    const reason = `service "${name}" exists already and has type ${type}`;
    throw new WebhookCliError('UnusableAnswer', { flag: '--type', value: options.type, reason });
  }
  return { name, type, directory, isNew: false };
}

/** Without a terminal only `--type` says that a new service is meant and not a mistyped one. */
async function confirmNewService(name: string, app: App, options: NewOptions, context: CommandContext): Promise<void> {
  if (options.type !== undefined) return;
  if (!context.interactive) {
    const names = app.services.map((service) => service.name);
    const services = `${names.join(', ') || 'none'}${renderSuggestion(name, names)}`;
    throw new WebhookCliError('UnknownService', { name, services });
  }
  const message = `There is no service ${name}. Create it?`;
  if (!(await confirm(message, context, '--type', true))) throw new WebhookCliError('Declined', {});
}

async function makeOwner(
  app: App,
  wanted: WebhookServiceType | undefined,
  options: NewOptions,
  context: CommandContext,
): Promise<OwningService> {
  const type = await resolveType(wanted, options, context);
  const names = app.services.map((service) => service.name);
  const preset = proposeNamed(type, names);
  const question = { message: 'Name of the new service', flag: '--service', given: options.service, preset };
  const name = await resolveName({ ...question, taken: { names, kind: 'a service' } }, context);
  return { name, type, directory: `${serviceFolder(app.layout, type) ?? 'services'}/${name}`, isNew: true };
}

async function resolveType(
  wanted: WebhookServiceType | undefined,
  { type: given, template }: NewOptions,
  context: CommandContext,
): Promise<WebhookServiceType> {
  const question = { message: 'Type of the new service', flag: '--type', allowed: WEBHOOK_SERVICE_TYPES };
  const type = await resolveChoice({ ...question, given: given ?? wanted }, context);
  if (wanted === undefined || type === wanted) return type;
  const reason = `the template ${template} is for services of type ${wanted}`;
  throw new WebhookCliError('UnusableAnswer', { flag: '--type', value: type, reason });
}

function isOwnerType(type: string): type is WebhookServiceType {
  return WEBHOOK_SERVICE_TYPES.some((known) => known === type);
}
