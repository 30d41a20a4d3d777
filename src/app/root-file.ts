/** The root file (`stitch.json`): which app this is and which layout its directory has. */
import { z } from 'zod';
import type { Limits } from '../limits.ts';
import type { App } from './app.ts';
import { issueAt, optional, parseConfig } from './config-schema.ts';
import type { Issue } from './issue.ts';
import type { JsonFile } from './json-text.ts';

export const RootFileSchema = z.looseObject({
  app_id: optional(z.string()),
  config_version: z.number(),
  name: optional(z.string()),
  location: optional(z.unknown()),
  deployment_model: optional(z.unknown()),
  environment: optional(z.string()),
  security: optional(z.looseObject({ allowed_request_origins: optional(z.array(z.string())) })),
  hosting: optional(z.record(z.string(), z.unknown())),
  custom_user_data_config: optional(z.record(z.string(), z.unknown())),
  sync: optional(z.record(z.string(), z.unknown())),
  realm_config: optional(z.record(z.string(), z.unknown())),
});
export type RootFile = z.infer<typeof RootFileSchema>;

export type AppIdentity = Pick<
  App,
  'configVersion' | 'clientAppId' | 'name' | 'location' | 'deploymentModel' | 'allowedRequestOrigins'
>;

export const LOCATIONS = ['US-VA', 'US-OR', 'DE-FF', 'IE', 'AU', 'IN-MB', 'SG', 'BR-SP'] as const;
export const DEPLOYMENT_MODELS = ['GLOBAL', 'LOCAL'] as const;

/** A client app id is a segment of every URL of the app. */
export const APP_ID_PATTERN = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/;

export function parseRootFile(file: JsonFile, limits: Limits): { root: AppIdentity | undefined; issues: Issue[] } {
  const { config, issues } = parseConfig(RootFileSchema, file);
  if (config === undefined) return { root: undefined, issues: [...issues] };
  const clientAppId = config.app_id || undefined;
  const name = config.name || (clientAppId && nameOfAppId(clientAppId)) || '';
  const root = {
    configVersion: config.config_version,
    clientAppId,
    name,
    // The old tools took anything that is no text for the default.
    location: typeof config.location === 'string' && config.location !== '' ? config.location : 'US-VA',
    deploymentModel:
      typeof config.deployment_model === 'string' && config.deployment_model !== ''
        ? config.deployment_model
        : 'GLOBAL',
    allowedRequestOrigins: config.security?.allowed_request_origins ?? [],
  };
  return { root, issues: [...issues, ...checkIdentity(root, file, limits)] };
}

/** `orders-abcde` is the app `orders`: the old server added a dash and five letters. */
export function nameOfAppId(clientAppId: string): string {
  return clientAppId.replace(/-[a-z]{5}$/, '');
}

function checkIdentity(root: AppIdentity, file: JsonFile, limits: Limits): Issue[] {
  const issues: Issue[] = [];
  if (root.clientAppId !== undefined && !APP_ID_PATTERN.test(root.clientAppId)) {
    issues.push(issueAt('InvalidAppId', file, ['app_id'], { found: root.clientAppId }));
  }
  if (root.name === '') issues.push(issueAt('MissingAppName', file, [], {}));
  if (root.name.length > limits.appNameLengthMax) {
    const details = { kind: 'app', length: root.name.length, max: limits.appNameLengthMax };
    issues.push(issueAt('NameTooLong', file, ['name'], details));
  }
  if (!includes(LOCATIONS, root.location)) {
    const details = { found: root.location, allowed: LOCATIONS.join(', ') };
    issues.push(issueAt('UnknownLocation', file, ['location'], details));
  }
  if (!includes(DEPLOYMENT_MODELS, root.deploymentModel)) {
    const details = { found: root.deploymentModel, allowed: DEPLOYMENT_MODELS.join(', ') };
    issues.push(issueAt('UnknownDeploymentModel', file, ['deployment_model'], details));
  }
  return issues;
}

function includes(names: readonly string[], name: string): boolean {
  return names.includes(name);
}
