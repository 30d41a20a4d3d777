/** Scripts in `run_as_user_id_script_source`: they must compile, and return something. */
import { findSyntaxError } from '../../source/syntax.ts';
import type { App, AppFiles } from '../app.ts';
import type { Issue } from '../issue.ts';
import { createIssue } from '../issue-codes.ts';
import { isOnlyComment, withoutComments } from '../source-text.ts';
import { placeInConfig } from './config-place.ts';

export function checkRunAsScripts(app: App, files: AppFiles): Issue[] {
  return app.services.flatMap(({ webhooks }) =>
    webhooks.flatMap(({ runAs, configPath }) =>
      runAs.mode === 'script' ? checkScript(runAs.source, configPath, files) : [],
    ),
  );
}

function checkScript(source: string, configPath: string, files: AppFiles): Issue[] {
  const place = () => placeInConfig(files, configPath, ['run_as_user_id_script_source']);
  const problem = findSyntaxError(source);
  if (problem !== undefined) {
    const details = { reason: problem.message, scriptLine: problem.line };
    return [createIssue('ScriptSyntax', place(), details)];
  }
  // The old console's default script was a function with only a comment in it, and real exports still carry it.
  const returns = /\breturn\b|=>\s*[^\s{]/.test(withoutComments(source));
  return returns && !isOnlyComment(source) ? [] : [createIssue('ScriptReturnsNothing', place(), {})];
}
