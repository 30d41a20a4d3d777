/** `functions/<directory>/config.json`: what a function is called and who may call it. */
import { z } from 'zod';
import type { Limits } from '../limits.ts';
import type { AppFunction } from './app.ts';
import { parseCanEvaluate } from './can-evaluate.ts';
import { anything, optional, parseConfig } from './config-schema.ts';
import type { Issue } from './issue.ts';
import type { JsonFile } from './json-text.ts';
import { checkName } from './names.ts';

export const FunctionConfigSchema = z.looseObject({
  id: anything,
  _id: anything,
  name: z.string(),
  private: optional(z.boolean()),
  can_evaluate: anything,
  disable_arg_logs: optional(z.boolean()),
  run_as_system: optional(z.boolean()),
  run_as_user_id: optional(z.string()),
  run_as_user_id_script_source: optional(z.string()),
  last_modified: anything,
});
export type FunctionConfig = z.infer<typeof FunctionConfigSchema>;

export type ParsedFunction = Omit<AppFunction, 'configPath' | 'sourcePath'>;

export function parseFunction(
  file: JsonFile,
  limits: Limits,
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
    issues: [...issues, ...checkName('function', config.name, file, limits), ...ruleIssues],
  };
}
