/** Which app an import goes to: one that the registry has, or one to be made when `--create` or the user says so. */
import type { App } from '../../../app/app.ts';
import { WebhookCliError } from '../../../errors.ts';
import type { AppIdentity, AppRecord, NewApp } from '../../../registry/apps.ts';
import { assertAppId, generateAppId } from '../../app-id.ts';
import type { CommandContext } from '../../command.ts';
import type { OpenRegistry } from '../../open-registry.ts';
import { confirm } from '../../prompts.ts';
import { createUnknownAppError } from '../../unknown-app.ts';

export interface TargetOptions {
  readonly appId?: string;
  readonly appName?: string;
  readonly create?: boolean;
}

export type ImportTarget =
  | { readonly kind: 'existing'; readonly app: AppRecord }
  /** `writeBack`: the id was made up just now, and the root file is to keep it. */
  | { readonly kind: 'new'; readonly app: NewApp; readonly writeBack: boolean };

/** Throws UnknownApp, InputNeeded, Declined, AppNameTaken, UnusableAnswer. Writes nothing. */
export async function findImportTarget(
  app: App,
  options: TargetOptions,
  open: OpenRegistry,
  context: CommandContext,
): Promise<ImportTarget> {
  const clientAppId = options.appId ?? app.clientAppId;
  if (clientAppId === undefined) return await planAppWithoutId(app, options, open, context);
  const found = await open.registry.findApp(clientAppId);
  if (found !== undefined) return { kind: 'existing', app: found };
  if (!(await mayCreate(`Unable to find app with ID: "${clientAppId}"`, options, context))) {
    throw await createUnknownAppError(clientAppId, open, 'create a new app with --create');
  }
  assertAppId(clientAppId);
  return { kind: 'new', app: describeNewApp(clientAppId, app, options), writeBack: false };
}

async function planAppWithoutId(
  app: App,
  options: TargetOptions,
  { registry }: OpenRegistry,
  context: CommandContext,
): Promise<ImportTarget> {
  if (!(await mayCreate('this app does not exist yet', options, context))) {
    const question = `which app to import into (${app.manifestPath} has no app_id)`;
    throw new WebhookCliError('InputNeeded', { question, flag: '--app-id, or --create for a new app' });
  }
  const name = options.appName ?? app.name;
  const namesake = (await registry.listApps()).find((existing) => existing.name === name);
  if (namesake !== undefined) throw new WebhookCliError('AppNameTaken', { name, app: namesake.clientAppId });
  const clientAppId = generateAppId(name, context.randomBytes);
  return { kind: 'new', app: describeNewApp(clientAppId, app, options), writeBack: true };
}

/** `--yes` never makes an app: with a mistyped id it would deploy into a brand-new one. */
async function mayCreate(situation: string, { create }: TargetOptions, context: CommandContext): Promise<boolean> {
  if (create === true) return true;
  if (!context.interactive) return false;
  if (await confirm(`${situation}: would you like to create a new app?`, context, '--create')) return true;
  throw new WebhookCliError('Declined', {});
}

function describeNewApp(clientAppId: string, app: App, options: TargetOptions): NewApp {
  return { clientAppId, ...describeIdentity(app, options) };
}

/** What the registry knows an app by besides its id: as the root file has it, but for the name that the user gives. */
export function describeIdentity(app: App, { appName }: TargetOptions): AppIdentity {
  return { name: appName ?? app.name, location: app.location, deploymentModel: app.deploymentModel };
}
