/** Answers to files: what `new` writes. Keys stand in the order in which the old server exported them. */
import type { AppFiles, JsonObject, JsonValue, LayoutName } from '../app.ts';
import { printJson, printText } from '../print.ts';
import { appendToList } from './json-list.ts';
import {
  FUNCTION_LIST,
  layoutOfVersion,
  listsFunctions,
  type NewAppVersion,
  type ScaffoldedServiceType,
  serviceFolder,
} from './scaffold-layout.ts';
import { FUNCTION_SOURCE } from './templates/function-source.ts';

/** Makes the 24 hex digits of a new resource. */
export type NewId = () => string;

export interface Scaffold {
  /** Files that must not exist yet. */
  readonly created: AppFiles;
  /** Files that exist, with their new bytes. */
  readonly changed: AppFiles;
}

export interface AppAnswers {
  readonly name: string;
  readonly configVersion: NewAppVersion;
  /** Client app id; absent, the import makes one. */
  readonly clientAppId?: string;
}

export interface ServiceAnswers {
  readonly name: string;
  readonly type: ScaffoldedServiceType;
}

export interface FunctionAnswers {
  readonly name: string;
}

export interface ValueAnswers {
  readonly name: string;
  readonly value: JsonValue;
  /** Not meant to be read by anybody but functions. */
  readonly private: boolean;
}

/** A new app has the service that functions reach their data by. */
export function scaffoldApp({ name, configVersion, clientAppId }: AppAnswers, newId: NewId): AppFiles {
  const { layout, rootFile } = layoutOfVersion(configVersion);
  const root = {
    ...(clientAppId === undefined ? {} : { app_id: clientAppId }),
    config_version: configVersion,
    name,
    location: 'US-VA',
    deployment_model: 'GLOBAL',
    ...(layout === 'A' || layout === 'B' ? { security: {} } : {}),
  };
  const data = scaffoldService({ name: 'mongodb-atlas', type: 'mongodb-atlas' }, layout, newId);
  return new Map([[rootFile, printJson(root)], ...data]);
}

/** Empty for a type that the layout has no folder for; `serviceFolder` tells. */
export function scaffoldService({ name, type }: ServiceAnswers, layout: LayoutName, newId: NewId): AppFiles {
  const folder = serviceFolder(layout, type);
  if (folder === undefined) return new Map();
  const config = { id: newId(), name, type, ...serviceSettings(name, type), version: 1 };
  return new Map([[`${folder}/${name}/config.json`, printJson(config)]]);
}

/** Undefined when the app's list of functions is no list that an entry can be added to. */
export function scaffoldFunction(
  { name }: FunctionAnswers,
  layout: LayoutName,
  existing: AppFiles,
  newId: NewId,
): Scaffold | undefined {
  const config = { id: newId(), name, private: false };
  const source = printText(FUNCTION_SOURCE);
  if (!listsFunctions(layout)) {
    const files = new Map([
      [`functions/${name}/config.json`, printJson(config)],
      [`functions/${name}/source.js`, source],
    ]);
    return { created: files, changed: new Map() };
  }
  const list = appendToList(existing.get(FUNCTION_LIST), config);
  if (list === undefined) return undefined;
  const sourceFile = [`functions/${name}.js`, source] as const;
  return existing.has(FUNCTION_LIST)
    ? { created: new Map([sourceFile]), changed: new Map([[FUNCTION_LIST, list]]) }
    : { created: new Map([[FUNCTION_LIST, list], sourceFile]), changed: new Map() };
}

export function scaffoldValue(answers: ValueAnswers, layout: LayoutName, newId: NewId): AppFiles {
  const { name, value } = answers;
  const access = layout === 'A' ? { private: answers.private } : { from_secret: false };
  return new Map([[`values/${name}.json`, printJson({ id: newId(), name, value, ...access })]]);
}

function serviceSettings(name: string, type: ScaffoldedServiceType): JsonObject {
  switch (type) {
    case 'mongodb-atlas':
      return { config: { clusterName: 'Cluster0', readPreference: 'primary', wireProtocolEnabled: false } };
    case 'twilio':
      return { config: { sid: '' }, secret_config: { auth_token: `__${name}_auth_token` } };
    case 'http':
    case 'github':
      return { config: {} };
  }
}
