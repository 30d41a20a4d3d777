/** What a generated app consists of, and its files where its layout has them. */
import type { AppFiles, JsonObject, JsonValue, LayoutName } from '../../src/app/app.ts';
import { filesOfSetting, type Setting } from './generated-settings.ts';

export interface AppParts {
  readonly layout: LayoutName;
  readonly configVersion: number;
  readonly name: string;
  readonly clientAppId: string;
  readonly services: readonly ServiceParts[];
  readonly functions: readonly FunctionParts[];
  readonly values: readonly ValueParts[];
  readonly endpoints: readonly EndpointParts[];
  /** One file or two of each. */
  readonly settings: readonly Setting[];
  /** Carried along: path below the hosted files to bytes. */
  readonly hosted: readonly (readonly [string, Uint8Array])[];
  readonly style: TextStyle;
}

export interface ServiceParts {
  readonly name: string;
  readonly type: 'http' | 'github' | 'twilio' | 'mongodb-atlas';
  readonly extra: JsonObject;
  readonly webhooks: readonly WebhookParts[];
}

export interface WebhookParts {
  readonly name: string;
  readonly method: string;
  readonly secret: string;
  readonly validation: string;
  readonly respondResult: boolean;
  readonly canEvaluate: JsonValue;
  readonly extra: JsonObject;
  readonly source: string;
}

export interface FunctionParts {
  readonly name: string;
  readonly private: boolean;
  readonly extra: JsonObject;
  readonly source: string;
}

export interface ValueParts {
  readonly name: string;
  readonly value: JsonValue;
}

/** Its function is one of the app's, by index. */
export interface EndpointParts {
  readonly route: string;
  readonly method: string;
  readonly function: number;
}

/** How a person or a tool of the time wrote the text. */
export interface TextStyle {
  readonly indent: string;
  readonly lineEnd: '\n' | '\r\n';
  readonly lastLineEnd: boolean;
  /** Orders the keys of every object; 0 leaves them as they are. */
  readonly keyOrder: number;
}

export function writeAppFiles(parts: AppParts): AppFiles {
  const { style } = parts;
  const files = new Map<string, Uint8Array>();
  const write = (path: string, content: JsonValue | string | Uint8Array): void => {
    if (content instanceof Uint8Array) files.set(path, content);
    else if (path.endsWith('.json')) files.set(path, encoder.encode(printInStyle(content, style)));
    else files.set(path, encoder.encode(String(content)));
  };
  write(rootFiles[parts.layout], rootOf(parts));
  for (const service of parts.services) writeService(service, parts, write);
  writeFunctions(parts, write);
  for (const { name, value } of parts.values) write(`values/${name}.json`, { name, value, private: false });
  if (parts.endpoints.length > 0)
    write(
      endpointsPath(parts),
      parts.endpoints.map((one) => endpointOf(one, parts)),
    );
  for (const [path, content] of listSettings(parts)) write(path, content);
  for (const [path, bytes] of parts.hosted) write(`hosting/files/${path}`, bytes);
  return files;
}

type Write = (path: string, content: JsonValue | string | Uint8Array) => void;

const encoder = new TextEncoder();
const rootFiles = { A: 'stitch.json', B: 'config.json', C: 'realm_config.json', D: 'root_config.json' } as const;

function rootOf({ layout, configVersion, clientAppId, name }: AppParts): JsonObject {
  const identity = { app_id: clientAppId, config_version: configVersion, name, deployment_model: 'GLOBAL' };
  if (layout === 'D') return { ...identity, provider_region: 'aws-eu-west-1', environment: '' };
  if (layout === 'C') return { ...identity, location: 'US-VA', environment: 'testing', allowed_request_origins: [] };
  return { ...identity, location: 'US-VA', security: {}, custom_user_data_config: { enabled: false } };
}

function writeService(service: ServiceParts, parts: AppParts, write: Write): void {
  const { name, type, extra } = service;
  const directory = `${serviceFolder(service, parts)}/${name}`;
  write(`${directory}/config.json`, { name, type, config: configOf(type), ...extra });
  for (const webhook of service.webhooks) {
    const place = `${directory}/incoming_webhooks/${webhook.name}`;
    write(`${place}/config.json`, webhookOf(webhook, type));
    write(`${place}/source.js`, webhook.source);
  }
}

function serviceFolder({ type }: ServiceParts, { layout }: AppParts): string {
  if (layout === 'A' || layout === 'B') return 'services';
  if (type === 'mongodb-atlas') return 'data_sources';
  return type === 'http' ? 'http_endpoints' : 'services';
}

function configOf(type: ServiceParts['type']): JsonObject {
  if (type === 'twilio') return { sid: 'AC00000000000000000000000000000003' };
  return type === 'mongodb-atlas' ? { clusterName: 'Cluster0', readPreference: 'primary' } : {};
}

function webhookOf(webhook: WebhookParts, type: ServiceParts['type']): JsonObject {
  return {
    name: webhook.name,
    run_as_authed_user: false,
    run_as_user_id: '',
    run_as_user_id_script_source: '',
    can_evaluate: webhook.canEvaluate,
    ...optionsOf(webhook, type),
    respond_result: webhook.respondResult,
    ...webhook.extra,
  };
}

/** Which options there are depends on the type of the service; twilio webhooks have none. */
function optionsOf({ method, validation, secret }: WebhookParts, type: ServiceParts['type']): JsonObject {
  if (type === 'twilio') return {};
  if (type === 'github') return { options: { secret } };
  const proof: JsonObject = validation === 'NO_VALIDATION' ? {} : { secret };
  return { options: { httpMethod: method, validationMethod: validation, ...proof } };
}

function writeFunctions({ functions, layout }: AppParts, write: Write): void {
  if (layout === 'C' || layout === 'D') {
    write('functions/config.json', functions.map(functionOf));
    for (const { name, source } of functions) write(`functions/${name}.js`, source);
    return;
  }
  for (const one of functions) {
    write(`functions/${one.name}/config.json`, functionOf(one));
    write(`functions/${one.name}/source.js`, one.source);
  }
}

function functionOf({ name, private: isPrivate, extra }: FunctionParts): JsonObject {
  return { name, private: isPrivate, ...extra };
}

function endpointsPath({ layout }: AppParts): string {
  return layout === 'D' ? 'https_endpoints/config.json' : 'http_endpoints/config.json';
}

function endpointOf({ route, method, function: index }: AppParts['endpoints'][number], parts: AppParts): JsonObject {
  return {
    route,
    http_method: method,
    function_name: parts.functions[index % parts.functions.length]?.name ?? '',
    validation_method: 'NO_VALIDATION',
    respond_result: true,
    return_type: 'EJSON',
    disabled: false,
  };
}

/** Names of services are theirs alone: a data source `atlas` of its own stands aside when there is one. */
function listSettings({ settings, layout, services, functions }: AppParts): [string, JsonValue][] {
  const service = services.find(({ type }) => type === 'http')?.name;
  const named = { service, function: functions[0]?.name };
  const hasAtlas = services.some(({ name }) => name.toLowerCase() === 'atlas');
  return settings
    .filter((setting) => !(hasAtlas && setting === 'collection rule'))
    .flatMap((setting) => Object.entries(filesOfSetting(setting, layout, named)));
}

function printInStyle(value: JsonValue, { indent, lineEnd, lastLineEnd, keyOrder }: TextStyle): string {
  const text = JSON.stringify(orderKeys(value, keyOrder), null, indent) + (lastLineEnd ? '\n' : '');
  return text.replaceAll('\n', lineEnd);
}

/** Objects without a prototype, so that a key `__proto__` is a key. Numbers as keys stay first: the engine puts them there. */
function orderKeys(value: JsonValue, keyOrder: number): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => orderKeys(item, keyOrder));
  const keys = keyOrder === 0 ? Object.keys(value) : Object.keys(value).sort((a, b) => rank(a) - rank(b));
  const ordered: JsonObject = Object.create(null);
  for (const key of keys) ordered[key] = orderKeys(value[key] ?? null, keyOrder);
  return ordered;

  function rank(key: string): number {
    let hash = keyOrder;
    for (const character of key) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0;
    return hash;
  }
}
