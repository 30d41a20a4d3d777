/** `values/<name>.json`: a named constant, or the name of a secret that stands for it. */
import { z } from 'zod';
import { EJSON } from '../../bson/bson.ts';
import type { Limits } from '../../limits.ts';
import type { AppValue, JsonValue } from '../app.ts';
import type { Issue } from '../issue.ts';
import { anything, identityKeys, issueAt, optional, parseConfig } from '../json/config-schema.ts';
import { describeValue, type JsonFile } from '../json/json-text.ts';
import { checkName } from '../names.ts';

export const ValueFileSchema = z.looseObject({
  ...identityKeys,
  name: z.string().describe('Name of the value, by which functions and rules get it'),
  value: anything.describe('The value as extended JSON; the name of a secret when "from_secret" is true'),
  private: optional(z.boolean()).describe('Whether clients may not read it; older files only'),
  from_secret: optional(z.boolean()).describe('Whether the value is that of a secret'),
});
export type ValueFile = z.infer<typeof ValueFileSchema>;

export function parseValue(file: JsonFile, limits: Limits): { value: AppValue | undefined; issues: Issue[] } {
  const { config, issues } = parseConfig(ValueFileSchema, file);
  if (config === undefined) return { value: undefined, issues: [...issues] };
  const value = Object.hasOwn(file.json, 'value') ? file.json.value : undefined;
  const found = [...issues, ...checkName('value', config.name, file, limits)];
  if (value === undefined) {
    return { value: undefined, issues: [...found, issueAt('MissingKey', file, ['value'], { key: 'value' })] };
  }
  const fromSecret = config.from_secret ?? false;
  const contentIssues = fromSecret ? checkSecretName(value, file) : checkExtendedJson(value, file);
  return {
    value: { name: config.name, path: file.path, value, fromSecret },
    issues: [...found, ...contentIssues],
  };
}

function checkSecretName(value: JsonValue, file: JsonFile): Issue[] {
  if (typeof value === 'string') return [];
  return [issueAt('SecretNameExpected', file, ['value'], { found: describeValue(value) })];
}

/** Functions get the value through extended JSON: what cannot be read now would fail every call later. */
function checkExtendedJson(value: JsonValue, file: JsonFile): Issue[] {
  try {
    EJSON.parse(JSON.stringify(value));
    return [];
  } catch (error) {
    // The library puts an object where it expects a text into its message as it would print it.
    const reason = (error instanceof Error ? error.message : String(error)).replaceAll('[object Object]', '{…}');
    return [issueAt('InvalidExtendedJson', file, ['value'], { key: 'value', reason })];
  }
}
