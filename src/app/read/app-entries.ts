/** Which resource each file of an app belongs to. */
import type { App, AppFileEntry } from '../app.ts';
import { functionNameOf, type PathRole } from '../path-roles.ts';
import type { AppPaths } from './app-paths.ts';

export function listEntries({ all }: Pick<AppPaths, 'all'>, app: Omit<App, 'files'>): AppFileEntry[] {
  const names = nameResources(app);
  return all.map(({ path, role }) => {
    if (path === app.manifestPath) return { path, kind: 'app', resource: app.name };
    return { path, kind: role.kind, resource: nameOf(path, role, names) };
  });
}

/** Names by directory; by path for resources that are one file. */
function nameResources(app: Omit<App, 'files'>): Map<string, string> {
  const names = new Map<string, string>();
  for (const service of app.services) {
    names.set(service.directory, service.name);
    for (const webhook of service.webhooks) {
      names.set(directoryOf(webhook.configPath), `${service.name}/${webhook.name}`);
    }
  }
  for (const { configPath, configAt, name } of app.functions) {
    if (configAt.length === 0) names.set(directoryOf(configPath), name);
  }
  for (const { path, name } of app.values) names.set(path, name);
  for (const { configPath, name } of [...app.authProviders, ...app.triggers]) names.set(configPath, name);
  return names;
}

function nameOf(path: string, { kind, directory }: PathRole, names: ReadonlyMap<string, string>): string {
  switch (kind) {
    case 'service':
    case 'incoming webhook':
      return names.get(directory) ?? directory;
    case 'function':
      return directory === '' ? functionNameOf(path) : (names.get(directory) ?? directory);
    case 'rule':
      return `${names.get(directory) ?? directory}/${nameOfRule(path)}`;
    case 'value':
    case 'auth provider':
    case 'trigger':
      return names.get(path) ?? path;
    case 'app':
    case 'list':
    case 'other':
      return path;
  }
}

/** The two or three files of one collection are one rule, called as the one file of the older layouts is. */
function nameOfRule(path: string): string {
  const [top, , database, collection, file] = path.split('/');
  if (top === 'data_sources' && file !== undefined) return `${database}.${collection}`;
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.json$/, '');
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
