/** `functions/<directory>/config.json`: what a function is called and who may call it. */
import { z } from 'zod';
import type { Limits } from '../../limits.ts';
import type { AppFunction } from '../app.ts';
import type { Issue } from '../issue.ts';
import { identityKeys, issueAt, optional, parseConfig } from '../json/config-schema.ts';
import type { JsonFile } from '../json/json-text.ts';
import { checkName } from '../names.ts';
import { canEvaluateKey, parseCanEvaluate } from './can-evaluate.ts';

export const FunctionConfigSchema = z.looseObject({
  ...identityKeys,
  name: z.string().describe('Name of the function; in layouts C and D its path below functions/'),
  private: optional(z.boolean()).describe('Whether only other functions may call it'),
  can_evaluate: canEvaluateKey,
  disable_arg_logs: optional(z.boolean()).describe('Whether arguments are left out of the logs'),
  run_as_system: optional(z.boolean()).describe('Runs as the system user, past all rules'),
  run_as_user_id: optional(z.string()).describe('Runs as this app user; empty for none'),
  run_as_user_id_script_source: optional(z.string()).describe('Script that returns the id of the user to run as'),
});
export type FunctionConfig = z.infer<typeof FunctionConfigSchema>;

export type ParsedFunction = Omit<AppFunction, 'configPath' | 'configAt' | 'sourcePath'>;

/** `nested` functions are named by their path below `functions/`. */
export function parseFunction(
  file: JsonFile,
  limits: Limits,
  { nested = false }: { readonly nested?: boolean } = {},
): { function: ParsedFunction | undefined; issues: Issue[] } {
  const { config, issues } = parseConfig(FunctionConfigSchema, file);
  if (config === undefined) return { function: undefined, issues: [...issues] };
  const { canEvaluate, issues: ruleIssues } = parseCanEvaluate(file);
  return {
    function: {
      name: config.name,
      private: config.private ?? false,
      runAsSystem: config.run_as_system ?? false,
      canEvaluate,
      logArguments: !(config.disable_arg_logs ?? false),
    },
    issues: [
      ...issues,
      ...checkName(nested ? 'nested function' : 'function', config.name, file, limits),
      ...ruleIssues,
      ...checkUser(config, file),
    ],
  };
}

/** More than one user is an error of its own. */
function checkUser(config: FunctionConfig, file: JsonFile): Issue[] {
  const [key, other] = (['run_as_user_id', 'run_as_user_id_script_source'] as const).filter((name) => config[name]);
  if (key === undefined || other !== undefined || config.run_as_system) return [];
  return [issueAt('FunctionUserIgnored', file, [key], { key })];
}
