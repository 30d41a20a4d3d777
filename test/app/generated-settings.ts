/** What a generated app has besides webhooks and functions: one small file of each kind, where its layout has it. */
import type { JsonValue, LayoutName } from '../../src/app/app.ts';

export const SETTINGS = [
  'auth provider',
  'trigger',
  'collection rule',
  'service rule',
  'environment',
  'graphql',
  'log forwarder',
  'sync',
] as const;
export type Setting = (typeof SETTINGS)[number];

/** Paths with what they hold. `service` is a service of type http, `function` a function of the app; absent, no file names one. */
export function filesOfSetting(
  setting: Setting,
  layout: LayoutName,
  named: { readonly service: string | undefined; readonly function: string | undefined },
): Record<string, JsonValue> {
  const isOld = layout === 'A' || layout === 'B';
  switch (setting) {
    case 'auth provider': {
      const provider = { name: 'api-key', type: 'api-key', disabled: false };
      return isOld ? { 'auth_providers/api-key.json': provider } : { 'auth/providers.json': { 'api-key': provider } };
    }
    case 'trigger':
      return named.function === undefined ? {} : { 'triggers/nightly.json': triggerOf(named.function) };
    case 'collection rule':
      return isOld
        ? { ...dataSource('services/atlas'), 'services/atlas/rules/shop.orders.json': collectionRule }
        : { ...dataSource('data_sources/atlas'), 'data_sources/atlas/shop/orders/rules.json': collectionRule };
    case 'service rule': {
      const folder = isOld ? 'services' : 'http_endpoints';
      return named.service === undefined ? {} : { [`${folder}/${named.service}/rules/get.json`]: serviceRule };
    }
    case 'environment':
      return layout === 'A' ? {} : { 'environments/testing.json': { values: { limit: 3 } } };
    case 'graphql':
      return layout === 'A' ? {} : { 'graphql/config.json': { use_natural_pluralization: true } };
    case 'log forwarder':
      if (layout === 'A' || named.function === undefined) return {};
      return { 'log_forwarders/errors.json': forwarderTo(named.function) };
    case 'sync':
      return isOld ? {} : { 'sync/config.json': { development_mode_enabled: false } };
  }
}

function triggerOf(functionName: string): JsonValue {
  return {
    name: 'nightly',
    type: 'SCHEDULED',
    disabled: false,
    config: { schedule: '0 2 * * *' },
    function_name: functionName,
  };
}

function forwarderTo(functionName: string): JsonValue {
  return {
    name: 'errors',
    log_types: ['webhook'],
    log_statuses: ['error'],
    policy: { type: 'single' },
    action: { type: 'function', name: functionName },
    disabled: true,
  };
}

function dataSource(directory: string): Record<string, JsonValue> {
  const config = { clusterName: 'Cluster0', readPreference: 'primary', wireProtocolEnabled: false };
  return { [`${directory}/config.json`]: { name: 'atlas', type: 'mongodb-atlas', config } };
}

const collectionRule: JsonValue = {
  database: 'shop',
  collection: 'orders',
  roles: [
    { name: 'owner', apply_when: { owner: '%%user.id' }, read: true, write: false, insert: false, delete: false },
  ],
  filters: [],
};

const serviceRule: JsonValue = {
  name: 'get',
  actions: ['get'],
  when: { '%%args.url.host': { '%in': ['api.example.com'] } },
};
