/** Scripts in `run_as_user_id_script_source` of webhooks and functions: they must compile, and return something. */
import { findSyntaxError } from '../../source/syntax.ts';
import type { App, AppFiles, Definition } from '../app.ts';
import type { Issue } from '../issue.ts';
import { createIssue } from '../issue-codes.ts';
import { isJsonObject } from '../json/json-object.ts';
import { createConfigReader } from './config-json.ts';
import { placeInConfig } from './config-place.ts';
import { codeOnly } from './source-text.ts';

export const SCRIPT_KEY = 'run_as_user_id_script_source';

export function checkRunAsScripts(app: App, files: AppFiles): Issue[] {
  const ofWebhooks = app.services.flatMap(({ webhooks }) =>
    webhooks.flatMap((webhook) =>
      webhook.runAs.mode === 'script' ? checkScript(webhook.runAs.source, webhook, files) : [],
    ),
  );
  return [...ofWebhooks, ...checkFunctions(app, files)];
}

/** The user of a function counts for calls from outside, which there are none of yet; the choice must be sound all the same. */
function checkFunctions(app: App, files: AppFiles): Issue[] {
  const readConfig = createConfigReader(files);
  const choosesUser = createTextFinder(files, 'run_as_user_id');
  return app.functions.flatMap((appFunction) => {
    const json = choosesUser(appFunction.configPath) ? readConfig(appFunction) : undefined;
    if (!isJsonObject(json)) return [];
    const chosen = ['run_as_user_id', SCRIPT_KEY].filter((key) => Object.hasOwn(json, key) && json[key]);
    const script = chosen.includes(SCRIPT_KEY) ? json[SCRIPT_KEY] : undefined;
    return [
      ...checkChoice(chosen, appFunction, files),
      ...(typeof script === 'string' ? checkScript(script, appFunction, files) : []),
    ];
  });
}

function checkChoice(
  chosen: readonly string[],
  { configPath, configAt, runAsSystem }: App['functions'][number],
  files: AppFiles,
): Issue[] {
  const [first] = chosen;
  if (first === undefined || (!runAsSystem && chosen.length === 1)) return [];
  const code = runAsSystem ? 'RunAsIgnored' : 'SeveralRunAsModes';
  const modes = chosen.map((key) => `"${key}"`).join(', ');
  return [createIssue(code, placeInConfig(files, configPath, [...configAt, first]), { modes })];
}

/** Looks at the bytes, because parsing the configuration of every function again would cost more than all other checks. */
function createTextFinder(files: AppFiles, text: string): (path: string) => boolean {
  const found = new Map<string, boolean>();
  return (path) => {
    const known = found.get(path);
    if (known !== undefined) return known;
    const bytes = files.get(path) ?? new Uint8Array();
    const isThere = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(text);
    found.set(path, isThere);
    return isThere;
  };
}

function checkScript(source: string, { configPath, configAt }: Definition, files: AppFiles): Issue[] {
  const place = () => placeInConfig(files, configPath, [...configAt, SCRIPT_KEY]);
  const problem = findSyntaxError(source);
  if (problem !== undefined) {
    const details = { reason: problem.message, scriptLine: problem.line, scriptColumn: problem.column };
    return [createIssue('ScriptSyntax', place(), details)];
  }
  // The old console's default script was a function with only a comment in it, and real exports still carry it.
  const returns = /\breturn\b|=>\s*[^\s{]/.test(codeOnly(source));
  return returns ? [] : [createIssue('ScriptReturnsNothing', place(), {})];
}
