/** No two services, webhooks of one service, functions or values may share a name: requests and calls find them by it. */
import type { App, AppFiles } from '../app.ts';
import type { Issue } from '../issue.ts';
import { createIssue } from '../issue-codes.ts';
import { placeInConfig } from './config-place.ts';

export function checkUniqueNames(app: App, files: AppFiles): Issue[] {
  return [
    ...findTwins('service', app.services, files),
    ...app.services.flatMap((service) => findTwins('incoming webhook', service.webhooks, files)),
    ...findTwins('function', app.functions, files),
    ...findTwins(
      'value',
      app.values.map(({ name, path }) => ({ name, configPath: path })),
      files,
    ),
  ];
}

interface Named {
  readonly name: string;
  readonly configPath: string;
}

function findTwins(kind: string, resources: readonly Named[], files: AppFiles): Issue[] {
  const first = new Map<string, string>();
  const issues: Issue[] = [];
  for (const { name, configPath } of resources) {
    const other = first.get(name);
    if (other === undefined) first.set(name, configPath);
    else issues.push(createIssue('DuplicateName', placeInConfig(files, configPath, ['name']), { kind, name, other }));
  }
  return issues;
}
