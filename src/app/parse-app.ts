/**
 * The files of an app to an app: each file is parsed and checked by itself. What needs more than one file to see is
 * `check-app.ts`. Used by every command on an app directory and by the server, so it opens no source.
 */
import { DEFAULT_LIMITS, type Limits } from '../limits.ts';
import type { App, AppFiles } from './app.ts';
import type { Issue } from './issue.ts';
import { type GivenIdentity, parseRootFile } from './kinds/root-file.ts';
import { findRootFile } from './layout.ts';
import { listEntries } from './read/app-entries.ts';
import { sortPaths } from './read/app-paths.ts';
import { AppReader } from './read/app-reader.ts';
import { checkKeptFolders } from './read/kept-folders.ts';
import { readEndpoints } from './read/read-endpoints.ts';
import { readFunctions } from './read/read-functions.ts';
import { readKinds } from './read/read-kinds.ts';
import { readServices } from './read/read-services.ts';
import { readValues } from './read/read-values.ts';

export interface ParsedApp {
  /**
   * Undefined when the root file cannot be used. A resource whose own file has errors may be missing or hold defaults, so
   * an app whose issues hold an error must not be deployed or served.
   */
  readonly app: App | undefined;
  readonly issues: Issue[];
}

export interface ParseAppOptions {
  /** Name of the root file to use where several lie side by side. */
  readonly manifest?: string | undefined;
  /** What is known of the app from elsewhere: the exports of templates and for source control leave it out. */
  readonly identity?: GivenIdentity | undefined;
}

export function parseApp(
  files: AppFiles,
  limits: Limits = DEFAULT_LIMITS,
  { manifest, identity: given = {} }: ParseAppOptions = {},
): ParsedApp {
  const { root, issues } = findRootFile(files, limits, manifest);
  if (root === undefined) return { app: undefined, issues: [...issues] };
  const { layout, file } = root;
  const { identity, issues: rootIssues } = parseRootFile(file, layout, given, limits);
  const reader = new AppReader(files, limits, [...issues, ...rootIssues]);
  const paths = sortPaths(files, layout, file.path);
  const services = readServices(paths, reader);
  const resources = {
    services,
    functions: readFunctions(paths, reader),
    values: readValues(paths, reader),
    endpoints: readEndpoints(paths, reader),
    ...readKinds(paths, services, reader),
  };
  reader.add(checkKeptFolders(paths, layout, file.path));
  if (identity === undefined) return { app: undefined, issues: reader.issues };
  const app = { manifestPath: file.path, layout, ...identity, ...resources };
  return { app: { ...app, files: listEntries(paths, app) }, issues: reader.issues };
}
