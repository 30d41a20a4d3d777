/** `environments/<name>.json`: what `%(%%environment.values.x)` and `context.environment` stand for in one environment. */
import { z } from 'zod';
import type { Limits } from '../../limits.ts';
import { optional, parseConfig } from '../json/config-schema.ts';
import type { JsonFile } from '../json/json-text.ts';
import type { ParsedResource } from './parsed-resource.ts';

export const EnvironmentSchema = z.looseObject({
  values: optional(z.record(z.string(), z.unknown())).describe('The values of the environment, by name'),
});
export type Environment = z.infer<typeof EnvironmentSchema>;

export function parseEnvironment(file: JsonFile, _limits: Limits): ParsedResource<Environment> {
  const { config, issues } = parseConfig(EnvironmentSchema, file);
  return { resource: config, issues };
}
