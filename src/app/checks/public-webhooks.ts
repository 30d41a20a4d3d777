/** No check of the request and no user of its own: whoever knows the URL acts as the system user. */
import type { App, AppFiles } from '../app.ts';
import type { Issue } from '../issue.ts';
import { createIssue } from '../issue-codes.ts';
import { placeInConfig } from './config-place.ts';

export function checkPublicWebhooks(app: App, files: AppFiles): Issue[] {
  return app.services
    .filter(({ type }) => type === 'http')
    .flatMap(({ webhooks }) => webhooks)
    .filter(({ validation, runAs, canEvaluate }) => {
      const isOpen = validation.method === 'NO_VALIDATION' && runAs.mode === 'system';
      return isOpen && allowsEveryone(canEvaluate);
    })
    .map(({ configPath }) =>
      createIssue('AnyoneCanRunAsSystem', placeInConfig(files, configPath, ['options', 'validationMethod']), {}),
    );
}

/** A rule expression narrows who may call, by address or by header. */
function allowsEveryone(rule: unknown): boolean {
  if (typeof rule === 'object' && rule !== null) return Object.keys(rule).length === 0;
  return rule !== false;
}
