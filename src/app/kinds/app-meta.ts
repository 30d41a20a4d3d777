/** `.mdb/`: what the later tools noted about where the directory came from; kept as data, trusted for nothing. */
import { z } from 'zod';
import type { Limits } from '../../limits.ts';
import { optional, parseConfig } from '../json/config-schema.ts';
import type { JsonFile } from '../json/json-text.ts';
import type { ParsedResource } from './parsed-resource.ts';

export const AppMetaSchema = z.looseObject({
  group_id: optional(z.string()).describe('Project on the old platform'),
  app_id: optional(z.string()).describe('Id of the app on the old platform; not its client app id'),
  config_version: optional(z.number()).describe('Layout that the directory was written in'),
});
export type AppMeta = z.infer<typeof AppMetaSchema>;

/** Ids of the app and its parts; which ones, differs from export to export. */
export const MetaSchema = z.record(z.string(), z.unknown());
export type Meta = z.infer<typeof MetaSchema>;

export function parseAppMeta(file: JsonFile, _limits: Limits): ParsedResource<AppMeta> {
  const { config, issues } = parseConfig(AppMetaSchema, file);
  return { resource: config, issues };
}

export function parseMeta(file: JsonFile, _limits: Limits): ParsedResource<Meta> {
  const { config, issues } = parseConfig(MetaSchema, file);
  return { resource: config, issues };
}
