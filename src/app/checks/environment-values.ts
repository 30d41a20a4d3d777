/** `%(%%environment.values.x)` in a text, and `%%environment.values.x` in an expression: some environment must have x, and none is read yet. */
import { DEFAULT_LIMITS } from '../../limits.ts';
import type { App, AppFiles, JsonValue } from '../app.ts';
import type { Issue } from '../issue.ts';
import { createIssue } from '../issue-codes.ts';
import { describeFirst, valueAt } from '../json/config-schema.ts';
import { listEnvironmentNames, takesFromEnvironment } from '../json/environment-text.ts';
import { isJsonObject } from '../json/json-object.ts';
import type { JsonPath } from '../json/json-positions.ts';
import { roleOfPath } from '../path-roles.ts';
import { createSuggester } from './app-names.ts';
import { readConfigFile } from './config-json.ts';
import { placeInConfig } from './config-place.ts';

export function checkEnvironmentValues(app: App, files: AppFiles): Issue[] {
  const users = app.files.filter(({ path }) => usesEnvironment(app, path, files));
  if (users.length === 0) return [];
  const known = listEnvironmentValues(app, files);
  const suggest = createSuggester(known);
  const served = listServedFiles(app);
  const webhooks = new Set(app.services.flatMap((service) => service.webhooks.map(({ configPath }) => configPath)));
  return users.flatMap((user) => {
    const file = user.path;
    const json = readConfigFile(files, file) ?? null;
    const uses = [...listUses(json, [])];
    const isRefused = webhooks.has(file) ? isRefusedSecret : () => false;
    const unread = served.has(file) ? uses.filter(({ path }) => !isRefused(json, path)) : [];
    const missing = uses.filter(({ name }) => !known.has(name));
    return [
      ...describeFirst(user, missing, ({ name, path }) =>
        createIssue('UnknownEnvironmentValue', placeInConfig(files, file, path), { name, suggestion: suggest(name) }),
      ),
      ...describeFirst(user, unread, ({ name, path }) => {
        const effect = path.includes('can_evaluate') ? 'nothing is there' : 'the text is taken as it stands';
        return createIssue('EnvironmentNotRead', placeInConfig(files, file, path), { name, effect });
      }),
    ];
  });
}

/** Files whose texts have an effect here; one with an error that hides its resource is not among them. */
function listServedFiles({ manifestPath, services, functions, values }: App): Set<string> {
  const webhooks = services.flatMap((service) => service.webhooks);
  const configs = [...webhooks, ...functions].map(({ configPath }) => configPath);
  return new Set([manifestPath, ...configs, ...values.map(({ path }) => path)]);
}

/** The secret of a webhook that is empty instead: what is read of it has its own warning. */
function isRefusedSecret(webhook: JsonValue, path: JsonPath): boolean {
  if (path.length !== 2 || path[0] !== 'options' || path[1] !== 'secret') return false;
  const secret = valueAt(webhook, path);
  return typeof secret === 'string' && takesFromEnvironment(secret);
}

const EXPANSION = '%%environment.values.';

/** Looks at the bytes: hardly an app uses them, and every file would have to be parsed again. */
function usesEnvironment(app: App, path: string, files: AppFiles): boolean {
  const bytes = files.get(path);
  if (bytes === undefined || !path.endsWith('.json')) return false;
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(EXPANSION)) return false;
  const { file } = roleOfPath(app.layout, path);
  // Hosted files, packages and what no layout knows are no configuration.
  return path === app.manifestPath || (file !== undefined && file !== 'hosted-file' && file !== 'dependencies');
}

function listEnvironmentValues(app: App, files: AppFiles): Set<string> {
  const names = app.files.flatMap(({ path, kind }) => {
    if (kind !== 'other' || roleOfPath(app.layout, path).file !== 'environment') return [];
    const values = valueAt(readConfigFile(files, path) ?? null, ['values']);
    return isJsonObject(values) ? Object.keys(values) : [];
  });
  return new Set(names);
}

function* listUses(json: JsonValue, path: JsonPath): Generator<{ readonly name: string; readonly path: JsonPath }> {
  if (typeof json === 'string') yield* usesIn(json, path);
  // A file that nests deeper was refused when it was parsed.
  if (typeof json !== 'object' || json === null || path.length > DEFAULT_LIMITS.jsonDepthMax) return;
  const entries = Array.isArray(json) ? json.entries() : Object.entries(json);
  for (const [key, value] of entries) {
    if (typeof key === 'string') yield* usesIn(key, [...path, key]);
    yield* listUses(value, [...path, key]);
  }
}

/** Either the whole text is an expansion of a rule expression, or texts are put into it. */
function* usesIn(text: string, path: JsonPath): Generator<{ readonly name: string; readonly path: JsonPath }> {
  const [, whole] = /^%%environment\.values\.([^.\s]+)/.exec(text) ?? [];
  if (whole !== undefined) yield { name: whole, path };
  for (const name of listEnvironmentNames(text)) yield { name, path };
}
