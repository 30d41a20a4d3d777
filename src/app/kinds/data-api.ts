/** `data_api_config.json`: settings of the Data API of an app, which answered reads and writes; kept, not answered. */
import { z } from 'zod';
import type { Limits } from '../../limits.ts';
import { anything, optional, parseConfig } from '../json/config-schema.ts';
import type { JsonFile } from '../json/json-text.ts';
import { canEvaluateKey, parseCanEvaluate } from './can-evaluate.ts';
import { choice } from './choice.ts';
import type { ParsedResource } from './parsed-resource.ts';
import { VALIDATION_METHODS } from './webhook-config.ts';

export const DataApiSchema = z.looseObject({
  disabled: optional(z.boolean()).describe('Whether it is switched off'),
  versions: optional(z.array(z.string())).describe('Versions of the Data API that are answered, such as v1'),
  return_type: optional(choice(['JSON', 'EJSON'])).describe('How results are written'),
  create_user_on_auth: optional(z.boolean()).describe('Whether valid credentials without a user create one'),
  fetch_custom_user_data: optional(z.boolean()).describe('Whether the custom data of the user is read'),
  run_as_system: optional(z.boolean()).describe('Whether requests run as the system user'),
  run_as_user_id: optional(z.string()).describe('User that requests run as'),
  run_as_user_id_script_source: optional(z.string()).describe('Script that returns the user that requests run as'),
  validation_method: optional(choice([...VALIDATION_METHODS, ''])).describe(
    'How a request proves its sender; may be empty',
  ),
  secret_name: optional(z.string()).describe('Name of the secret that proves a request'),
  can_evaluate: canEvaluateKey,
  disable_arg_logs: optional(z.boolean()).describe('Whether arguments are left out of the logs'),
  log_function_arguments: optional(z.boolean()).describe('Whether arguments are logged'),
  id: anything.describe('Id that the old platform gave it; kept, not used'),
});
export type DataApi = z.infer<typeof DataApiSchema>;

export function parseDataApi(file: JsonFile, _limits: Limits): ParsedResource<DataApi> {
  const { config, issues } = parseConfig(DataApiSchema, file);
  if (config === undefined) return { resource: undefined, issues };
  return { resource: config, issues: [...issues, ...parseCanEvaluate(file).issues] };
}
