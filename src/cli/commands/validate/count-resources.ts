/** How much of an app there is, by kind; and what of it is only kept. */
import type { App, AppFiles } from '../../../app/app.ts';

export interface Resources {
  readonly files: number;
  readonly services: number;
  readonly webhooks: number;
  readonly functions: number;
  readonly values: number;
  readonly endpoints: number;
  readonly authProviders: number;
  readonly triggers: number;
  readonly rules: number;
}

export function countResources(app: App | undefined, files: AppFiles): Resources {
  return {
    files: files.size,
    services: app?.services.length ?? 0,
    webhooks: app?.services.reduce((sum, { webhooks }) => sum + webhooks.length, 0) ?? 0,
    functions: app?.functions.length ?? 0,
    values: app?.values.length ?? 0,
    endpoints: app?.endpoints.length ?? 0,
    authProviders: app?.authProviders.length ?? 0,
    triggers: app?.triggers.length ?? 0,
    rules: new Set(app?.files.filter(({ kind }) => kind === 'rule').map(({ resource }) => resource)).size,
  };
}

/** Files that are stored and exported, and used by nothing. */
export interface CarriedFiles {
  /** Top folder of the app; empty for files beside the root file. */
  readonly folder: string;
  readonly files: number;
}

/** In the order of the files, which is by path. */
export function listCarried(app: App | undefined): CarriedFiles[] {
  const counts = new Map<string, number>();
  for (const { kind, path } of app?.files ?? []) {
    if (kind !== 'other') continue;
    const folder = path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].map(([folder, files]) => ({ folder, files }));
}
