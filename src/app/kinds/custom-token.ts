/** The provider of custom JSON Web Tokens: whoever can make a token that it accepts is any user of the app. */

import type { Issue } from '../issue.ts';
import { describeFirst, issueAt, valueAt } from '../json/config-schema.ts';
import type { JsonFile } from '../json/json-text.ts';
import { renderSuggestion } from '../nearest-name.ts';
import type { AuthProviderFile } from './auth-provider-schema.ts';
import { ENVIRONMENT_EXPANSION } from './choice.ts';

const ALGORITHMS = ['HS256', 'RS256'] as const;

/** RFC 7518, 3.2: a key shorter than the hash can be guessed from one token. */
const symmetricKeyBytesMin = 32;

/** Keys are secrets that the file only names; a key that stands in the file itself is found and measured. */
export function checkCustomToken(provider: AuthProviderFile, file: JsonFile): Issue[] {
  const algorithm = provider.config?.signingAlgorithm || ALGORITHMS[0];
  return [...checkAlgorithm(algorithm, file), ...checkKeys(provider, file), ...checkPlainKeys(algorithm, file)];
}

function checkAlgorithm(algorithm: string, file: JsonFile): Issue[] {
  const known: readonly string[] = ALGORITHMS;
  if (known.includes(algorithm) || ENVIRONMENT_EXPANSION.test(algorithm)) return [];
  const path = ['config', 'signingAlgorithm'];
  if (algorithm.toLowerCase() === 'none') return [issueAt('UnsignedTokens', file, path, {})];
  const suggestion = renderSuggestion(algorithm, known);
  const found = JSON.stringify(algorithm);
  const details = { key: 'config.signingAlgorithm', found, suggestion, allowed: known.join(', ') };
  return [issueAt('UnknownValue', file, path, details)];
}

function checkKeys({ config, secret_config }: AuthProviderFile, file: JsonFile): Issue[] {
  if (config?.useJWKURI) {
    if (config.jwkURI) return [];
    return [issueAt('SigningKeyMissing', file, ['config', 'jwkURI'], { what: '"jwkURI" is empty' })];
  }
  const named = secret_config?.signingKeys ?? [];
  const names = typeof named === 'string' ? [named] : named;
  if (names.length > 0 && names.every((name) => name !== '')) return [];
  if (listPlainKeys(file).length > 0) return [];
  const what = names.length === 0 ? '"secret_config" names no signing key' : 'a name in "signingKeys" is empty';
  return [issueAt('SigningKeyMissing', file, ['secret_config', 'signingKeys'], { what })];
}

interface PlainKey {
  readonly path: readonly (string | number)[];
  readonly key: string;
}

function checkPlainKeys(algorithm: string, file: JsonFile): Issue[] {
  return describeFirst(file, listPlainKeys(file), ({ path, key }) => {
    const bytes = Buffer.byteLength(key);
    const isShort = algorithm.startsWith('HS') && bytes < symmetricKeyBytesMin;
    if (isShort) return issueAt('SigningKeyTooShort', file, path, { bytes, min: symmetricKeyBytesMin });
    return issueAt('SigningKeyInFile', file, path, {});
  });
}

/** `config.signingKeys` was never a place for keys, and is where people put them. */
function listPlainKeys(file: JsonFile): PlainKey[] {
  const keys = valueAt(file.json, ['config', 'signingKeys']);
  const path = ['config', 'signingKeys'];
  if (typeof keys === 'string') return [{ path, key: keys }];
  if (!Array.isArray(keys)) return [];
  return keys.flatMap((key, index) => (typeof key === 'string' ? [{ path: [...path, index], key }] : []));
}
