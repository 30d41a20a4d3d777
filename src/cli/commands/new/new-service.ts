/** `new service`: a service of one of the types that the app's layout has a place for. */
import type { App } from '../../../app/app.ts';
import { proposeNamed } from '../../../app/scaffold/propose-name.ts';
import { scaffoldService } from '../../../app/scaffold/scaffold.ts';
import {
  hasWebhooks,
  listServiceTypes,
  SCAFFOLDED_SERVICE_TYPES,
  type ScaffoldedServiceType,
} from '../../../app/scaffold/scaffold-layout.ts';
import { WebhookCliError } from '../../../errors.ts';
import type { CommandContext } from '../../command.ts';
import { quoteIfNeeded } from '../../shell-word.ts';
import { resolveChoice, resolveName } from './answers.ts';
import { createNewId, type Draft, loadUsableApp, nextCommand } from './draft.ts';
import type { NewOptions } from './kinds.ts';

export async function draftService(options: NewOptions, context: CommandContext): Promise<Draft> {
  const { app, existing, root } = await loadUsableApp(options, context);
  const names = app.services.map((service) => service.name);
  // Without a terminal the name is the first thing that is asked for, whatever else is missing.
  const type = context.interactive ? await resolveType(app, options, context) : undefined;
  const preset = proposeNamed(type ?? 'http', names);
  const question = { message: 'Name of the service', flag: '--name', given: options.name, preset };
  const name = await resolveName({ ...question, taken: { names, kind: 'a service' } }, context);
  const answers = { name, type: type ?? (await resolveType(app, options, context)) };
  const next = ownsWebhooks(answers.type)
    ? `${nextCommand('new webhook', root, context)} --service ${quoteIfNeeded(name)}`
    : nextCommand('validate', root, context);
  return {
    kind: 'service',
    name,
    what: `service ${name} of type ${answers.type}`,
    root,
    existing,
    created: scaffoldService(answers, app.layout, createNewId(context)),
    changed: new Map(),
    next: [next],
  };
}

function ownsWebhooks(type: ScaffoldedServiceType): boolean {
  return type !== 'mongodb-atlas';
}

async function resolveType(
  app: App,
  { type: given }: NewOptions,
  context: CommandContext,
): Promise<ScaffoldedServiceType> {
  const available = listServiceTypes(app.layout);
  const question = { message: 'Type of the service', flag: '--type', given };
  const allowed = given === undefined ? available : SCAFFOLDED_SERVICE_TYPES;
  const type = await resolveChoice<ScaffoldedServiceType>({ ...question, allowed }, context);
  if (!available.includes(type)) refuseLayout(app, `a service of type ${type}`);
  return type;
}

/** @throws WebhookCliError LayoutWithoutWebhooks */
export function assertWebhooks(app: App): void {
  if (!hasWebhooks(app.layout)) refuseLayout(app, 'incoming webhooks');
}

function refuseLayout({ manifestPath, configVersion }: App, what: string): never {
  throw new WebhookCliError('LayoutWithoutWebhooks', { rootFile: manifestPath, version: configVersion, what });
}
