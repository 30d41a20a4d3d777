/** Which resource each file of an app belongs to. */
import type { App, AppFileEntry } from './app.ts';
import { serviceDirectoryOf } from './app-paths.ts';
import { roleOfPath } from './layout.ts';

export function listEntries(paths: readonly string[], app: Omit<App, 'files'>): AppFileEntry[] {
  const names = nameResources(app);
  return paths.map((path) => toEntry(path, app, names));
}

/** Names by directory; by path for values. */
function nameResources(app: Omit<App, 'files'>): Map<string, string> {
  const names = new Map<string, string>();
  for (const service of app.services) {
    names.set(service.directory, service.name);
    for (const webhook of service.webhooks) {
      names.set(directoryOf(webhook.configPath), `${service.name}/${webhook.name}`);
    }
  }
  for (const { configPath, name } of app.functions) names.set(directoryOf(configPath), name);
  for (const { path, name } of app.values) names.set(path, name);
  return names;
}

function toEntry(path: string, app: Omit<App, 'files'>, names: ReadonlyMap<string, string>): AppFileEntry {
  if (path === app.manifestPath) return { path, kind: 'app', resource: app.name };
  const role = roleOfPath(path);
  switch (role.kind) {
    case 'service':
    case 'incoming webhook':
    case 'function':
      return { path, kind: role.kind, resource: names.get(role.directory) ?? role.directory };
    case 'rule': {
      const directory = serviceDirectoryOf(path);
      return { path, kind: 'rule', resource: `${names.get(directory) ?? directory}/${baseName(path)}` };
    }
    case 'value':
      return { path, kind: 'value', resource: names.get(path) ?? path };
    case 'other':
      return { path, kind: 'other', resource: path };
  }
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.json$/, '');
}
