/** The name in the file counts, the directory's does not: worth a word when they differ. */
import type { App, AppFiles, Definition } from '../app.ts';
import type { Issue } from '../issue.ts';
import { createIssue } from '../issue-codes.ts';
import { placeInConfig } from './config-place.ts';

export function checkFolderNames(app: App, files: AppFiles): Issue[] {
  return [
    ...app.services.flatMap((service) => check('service', service, files)),
    ...app.services.flatMap(({ webhooks }) => webhooks.flatMap((webhook) => check('incoming webhook', webhook, files))),
    ...app.functions.flatMap((appFunction) => check('function', appFunction, files)),
  ];
}

function check(
  kind: string,
  { name, configPath, configAt }: Definition & { readonly name: string },
  files: AppFiles,
): Issue[] {
  // Entries of a list have no directory of their own.
  if (configAt.length > 0) return [];
  const folder = configPath.split('/').at(-2) ?? '';
  if (folder === name) return [];
  return [createIssue('FolderNameDiffers', placeInConfig(files, configPath, ['name']), { kind, name, folder })];
}
