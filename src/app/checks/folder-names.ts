/** The name in the file counts, the directory's does not: worth a word when they differ. */
import type { App, AppFiles } from '../app.ts';
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
  { name, configPath }: { readonly name: string; readonly configPath: string },
  files: AppFiles,
): Issue[] {
  const folder = configPath.split('/').at(-2) ?? '';
  if (folder === name) return [];
  return [createIssue('FolderNameDiffers', placeInConfig(files, configPath, ['name']), { kind, name, folder })];
}
