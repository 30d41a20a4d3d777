/** One way for users to prove who they are, out of its file or entry. Kept; nobody signs in yet. */
import type { Limits } from '../../limits.ts';
import type { AuthProvider } from '../app.ts';
import type { Issue } from '../issue.ts';
import { issueAt, parseConfig } from '../json/config-schema.ts';
import { isJsonObject, ownValue } from '../json/json-object.ts';
import type { JsonFile } from '../json/json-text.ts';
import { renderSuggestion } from '../nearest-name.ts';
import { AUTH_PROVIDER_TYPES, AuthProviderSchema } from './auth-provider-schema.ts';
import { ENVIRONMENT_EXPANSION } from './choice.ts';
import { checkCustomToken } from './custom-token.ts';
import type { ParsedResource } from './parsed-resource.ts';

export type ParsedAuthProvider = Omit<AuthProvider, 'configPath' | 'configAt'>;

export function parseAuthProvider(file: JsonFile, _limits: Limits): ParsedResource<ParsedAuthProvider> {
  const { config: provider, issues } = parseConfig(AuthProviderSchema, file);
  if (provider === undefined) return { resource: undefined, issues };
  const { name, type } = provider;
  const [config, secretConfig] = ['config', 'secret_config'].map((key) => ownValue(file.json, key));
  const resource = {
    name,
    type,
    disabled: provider.disabled ?? false,
    config: isJsonObject(config) ? config : {},
    secretConfig: isJsonObject(secretConfig) ? secretConfig : {},
  };
  const tokenIssues = type === 'custom-token' ? checkCustomToken(provider, file) : [];
  return { resource, issues: [...issues, ...checkType(type, file), ...tokenIssues] };
}

function checkType(type: string, file: JsonFile): Issue[] {
  const known: readonly string[] = AUTH_PROVIDER_TYPES;
  if (known.includes(type) || ENVIRONMENT_EXPANSION.test(type)) return [];
  const details = { type, suggestion: renderSuggestion(type, known), allowed: known.join(', ') };
  return [issueAt('UnknownProviderType', file, ['type'], details)];
}
