/** `hosting/`: settings of the hosted site and the list of its files with their headers; kept, not answered. */
import { z } from 'zod';
import type { Limits } from '../../limits.ts';
import type { Issue } from '../issue.ts';
import { anything, describeFirst, issueAt, optional, parseConfig } from '../json/config-schema.ts';
import type { JsonFile } from '../json/json-text.ts';
import { renderSuggestion } from '../nearest-name.ts';
import type { ParsedResource } from './parsed-resource.ts';

/** Also the value of `hosting` in the older root files. */
export const HostingConfigSchema = z.looseObject({
  enabled: optional(z.boolean()).describe('Whether the site is hosted'),
  custom_domain: optional(z.string()).describe('Own domain of the site'),
  app_default_domain: optional(z.string()).describe('Domain that the old platform gave it'),
  default_error_path: optional(z.string()).describe('File that is answered for paths without one'),
  default_error_code: optional(z.union([z.number(), z.string()])).describe('HTTP status of that answer'),
  status: anything.describe('State on the old platform; kept, not used'),
});
export type HostingConfig = z.infer<typeof HostingConfigSchema>;

const ATTRIBUTES = [
  'Content-Type',
  'Content-Disposition',
  'Content-Language',
  'Content-Encoding',
  'Cache-Control',
  'Website-Redirect-Location',
] as const;

export const HostedFileSchema = z.looseObject({
  path: z.string().describe('Path of the file below hosting/files, with a leading slash'),
  attrs: optional(
    z.array(
      z.looseObject({
        name: z.string().describe(`Header: ${ATTRIBUTES.join(', ')}`),
        value: z.string().describe('Value of the header'),
      }),
    ),
  ).describe('Headers that the file is answered with'),
});
export type HostedFile = z.infer<typeof HostedFileSchema>;

/** `hosting/metadata.json`: one entry for each file that has headers of its own. */
export const HostingMetadataSchema = z.array(HostedFileSchema);

export function parseHostingConfig(file: JsonFile, _limits: Limits): ParsedResource<HostingConfig> {
  const { config, issues } = parseConfig(HostingConfigSchema, file);
  return { resource: config, issues };
}

/** One entry of the list. `isFile` tells of a path of the app whether a file is there. */
export function parseHostedFile(file: JsonFile, isFile: (path: string) => boolean): ParsedResource<HostedFile> {
  const { config, issues } = parseConfig(HostedFileSchema, file);
  if (config === undefined) return { resource: undefined, issues };
  return {
    resource: config,
    issues: [...issues, ...checkFile(config, file, isFile), ...checkAttributes(config, file)],
  };
}

/** Directories have entries too, with a slash at the end. */
function checkFile({ path }: HostedFile, file: JsonFile, isFile: (path: string) => boolean): Issue[] {
  if (path.endsWith('/') || isFile(`hosting/files/${path.replace(/^\//, '')}`)) return [];
  return [issueAt('HostedFileMissing', file, ['path'], { path })];
}

function checkAttributes({ attrs }: HostedFile, file: JsonFile): Issue[] {
  const known: readonly string[] = ATTRIBUTES;
  const foreign = (attrs ?? []).flatMap(({ name }, index) => (known.includes(name) ? [] : [{ name, index }]));
  return describeFirst(file, foreign, ({ name, index }) => {
    const details = { name, suggestion: renderSuggestion(name, known), allowed: known.join(', ') };
    return issueAt('UnknownFileAttribute', file, ['attrs', index, 'name'], details);
  });
}
