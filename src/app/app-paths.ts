/** The paths of an app sorted into resources, before any file is opened. */
import type { AppFiles } from './app.ts';
import type { Issue } from './issue.ts';
import { createIssue } from './issue-codes.ts';
import { roleOfPath } from './layout.ts';

/** A directory with the two files that make a resource; either may be missing. */
export interface SourceDirectory {
  readonly directory: string;
  configPath?: string;
  sourcePath?: string;
}

export interface AppPaths {
  /** Every path, in order. */
  readonly all: readonly string[];
  /** By directory; a service that only has webhooks or rules is here too, without a path. */
  readonly services: ReadonlyMap<string, { readonly configPath: string | undefined }>;
  readonly webhooks: readonly SourceDirectory[];
  readonly functions: readonly SourceDirectory[];
  readonly rules: readonly string[];
  readonly values: readonly string[];
}

export function sortPaths(files: AppFiles): AppPaths {
  const all = [...files.keys()].sort();
  const services = new Map<string, { configPath: string | undefined }>();
  const webhooks = new Map<string, SourceDirectory>();
  const functions = new Map<string, SourceDirectory>();
  const rules: string[] = [];
  const values: string[] = [];
  for (const path of all) {
    const role = roleOfPath(path);
    if (role.kind === 'service') services.set(role.directory, { configPath: path });
    else if (role.kind === 'rule') {
      rules.push(path);
      addService(services, role.directory);
    } else if (role.kind === 'incoming webhook') {
      addPart(webhooks, role.directory, role.part, path);
      addService(services, serviceDirectoryOf(role.directory));
    } else if (role.kind === 'function') addPart(functions, role.directory, role.part, path);
    else if (role.kind === 'value') values.push(path);
  }
  return { all, services, webhooks: [...webhooks.values()], functions: [...functions.values()], rules, values };
}

/** `services/store-http/incoming_webhooks/ping` lies in `services/store-http`. */
export function serviceDirectoryOf(directory: string): string {
  return directory.split('/', 2).join('/');
}

function addService(services: Map<string, { configPath: string | undefined }>, directory: string): void {
  if (!services.has(directory)) services.set(directory, { configPath: undefined });
}

function addPart(
  directories: Map<string, SourceDirectory>,
  directory: string,
  part: 'config' | 'source',
  path: string,
): void {
  const entry = directories.get(directory) ?? { directory };
  if (part === 'config') entry.configPath = path;
  else entry.sourcePath = path;
  directories.set(directory, entry);
}

/** Folders of old exports that this version stores and gives back, but does not use. */
const keptFolders: Readonly<Record<string, string>> = {
  auth_providers: 'app users cannot sign in yet',
  triggers: 'triggers do not run',
  graphql: 'there is no GraphQL endpoint',
  hosting: 'hosted files are not answered',
  sync: 'there is no device sync',
  environments: 'environment values are not read yet',
  log_forwarders: 'logs are not forwarded',
  data_sources: 'it belongs to another layout',
  http_endpoints: 'HTTPS endpoints are not answered yet',
  https_endpoints: 'HTTPS endpoints are not answered yet',
  auth: 'it belongs to another layout',
};

/** One warning for each folder, and one for the dependencies, however many files they hold. */
export function checkKeptFolders(paths: readonly string[]): Issue[] {
  const issues = new Map<string, Issue>();
  const report = (folder: string, path: string, what: string): void => {
    if (!issues.has(folder)) issues.set(folder, createIssue('FolderNotServed', { file: path }, { folder, what }));
  };
  for (const path of paths) {
    const top = path.slice(0, Math.max(0, path.indexOf('/')));
    const what = Object.hasOwn(keptFolders, top) ? keptFolders[top] : undefined;
    if (what !== undefined) report(top, path, what);
    if (path.startsWith('functions/node_modules')) {
      report('functions/node_modules', path, 'functions cannot require packages yet');
    }
  }
  return [...issues.values()];
}
