/** Where new resources go in each layout. */
import type { LayoutName } from '../app.ts';
import type { WebhookServiceType } from '../kinds/service-config.ts';
import { LAYOUTS } from '../layout.ts';

export const SCAFFOLDED_SERVICE_TYPES = ['http', 'github', 'twilio', 'mongodb-atlas'] as const;
export type ScaffoldedServiceType = (typeof SCAFFOLDED_SERVICE_TYPES)[number];

/** Config versions of new apps, oldest first: each the newest of a layout that has incoming webhooks. */
export const NEW_APP_VERSIONS = [20180301, 20200603, 20210101] as const;
export type NewAppVersion = (typeof NEW_APP_VERSIONS)[number];

/** Folder that services of this type lie in; undefined when the layout has no such services. */
export function serviceFolder(layout: LayoutName, type: ScaffoldedServiceType): string | undefined {
  if (layout === 'A' || layout === 'B') return 'services';
  if (type === 'mongodb-atlas') return 'data_sources';
  // The newest layout came after incoming webhooks had been retired.
  if (layout === 'D') return undefined;
  return type === 'http' ? 'http_endpoints' : 'services';
}

/** Types of services that the layout has a folder for. */
export function listServiceTypes(layout: LayoutName): readonly ScaffoldedServiceType[] {
  return SCAFFOLDED_SERVICE_TYPES.filter((type) => serviceFolder(layout, type) !== undefined);
}

export function hasWebhooks(layout: LayoutName): boolean {
  const owner: WebhookServiceType = 'http';
  return serviceFolder(layout, owner) !== undefined;
}

/** The later layouts list functions in one file; their names may then have folders, such as `mail/send`. */
export function listsFunctions(layout: LayoutName): boolean {
  return layout === 'C' || layout === 'D';
}

export const FUNCTION_LIST = 'functions/config.json';

export function layoutOfVersion(version: NewAppVersion): (typeof LAYOUTS)[number] {
  return LAYOUTS.find(({ versions }) => versions.some((known) => known === version)) ?? LAYOUTS[0];
}
