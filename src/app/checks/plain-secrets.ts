/** Secrets that stand in the files of webhooks, as the old platform had them: whoever reads the directory can sign requests. */
import type { App, AppFiles } from '../app.ts';
import type { Issue } from '../issue.ts';
import { createIssue } from '../issue-codes.ts';
import { placeInConfig } from './config-place.ts';

/** One warning for the app: nearly every webhook that checks its requests has such a secret. */
export function checkPlainSecrets(app: App, files: AppFiles): Issue[] {
  const [first, ...others] = app.services
    .flatMap(({ webhooks }) => webhooks)
    .filter(({ validation }) => 'secret' in validation && validation.secret !== '')
    .map(({ configPath }) => configPath)
    .sort();
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : `, and so ${others.length === 1 ? 'does' : 'do'} ${others.length} more`;
  return [createIssue('PlainSecret', placeInConfig(files, first, ['options', 'secret']), { more })];
}
