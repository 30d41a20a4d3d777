/** What an app brings along that this version does not use: whole folders, folders of another layout, files of no kind. */
import type { LayoutName } from '../app.ts';
import type { Issue } from '../issue.ts';
import { createIssue } from '../issue-codes.ts';
import { LAYOUTS } from '../layout.ts';
import type { AppPaths } from './app-paths.ts';

/** One warning for each folder, however many files it holds, and one for all files that no kind knows. */
export function checkKeptFolders({ all }: Pick<AppPaths, 'all'>, layout: LayoutName, rootPath: string): Issue[] {
  const folders = LAYOUTS.find((one) => one.layout === layout)?.folders ?? [];
  const issues = new Map<string, Issue>();
  const unknown: string[] = [];
  for (const { path, role } of all) {
    if (path === rootPath) continue;
    const top = path.slice(0, Math.max(0, path.indexOf('/')));
    const folder = role.file === 'dependencies' ? 'functions/node_modules' : top;
    const isForeign = role.file === undefined && !folders.includes(top);
    if (role.file === undefined && !isForeign) unknown.push(path);
    if (issues.has(folder)) continue;
    const what = Object.hasOwn(keptFolders, folder) ? keptFolders[folder] : undefined;
    if (isForeign) issues.set(folder, reportForeignFolder(path, top, layout));
    else if (what !== undefined) issues.set(folder, createIssue('FolderNotServed', { file: path }, { folder, what }));
  }
  return [...issues.values(), ...reportUnknownFiles(unknown, layout)];
}

/** Folders that this version stores and gives back, but does not use. */
const keptFolders: Readonly<Record<string, string>> = {
  auth_providers: 'app users cannot sign in yet',
  auth: 'app users cannot sign in yet',
  triggers: 'triggers do not run',
  graphql: 'there is no GraphQL endpoint',
  hosting: 'hosted files are not answered',
  sync: 'there is no device sync',
  environments: 'environment values are not read yet',
  log_forwarders: 'logs are not forwarded',
  'functions/node_modules': 'functions cannot require packages yet',
};

function reportForeignFolder(path: string, folder: string, layout: LayoutName): Issue {
  const others = LAYOUTS.filter(({ folders }) => folders.includes(folder)).map((other) => other.layout);
  return createIssue('FolderOfOtherLayout', { file: path }, { folder, layout, others: others.join(' and ') });
}

/** How many of them a message names; who wants all sees them in the list of the app's files. */
const namedMax = 3;

function reportUnknownFiles(paths: readonly string[], layout: LayoutName): Issue[] {
  const [first, ...rest] = paths;
  if (first === undefined) return [];
  const named = rest.slice(0, namedMax).join(', ');
  const more = rest.length > namedMax ? ` and ${rest.length - namedMax} more` : '';
  const others = rest.length === 0 ? '' : `; the same holds for ${named}${more}`;
  return [createIssue('CarriedFile', { file: first }, { layout, others })];
}
