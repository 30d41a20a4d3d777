/** What triggers, endpoints, auth providers and other files name has to be in the app. */
import type { App, AppFiles, Definition, JsonValue } from '../app.ts';
import type { Issue } from '../issue.ts';
import { createIssue } from '../issue-codes.ts';
import { valueAt } from '../json/config-schema.ts';
import type { JsonPath } from '../json/json-positions.ts';
import { ENVIRONMENT_EXPANSION } from '../kinds/choice.ts';
import { roleOfPath } from '../path-roles.ts';
import { createSuggester, listAppNames } from './app-names.ts';
import { readConfigFile } from './config-json.ts';
import { placeInConfig } from './config-place.ts';

export function checkReferences(app: App, files: AppFiles): Issue[] {
  const { services, functions } = listAppNames(app);
  const known = { function: functions, service: new Set(services.keys()) };
  const suggest = { function: createSuggester(known.function), service: createSuggester(known.service) };
  // A source without an entry in the list was reported once, for whatever names it.
  const sources = new Set(app.files.filter(({ kind }) => kind === 'function').map(({ resource }) => resource));
  const isKnown = (kind: Reference['kind'], name: string): boolean =>
    known[kind].has(name) || (kind === 'function' && sources.has(name));
  return listReferences(app, files)
    .filter(({ kind, name }) => name !== '' && !ENVIRONMENT_EXPANSION.test(name) && !isKnown(kind, name))
    .map(({ kind, what, name, file, path, disabled }) => {
      const ofFunction = disabled ? 'DisabledNamesFunction' : 'FunctionNotInApp';
      const code = kind === 'function' ? ofFunction : 'ServiceNotInApp';
      return createIssue(code, placeInConfig(files, file, path), { what, name, suggestion: suggest[kind](name) });
    });
}

interface Reference {
  readonly kind: 'function' | 'service';
  readonly what: string;
  readonly name: string;
  readonly file: string;
  readonly path: JsonPath;
  /** What names it is switched off. */
  readonly disabled: boolean;
}

function listReferences(app: App, files: AppFiles): Reference[] {
  return [
    ...app.endpoints.map((endpoint): Reference => {
      const { method, route, functionName: name, disabled } = endpoint;
      const what = `endpoint ${method} ${route}`;
      return { kind: 'function', what, name, disabled, ...placeIn(endpoint, ['function_name']) };
    }),
    ...app.triggers.flatMap((trigger) => listOfTrigger(trigger, files)),
    ...app.authProviders.flatMap(listOfProvider),
    ...app.files.flatMap(({ path, kind }) => (kind === 'other' || kind === 'app' ? listOfFile(app, path, files) : [])),
  ];
}

function listOfTrigger(trigger: App['triggers'][number], files: AppFiles): Reference[] {
  const what = `trigger "${trigger.name}"`;
  const { disabled } = trigger;
  const service = textAt(trigger.config, ['service_name']);
  const references: Reference[] = [];
  if (trigger.type === 'DATABASE' && service !== undefined) {
    references.push({
      kind: 'service',
      what,
      name: service,
      disabled,
      ...placeIn(trigger, ['config', 'service_name']),
    });
  }
  if (trigger.functionNames.length === 0) return references;
  const json = readConfigFile(files, trigger.configPath);
  const paths = [['function_name'], ['event_processors', 'FUNCTION', 'config', 'function_name']];
  return [
    ...references,
    ...paths.flatMap((path): Reference[] => {
      const name = json === undefined ? undefined : textAt(json, [...trigger.configAt, ...path]);
      return name === undefined ? [] : [{ kind: 'function', what, name, disabled, ...placeIn(trigger, path) }];
    }),
  ];
}

/** Functions of a provider count only where its type, or a switch beside them, asks for them. */
function listOfProvider(provider: App['authProviders'][number]): Reference[] {
  const what = `auth provider "${provider.name}"`;
  const { type, config, disabled } = provider;
  const keys = [
    ...(type === 'custom-function' ? ['authFunctionName'] : []),
    ...(config.runConfirmationFunction === true ? ['confirmationFunctionName'] : []),
    ...(config.runResetFunction === true ? ['resetFunctionName'] : []),
  ];
  return keys.flatMap((key): Reference[] => {
    const name = textAt(config, [key]);
    const place = placeIn(provider, ['config', key]);
    return name === undefined ? [] : [{ kind: 'function', what, name, disabled, ...place }];
  });
}

interface NamingKey {
  readonly kind: Reference['kind'];
  readonly what: string;
  readonly path: JsonPath;
  /** A key of the same object that must hold the value; else the name is a leftover. */
  readonly only?: { readonly path: JsonPath; readonly is: JsonValue };
}

const USER_DATA = 'the custom user data';
const NEW_USER = 'on_user_creation_function_name';

/** Files that hold one object and are no resource of an app. */
const NAMING_KEYS: ReadonlyMap<string, readonly NamingKey[]> = new Map([
  ['custom-resolver', [{ kind: 'function', what: 'the custom resolver', path: ['function_name'] }]],
  [
    'log-forwarder',
    [
      { kind: 'function', what: 'the log forwarder', path: ['action', 'name'], only: actionIs('function') },
      { kind: 'service', what: 'the log forwarder', path: ['action', 'data_source'], only: actionIs('collection') },
    ],
  ],
  ['sync', [{ kind: 'service', what: 'sync', path: ['service_name'], only: { path: ['state'], is: 'enabled' } }]],
  ['custom-user-data', listUserDataKeys([])],
  ['app', listUserDataKeys(['custom_user_data_config'])],
]);

function actionIs(type: string): NonNullable<NamingKey['only']> {
  return { path: ['action', 'type'], is: type };
}

function listUserDataKeys(at: JsonPath): NamingKey[] {
  const only = { path: [...at, 'enabled'], is: true };
  return [
    { kind: 'service', what: USER_DATA, path: [...at, 'mongo_service_name'], only },
    { kind: 'function', what: USER_DATA, path: [...at, NEW_USER], only },
  ];
}

function listOfFile(app: App, file: string, files: AppFiles): Reference[] {
  const keys = NAMING_KEYS.get(file === app.manifestPath ? 'app' : (roleOfPath(app.layout, file).file ?? ''));
  const json = keys && readConfigFile(files, file);
  if (keys === undefined || json === undefined) return [];
  return keys.flatMap(({ kind, what, path, only }): Reference[] => {
    const name = textAt(json, path);
    if (name === undefined || (only !== undefined && valueAt(json, only.path) !== only.is)) return [];
    return [{ kind, what, name, file, path, disabled: valueAt(json, ['disabled']) === true }];
  });
}

function placeIn({ configPath, configAt }: Definition, path: JsonPath): { file: string; path: JsonPath } {
  return { file: configPath, path: [...configAt, ...path] };
}

function textAt(json: JsonValue, path: JsonPath): string | undefined {
  const value = valueAt(json, path);
  return typeof value === 'string' ? value : undefined;
}
