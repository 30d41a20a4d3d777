/**
 * How users prove who they are: `auth_providers/<name>.json` in layouts A and B, an object of all of them by name in
 * `auth/providers.json` later.
 */
import { z } from 'zod';
import { anything, identityKeys, optional } from '../json/config-schema.ts';

export const AUTH_PROVIDER_TYPES = [
  'anon-user',
  'local-userpass',
  'api-key',
  'custom-token',
  'custom-function',
  'oauth2-google',
  'oauth2-facebook',
  'oauth2-apple',
] as const;

/** Where nothing was chosen, the old console wrote an empty text. */
const choiceOfFunction = optional(z.union([z.boolean(), z.string()]));

const ProviderConfigSchema = z.looseObject({
  autoConfirm: optional(z.boolean()).describe('local-userpass: new users need no confirmation'),
  emailConfirmationUrl: optional(z.string()).describe('local-userpass: page that confirms an address'),
  confirmEmailSubject: optional(z.string()).describe('local-userpass: subject of the confirmation mail'),
  emailConfirmationSubject: optional(z.string()).describe('local-userpass: older spelling of "confirmEmailSubject"'),
  resetPasswordUrl: optional(z.string()).describe('local-userpass: page that sets a new password'),
  resetPasswordSubject: optional(z.string()).describe('local-userpass: subject of the reset mail'),
  runConfirmationFunction: choiceOfFunction.describe('local-userpass: a function confirms new users'),
  confirmationFunctionName: optional(z.string()).describe('local-userpass: function that confirms new users'),
  confirmationFunctionId: anything.describe('local-userpass: older id of that function'),
  runResetFunction: choiceOfFunction.describe('local-userpass: a function resets passwords'),
  resetFunctionName: optional(z.string()).describe('local-userpass: function that resets passwords'),
  resetFunctionId: anything.describe('local-userpass: older id of that function'),
  authFunctionName: optional(z.string()).describe('custom-function: function that returns the id of the user'),
  authFunctionId: anything.describe('custom-function: older id of that function'),
  audience: optional(z.union([z.string(), z.array(z.string())])).describe(
    'custom-token: audience that a token must have; the client app id when it is missing',
  ),
  requireAnyAudience: optional(z.boolean()).describe('custom-token: one of several audiences is enough'),
  signingAlgorithm: optional(z.string()).describe('custom-token: HS256 or RS256'),
  signingKeys: anything.describe('custom-token: never the keys; their secrets are named in "secret_config"'),
  useJWKURI: optional(z.boolean()).describe('custom-token: keys are read from "jwkURI"'),
  jwkURI: optional(z.string()).describe('custom-token: address of the JSON Web Key Set'),
  clientId: optional(z.string()).describe('oauth2: id of this app at the provider'),
  openId: optional(z.boolean()).describe('oauth2-google: whether OpenID Connect is used'),
});

const MetadataFieldSchema = z.looseObject({
  required: optional(z.boolean()).describe('Whether a user without the field is refused'),
  name: z.string().describe('Field of the token or of the profile'),
  field_name: optional(z.string()).describe('Name of the field in the data of the user'),
});

export const AuthProviderSchema = z.looseObject({
  ...identityKeys,
  name: z.string().describe('What the provider is called; usually its type'),
  type: z.string().describe(`Type of the provider: ${AUTH_PROVIDER_TYPES.join(', ')}`),
  disabled: optional(z.boolean()).describe('Whether it is switched off'),
  config: optional(ProviderConfigSchema).describe('Settings of the type'),
  secret_config: optional(
    z.looseObject({
      signingKeys: optional(z.union([z.string(), z.array(z.string())])).describe(
        'custom-token: names of the secrets that hold the signing keys',
      ),
      clientSecret: optional(z.string()).describe('oauth2: name of the secret that the provider issued'),
    }),
  ).describe('Names of secrets by the setting that they stand for'),
  metadata_fields: optional(z.array(MetadataFieldSchema)).describe('Fields that are copied into the data of the user'),
  redirect_uris: optional(z.array(z.string())).describe('Addresses that a browser may be sent back to'),
  domain_restrictions: optional(z.array(z.string())).describe(
    'Mail domains that users must belong to; empty means any',
  ),
});
export type AuthProviderFile = z.infer<typeof AuthProviderSchema>;

/** `auth/providers.json`: the name of a provider is its key. */
export const AuthProvidersSchema = z.record(z.string(), AuthProviderSchema);
