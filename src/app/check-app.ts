/** What needs more than one file to see: names, references, policy and sources. A list of small checks that know nothing of each other. */
import { DEFAULT_LIMITS, type Limits } from '../limits.ts';
import type { App, AppFiles } from './app.ts';
import { checkEnvironmentValues } from './checks/environment-values.ts';
import { checkFolderNames } from './checks/folder-names.ts';
import { checkPlainSecrets } from './checks/plain-secrets.ts';
import { checkPublicWebhooks } from './checks/public-webhooks.ts';
import { checkReferences } from './checks/references.ts';
import { checkRuleNames } from './checks/rule-names.ts';
import { checkRunAsScripts } from './checks/run-as-scripts.ts';
import { checkSecrets } from './checks/secrets.ts';
import { checkServiceTypes } from './checks/service-types.ts';
import { checkSources } from './checks/sources.ts';
import { checkUniqueNames } from './checks/unique-names.ts';
import type { Issue } from './issue.ts';

export type AppCheck = (app: App, files: AppFiles, limits: Limits) => Issue[];

const CHECKS: readonly AppCheck[] = [
  checkUniqueNames,
  checkFolderNames,
  checkServiceTypes,
  checkPublicWebhooks,
  checkPlainSecrets,
  checkReferences,
  checkRuleNames,
  checkEnvironmentValues,
  checkSecrets,
  checkRunAsScripts,
  checkSources,
];

/** The app must come from `parseApp(files)` with the same files. */
export function checkApp(app: App, files: AppFiles, limits: Limits = DEFAULT_LIMITS): Issue[] {
  return CHECKS.flatMap((check) => check(app, files, limits));
}
