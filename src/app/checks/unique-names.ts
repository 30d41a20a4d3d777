/** No two services, webhooks of one service, functions or other resources of one kind may share a name: they are found by it. */
import type { App, AppFiles, Definition } from '../app.ts';
import type { Issue } from '../issue.ts';
import { createIssue } from '../issue-codes.ts';
import { placeInConfig } from './config-place.ts';

export function checkUniqueNames(app: App, files: AppFiles): Issue[] {
  return [
    ...findTwins('service', app.services, files),
    ...app.services.flatMap((service) => findTwins('incoming webhook', service.webhooks, files)),
    ...findTwins('function', app.functions, files),
    ...findTwins('auth provider', app.authProviders, files),
    ...findTwins('trigger', app.triggers, files),
    ...findTwins(
      'value',
      app.values.map(({ name, path }) => ({ name, configPath: path, configAt: [] })),
      files,
    ),
  ];
}

interface Named extends Definition {
  readonly name: string;
}

function findTwins(kind: string, resources: readonly Named[], files: AppFiles): Issue[] {
  const first = new Map<string, string>();
  const issues: Issue[] = [];
  for (const { name, configPath, configAt } of resources) {
    const other = first.get(name);
    const place = [...configAt, 'name'];
    if (other === undefined) first.set(name, describePlace(configPath, configAt));
    else issues.push(createIssue('DuplicateName', placeInConfig(files, configPath, place), { kind, name, other }));
  }
  return issues;
}

function describePlace(configPath: string, configAt: Definition['configAt']): string {
  return configAt.length === 0 ? configPath : `entry ${configAt.join('.')} of ${configPath}`;
}
