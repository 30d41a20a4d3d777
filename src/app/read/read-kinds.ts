/** Files of the kinds that this version keeps and does not use: each is parsed, so that what is wrong in it is said now. */
import type { App, AuthProvider, Definition, Service } from '../app.ts';
import type { JsonFile } from '../json/json-text.ts';
import { parseAppMeta, parseMeta } from '../kinds/app-meta.ts';
import { parseAuthProvider } from '../kinds/auth-provider.ts';
import { parseCollectionRule, parseDefaultRule } from '../kinds/collection-rule.ts';
import { parseCollectionSchema } from '../kinds/collection-schema.ts';
import { parseCustomUserData } from '../kinds/custom-user-data.ts';
import { parseDataApi } from '../kinds/data-api.ts';
import { parseEnvironment } from '../kinds/environment.ts';
import { parseCustomResolver, parseGraphqlConfig } from '../kinds/graphql.ts';
import { parseHostedFile, parseHostingConfig } from '../kinds/hosting.ts';
import { parseLogForwarder } from '../kinds/log-forwarder.ts';
import type { ParsedResource, ParseResource } from '../kinds/parsed-resource.ts';
import { parseRelationships } from '../kinds/relationships.ts';
import { parseRule } from '../kinds/service-rule.ts';
import { parseSyncConfig } from '../kinds/sync.ts';
import { parseTrigger } from '../kinds/trigger.ts';
import { type FileKind, serviceDirectoryOf } from '../path-roles.ts';
import type { AppPaths } from './app-paths.ts';
import type { AppReader } from './app-reader.ts';

/** Kinds of files that hold one object and become no part of the app: a new one is one line. */
const PARSERS: ReadonlyArray<readonly [FileKind, ParseResource]> = [
  ['default-rule', parseDefaultRule],
  ['collection-rule', parseCollectionRule],
  ['collection-schema', parseCollectionSchema],
  ['relationships', parseRelationships],
  ['custom-user-data', parseCustomUserData],
  ['data-api', parseDataApi],
  ['graphql', parseGraphqlConfig],
  ['custom-resolver', parseCustomResolver],
  ['hosting', parseHostingConfig],
  ['sync', parseSyncConfig],
  ['environment', parseEnvironment],
  ['log-forwarder', parseLogForwarder],
  ['app-meta', parseAppMeta],
  ['meta', parseMeta],
];

export function readKinds(
  paths: AppPaths,
  services: readonly Service[],
  reader: AppReader,
): Pick<App, 'authProviders' | 'triggers'> {
  readRules(paths, services, reader);
  for (const [kind, parse] of PARSERS) readFiles(kind, parse, paths, reader);
  for (const path of paths.byFile.get('hosting-metadata') ?? []) {
    reader.readList(path, (file) =>
      toEntry(
        file,
        parseHostedFile(file, (name) => reader.has(name)),
      ),
    );
  }
  return {
    authProviders: readAuthProviders(paths, reader),
    triggers: readFiles('trigger', parseTrigger, paths, reader),
  };
}

/** In layouts A and B rules of services and of collections lie in folders of one name. */
function readRules(paths: AppPaths, services: readonly Service[], reader: AppReader): void {
  const types = new Map(services.map(({ directory, type }) => [directory, type]));
  readFiles(
    'service-rule',
    (file, limits) => parseRule(file, types.get(serviceDirectoryOf(file.path)), limits),
    paths,
    reader,
  );
}

function readAuthProviders(paths: AppPaths, reader: AppReader): AuthProvider[] {
  const listed = (paths.byFile.get('auth-providers') ?? []).flatMap((path) =>
    reader.readNamed(path, (file) => toEntry(file, parseAuthProvider(file, reader.limits))),
  );
  return [...readFiles('auth-provider', parseAuthProvider, paths, reader), ...listed];
}

function readFiles<Resource>(
  kind: FileKind,
  parse: ParseResource<Resource>,
  paths: AppPaths,
  reader: AppReader,
): Array<Resource & Definition> {
  return (paths.byFile.get(kind) ?? []).flatMap((path) => {
    const file = reader.read(path);
    if (file === undefined) return [];
    const { entry, issues } = toEntry(file, parse(file, reader.limits));
    reader.add(issues);
    return entry === undefined ? [] : [entry];
  });
}

function toEntry<Resource>(file: JsonFile, { resource, issues }: ParsedResource<Resource>) {
  const entry = resource === undefined ? undefined : { ...resource, configPath: file.path, configAt: file.at };
  return { entry, issues };
}
