/** The root file: which app this is, where it ran, and who may call it from a browser. Its keys depend on the layout. */
import { z } from 'zod';
import type { Limits } from '../../limits.ts';
import type { App, LayoutName } from '../app.ts';
import type { Issue } from '../issue.ts';
import { issueAt, optional, parseConfig } from '../json/config-schema.ts';
import { entryAt } from '../json/json-entries.ts';
import type { JsonFile } from '../json/json-text.ts';
import { PROVIDER_VERSION } from '../layout.ts';
import { parseCustomUserData } from './custom-user-data.ts';

const rootKeys = {
  app_id: optional(z.string()).describe('Client app id, the one in URLs: name, dash and five letters'),
  config_version: z.number().describe('Version of the layout of the directory'),
  name: optional(z.string()).describe('Name of the app; taken from app_id when missing'),
  deployment_model: optional(z.unknown()).describe('GLOBAL or LOCAL'),
  environment: optional(z.string()).describe('Tag such as production; empty or "none" for no tag'),
};
const location = optional(z.unknown()).describe('Where the app ran, such as US-VA');
const origins = optional(z.array(z.string())).describe('Origins that browsers may call from; empty means any');
const settings = optional(z.record(z.string(), z.unknown()));

/** Layouts A and B keep all settings of the app in it. */
export const RootFileSchema = z.looseObject({
  ...rootKeys,
  location,
  security: optional(z.looseObject({ allowed_request_origins: origins })).meta({
    description: 'Who may call the app from a browser',
  }),
  hosting: settings.describe('Whether files are hosted, and under which domain'),
  custom_user_data_config: settings.describe('Collection that holds a document for each app user'),
  sync: settings.describe('Settings of device sync'),
  realm_config: settings.describe('Settings of device sync, as older files have them'),
});
export type RootFile = z.infer<typeof RootFileSchema>;

const providerRegion = optional(z.string()).describe('Where the app ran, such as aws-us-east-1');

/** In layout C most settings moved to folders of their own. Its last exports have both kinds of place. */
export const RealmRootFileSchema = z.looseObject({
  ...rootKeys,
  location,
  provider_region: providerRegion,
  allowed_request_origins: origins,
});

export const ProviderRootFileSchema = z.looseObject({
  ...rootKeys,
  config_version: z
    .number()
    .optional()
    .describe('Version of the layout of the directory; root_config.json may omit it'),
  provider_region: providerRegion,
  allowed_request_origins: origins,
});

export type AppIdentity = Pick<
  App,
  'configVersion' | 'clientAppId' | 'name' | 'location' | 'deploymentModel' | 'environment' | 'allowedRequestOrigins'
>;

/** What the user said about an app whose root file may say nothing, as that of a template does. */
export interface GivenIdentity {
  readonly clientAppId?: string | undefined;
  readonly name?: string | undefined;
}

export const LOCATIONS = ['US-VA', 'US-OR', 'DE-FF', 'IE', 'AU', 'IN-MB', 'SG', 'BR-SP'] as const;
export const DEPLOYMENT_MODELS = ['GLOBAL', 'LOCAL'] as const;

/** A client app id is a segment of every URL of the app. */
export const APP_ID_PATTERN = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/;

export function parseRootFile(
  file: JsonFile,
  layout: LayoutName,
  given: GivenIdentity,
  limits: Limits,
): { identity: AppIdentity | undefined; issues: Issue[] } {
  const { config, issues } = parseKeys(file, layout, limits);
  if (config === undefined) return { identity: undefined, issues: [...issues] };
  const clientAppId = config.app_id || undefined;
  const identity = {
    configVersion: config.config_version,
    clientAppId,
    name: resolveName(config.name ?? '', clientAppId, given),
    location: textOr(config.location, layout === 'D' ? 'aws-us-east-1' : 'US-VA'),
    deploymentModel: textOr(config.deployment_model, 'GLOBAL'),
    environment: tagOf(config.environment ?? ''),
    allowedRequestOrigins: config.allowedRequestOrigins ?? [],
  };
  return { identity, issues: [...issues, ...checkIdentity(identity, layout, file, limits)] };
}

/** The layouts differ in where two settings stand. */
function parseKeys(file: JsonFile, layout: LayoutName, limits: Limits) {
  switch (layout) {
    case 'A':
    case 'B': {
      const { config, issues } = parseConfig(RootFileSchema, file);
      const userData = entryAt(file, 'custom_user_data_config');
      const userDataIssues = userData === undefined ? [] : parseCustomUserData(userData, limits).issues;
      const allowedRequestOrigins = config?.security?.allowed_request_origins;
      return { config: config && { ...config, allowedRequestOrigins }, issues: [...issues, ...userDataIssues] };
    }
    case 'C': {
      const { config, issues } = parseConfig(RealmRootFileSchema, file);
      return { config: config && { ...config, allowedRequestOrigins: config.allowed_request_origins }, issues };
    }
    case 'D': {
      const { config, issues } = parseConfig(ProviderRootFileSchema, file);
      const { allowed_request_origins: allowedRequestOrigins, provider_region: location } = config ?? {};
      const config_version = config?.config_version ?? PROVIDER_VERSION;
      return { config: config && { ...config, config_version, location, allowedRequestOrigins }, issues };
    }
  }
}

function resolveName(name: string, clientAppId: string | undefined, given: GivenIdentity): string {
  const id = clientAppId ?? given.clientAppId;
  return name || given.name || (id === undefined ? '' : nameOfAppId(id));
}

/** The old tools took anything that is no text for the default. */
function textOr(value: unknown, missing: string): string {
  return typeof value === 'string' && value !== '' ? value : missing;
}

/** Files say "none" or "no-environment" for what the function context gives as an empty tag. */
function tagOf(environment: string): string {
  return environment === 'none' || environment === 'no-environment' ? '' : environment;
}

/** `orders-abcde` is the app `orders`: the old server added a dash and five letters. */
export function nameOfAppId(clientAppId: string): string {
  return clientAppId.replace(/-[a-z]{5}$/, '');
}

function checkIdentity(identity: AppIdentity, layout: LayoutName, file: JsonFile, limits: Limits): Issue[] {
  const { clientAppId, name, location, deploymentModel } = identity;
  const issues: Issue[] = [];
  if (clientAppId !== undefined && !APP_ID_PATTERN.test(clientAppId)) {
    issues.push(issueAt('InvalidAppId', file, ['app_id'], { found: clientAppId }));
  }
  if (name === '') issues.push(issueAt('MissingAppName', file, [], {}));
  if (name.length > limits.appNameLengthMax) {
    const details = { kind: 'app', length: name.length, max: limits.appNameLengthMax };
    issues.push(issueAt('NameTooLong', file, ['name'], details));
  }
  // Regions of layout D are those of three cloud providers: no list of them stays true.
  if (layout !== 'D' && !includes(LOCATIONS, location)) {
    const details = { found: location, allowed: LOCATIONS.join(', ') };
    issues.push(issueAt('UnknownLocation', file, ['location'], details));
  }
  if (!includes(DEPLOYMENT_MODELS, deploymentModel)) {
    const details = { found: deploymentModel, allowed: DEPLOYMENT_MODELS.join(', ') };
    issues.push(issueAt('UnknownDeploymentModel', file, ['deployment_model'], details));
  }
  return issues;
}

function includes(names: readonly string[], name: string): boolean {
  return names.includes(name);
}
