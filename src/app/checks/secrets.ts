/** Secrets that values stand for: there is no store for them yet, so that calls which read such a value fail by name. */
import type { App, AppFiles, AppValue } from '../app.ts';
import type { Issue } from '../issue.ts';
import { createIssue } from '../issue-codes.ts';
import { placeInConfig } from './config-place.ts';

/** One warning for each secret, however many values stand for it. */
export function checkSecrets(app: App, files: AppFiles): Issue[] {
  const bySecret = Map.groupBy(
    app.values.filter(({ fromSecret, value }) => fromSecret && typeof value === 'string'),
    ({ value }) => String(value),
  );
  return [...bySecret].flatMap(([secret, values]) => describe(secret, values, files));
}

/** How many values a message names. */
const namedMax = 3;

function describe(secret: string, values: readonly AppValue[], files: AppFiles): Issue[] {
  const [first] = values;
  if (first === undefined) return [];
  const named = values.slice(0, namedMax).map(({ name }) => JSON.stringify(name));
  const more = values.length > namedMax ? ', …' : '';
  const place = placeInConfig(files, first.path, ['value']);
  return [createIssue('SecretNeeded', place, { secret, values: `${named.join(' or ')}${more}` })];
}
