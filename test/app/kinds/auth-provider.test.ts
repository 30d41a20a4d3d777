import { describe, expect, it } from 'vitest';
import { parseAuthProvider } from '../../../src/app/kinds/auth-provider.ts';
import { AUTH_PROVIDER_TYPES } from '../../../src/app/kinds/auth-provider-schema.ts';
import { parseText } from './parse-text.ts';

describe('an auth provider', () => {
  it('is read with its settings and the names of its secrets', () => {
    const config = { clientId: 'abc' };
    const secret_config = { clientSecret: 'google_secret' };
    const file = { id: null, name: 'oauth2-google', type: 'oauth2-google', config, secret_config, disabled: true };
    expect(parseText(parseAuthProvider, file)).toMatchObject({
      resource: { name: file.name, type: file.type, disabled: true, config, secretConfig: secret_config },
      found: [],
    });
  });

  it.each(AUTH_PROVIDER_TYPES.filter((type) => type !== 'custom-token'))('may be of type %s', (type) => {
    expect(parseText(parseAuthProvider, { name: type, type }).found).toEqual([]);
  });

  it('has an empty text where no function was chosen', () => {
    const config = { autoConfirm: true, runConfirmationFunction: '', runResetFunction: '' };
    expect(parseText(parseAuthProvider, { name: 'x', type: 'local-userpass', config }).found).toEqual([]);
  });

  it('of an unknown type is kept with a warning', () => {
    const { resource, found } = parseText(parseAuthProvider, { name: 'x', type: 'local-userpas' });
    expect(resource).toMatchObject({ type: 'local-userpas' });
    expect(found).toEqual([
      'warning 1:20 /type UnknownProviderType: auth provider type "local-userpas" is unknown; did you mean "local-userpass"?; the provider is kept, and nobody can sign in with it',
    ]);
  });

  it.each([
    [{ type: 'api-key' }, 'error 1:1 /name MissingKey: the key "name" is missing'],
    [{ name: 'x' }, 'error 1:1 /type MissingKey: the key "type" is missing'],
    [
      { name: 'x', type: 'api-key', disabled: 'no' },
      'error 1:41 /disabled WrongType: "disabled" must be true or false, got "no"',
    ],
    [
      { name: 'x', type: 'api-key', redirect_uris: 'https://example.com' },
      'error 1:46 /redirect_uris WrongType: "redirect_uris" must be an array, got "https://example.com"',
    ],
    [
      { name: 'x', type: 'api-key', metadata_fields: [{ required: true }] },
      'error 1:49 /metadata_fields/0/name MissingKey: the key "metadata_fields.0.name" is missing',
    ],
  ])('refuses %j', (file, expected) => {
    expect(parseText(parseAuthProvider, file)).toMatchObject({ resource: undefined, found: [expected] });
  });

  it('names an unknown key inside a list', () => {
    const file = { name: 'x', type: 'api-key', metadata_fields: [{ name: 'mail', reqired: true }] };
    expect(parseText(parseAuthProvider, file).found).toEqual([
      'warning 1:64 /metadata_fields/0/reqired UnknownKey: does not know the key "reqired", which is kept; did you mean "required"?',
    ]);
  });
});

describe('a custom-token provider', () => {
  const base = { name: 'custom-token', type: 'custom-token' };
  const secret_config = { signingKeys: ['jwt_key'] };
  const long = 'k'.repeat(32);

  it.each([
    { config: { signingAlgorithm: 'HS256' }, secret_config },
    { config: { signingAlgorithm: 'RS256', audience: ['a', 'b'] }, secret_config: { signingKeys: ['a', 'b', 'c'] } },
    { config: { signingAlgorithm: 'RS256', useJWKURI: true, jwkURI: 'https://example.com/jwks.json' } },
    { config: { signingAlgorithm: '%(%%environment.values.algorithm)' }, secret_config },
    { config: { signingAlgorithm: '' }, secret_config },
    { secret_config: { signingKeys: 'jwt_key' } },
  ])('may have %j', (settings) => {
    expect(parseText(parseAuthProvider, { ...base, ...settings }).found).toEqual([]);
  });

  it.each(['none', 'None', 'NONE'])('cannot accept unsigned tokens: %s', (signingAlgorithm) => {
    expect(parseText(parseAuthProvider, { ...base, config: { signingAlgorithm }, secret_config }).found).toEqual([
      'error 1:75 /config/signingAlgorithm UnsignedTokens: "signingAlgorithm" is "none": anyone could sign in as anybody',
    ]);
  });

  it('cannot have an algorithm that does not exist', () => {
    const file = { ...base, config: { signingAlgorithm: 'HS265' }, secret_config };
    expect(parseText(parseAuthProvider, file).found).toEqual([
      'error 1:75 /config/signingAlgorithm UnknownValue: "config.signingAlgorithm" is "HS265", which is not one of its values; did you mean "HS256"?',
    ]);
  });

  it.each([
    [{}, '1:1', '/secret_config/signingKeys', '"secret_config" names no signing key'],
    [{ secret_config: {} }, '1:62', '/secret_config/signingKeys', '"secret_config" names no signing key'],
    [
      { secret_config: { signingKeys: [] } },
      '1:77',
      '/secret_config/signingKeys',
      '"secret_config" names no signing key',
    ],
    [
      { secret_config: { signingKeys: ['a', ''] } },
      '1:77',
      '/secret_config/signingKeys',
      'a name in "signingKeys" is empty',
    ],
    [{ config: { useJWKURI: true } }, '1:55', '/config/jwkURI', '"jwkURI" is empty'],
    [{ config: { useJWKURI: true, jwkURI: '' }, secret_config }, '1:82', '/config/jwkURI', '"jwkURI" is empty'],
  ])('needs a key: %j', (settings, place, pointer, what) => {
    expect(parseText(parseAuthProvider, { ...base, ...settings }).found).toEqual([
      `error ${place} ${pointer} SigningKeyMissing: has no key to check tokens with: ${what}`,
    ]);
  });

  it('cannot have a key of 31 bytes in its file', () => {
    const config = { signingAlgorithm: 'HS256', signingKeys: ['k'.repeat(31)] };
    expect(parseText(parseAuthProvider, { ...base, config }).found).toEqual([
      'error 1:98 /config/signingKeys/0 SigningKeyTooShort: has a signing key of 31 bytes in plain sight; at least 32 are needed',
    ]);
  });

  it.each([
    ['HS256', long],
    ['RS256', 'short'],
  ])('should not have a key in its file: %s', (signingAlgorithm, key) => {
    const { found } = parseText(parseAuthProvider, {
      ...base,
      config: { signingAlgorithm, signingKeys: key },
      secret_config,
    });
    expect(found).toEqual([
      'warning 1:97 /config/signingKeys SigningKeyInFile: has a signing key in plain sight, which nothing reads',
    ]);
  });

  it('never shows a key in a message', () => {
    const key = 'super-secret-key';
    const { found, hints } = parseText(parseAuthProvider, { ...base, config: { signingKeys: [key, long] } });
    expect([...found, ...hints].join('\n')).not.toMatch(/super-secret-key|kkkk/);
  });
});
