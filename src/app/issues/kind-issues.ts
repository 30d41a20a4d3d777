/** Issues of the files beside webhooks and functions: rules, filters, schemas, auth providers, hosted files. */
import { defineError, defineWarning } from './define-issue.ts';

export const KIND_ISSUES = {
  OptionOfOtherType: defineWarning(
    'has the option "{key}", which has no effect on a webhook of type {type}',
    'remove the option, or move the webhook to a service of type http',
    {
      cause:
        'The option belongs to webhooks of type http and does nothing here. Webhooks of type github and twilio always answer POST, and their requests are proven as those senders do it.',
      example: 'a webhook of type github: "options": { "secret": "…", "httpMethod": "GET" }',
      cure: '"options": { "secret": "…" }',
    },
  ),
  KeyNotAllowed: defineError('does not know the key "{key}"{suggestion}', 'the keys allowed here are: {allowed}', {
    cause:
      'A rule has a key that rules do not have. The keys are a closed set, because each of them gives or takes permission; a misspelt one would silently leave documents open or shut.',
    example: '"roles": [{ "name": "owner", "aply_when": { "owner": "%%user.id" } }]',
    cure: '"roles": [{ "name": "owner", "apply_when": { "owner": "%%user.id" } }]',
  }),
  RuleOperatorNotServed: defineWarning(
    '"{key}" uses {operator}, which this version cannot evaluate; the rule is kept',
    'nothing to do while collection rules are only kept; write it with other operators to be safe',
    {
      cause:
        'The old platform knew this operator in collection rules, and this version does not evaluate it. Rules are kept and exported, and no request is answered by them yet.',
      example: '"apply_when": { "tags": { "%elemMatch": { "%eq": "public" } } }',
      cure: '"apply_when": { "tags": { "%in": ["public"] } }',
    },
  ),
  InvalidFilterQuery: defineError(
    '"query" is not valid: {reason}{suggestion}',
    'correct the query of the filter{allowed}',
    {
      cause:
        'The query of a filter is none that the database understands. It is added to every read of the collection, and the database would refuse every one of them.',
      example: '"query": { "owner": { "$eqq": "%%user.id" } }',
      cure: '"query": { "owner": { "$eq": "%%user.id" } }',
    },
  ),
  InvalidProjection: defineError(
    '"projection" cannot be used: {reason}',
    'give all fields 1, or all of them 0; only "_id" may differ',
    {
      cause:
        'A projection names both fields to take and fields to leave out. The database allows one or the other, and would refuse every read.',
      example: '"projection": { "name": 1, "secret": 0 }',
      cure: '"projection": { "name": 1 }',
    },
  ),
  IllegalNamespace: defineError('{part} name "{name}" is not legal: {reason}', 'correct the name of the {part}', {
    cause:
      'The database does not allow such a name for a database or a collection. No document can be in it, and everything that refers to it would fail at its first use.',
    example: '{ "database": "shop$", "collection": "orders" }',
    cure: '{ "database": "shop", "collection": "orders" }',
  }),
  NamespaceDiffers: defineWarning(
    'names the {part} "{name}" but lies in the directory "{folder}"; the directory counts',
    'rename the directory, or correct "{part}"',
    {
      cause:
        'The file names another database or collection than its directories, which count in this layout. It was probably copied, and is about another collection than its reader thinks.',
      example: 'data_sources/mongodb-atlas/shop/orders/rules.json: { "collection": "carts" }',
      cure: 'data_sources/mongodb-atlas/shop/orders/rules.json: { "collection": "orders" }',
    },
  ),
  InvalidRuleText: defineError(
    'the text in "when" is not a rule expression: {reason} (line {innerLine}, column {innerColumn} of the text)',
    'correct the JSON in the text, or write the expression as an object',
    {
      cause:
        'The text that should hold the expression of a service rule cannot be read as JSON. Old exports write rules in that way; nobody can tell which calls this one allows.',
      example: '"when": "{ \\"%%args.url.host\\": }"',
      cure: '"when": { "%%args.url.host": "api.example.com" }',
    },
  ),
  UnknownBsonType: defineWarning('"{type}" is not a BSON type{suggestion}', 'the known types are: {allowed}', {
    cause:
      'The schema of a collection names a type that the database does not have. No value is of a type of this name. Schemas are kept and not enforced, so nothing fails by it here.',
    example: '{ "bsonType": "object", "properties": { "total": { "bsonType": "integer" } } }',
    cure: '{ "bsonType": "object", "properties": { "total": { "bsonType": "int" } } }',
  }),
  UnknownProviderType: defineWarning(
    'auth provider type "{type}" is unknown{suggestion}; the provider is kept, and nobody can sign in with it',
    'the known types are: {allowed}',
    {
      cause:
        'The old platform had no auth provider of this type, so it is probably misspelt. The type decides which credentials are checked and how.',
      example: '{ "name": "email", "type": "local-userpas" }',
      cure: '{ "name": "email", "type": "local-userpass" }',
    },
  ),
  UnsignedTokens: defineError(
    '"signingAlgorithm" is "none": anyone could sign in as anybody',
    'use HS256 or RS256, and name the secret of the key in "secret_config"',
    {
      cause:
        'A token without a signature proves nothing: its sender writes the user into it. Such a provider opens every account of the app.',
      example: '{ "type": "custom-token", "config": { "signingAlgorithm": "none" } }',
      cure: '{ "type": "custom-token", "config": { "signingAlgorithm": "HS256" }, "secret_config": { "signingKeys": ["jwt_key"] } }',
    },
  ),
  SigningKeyMissing: defineError(
    'has no key to check tokens with: {what}',
    'name the secret that holds the key in "secret_config", as "signingKeys": ["<secret>"], or set "useJWKURI" and "jwkURI"',
    {
      cause:
        'The provider has no key to check tokens with. It is a secret of the app, or a public key at an address; without either, no token can be accepted.',
      example: '{ "type": "custom-token", "config": { "signingAlgorithm": "HS256" }, "secret_config": {} }',
      cure: '{ "type": "custom-token", "config": { "signingAlgorithm": "HS256" }, "secret_config": { "signingKeys": ["jwt_key"] } }',
    },
  ),
  SigningKeyTooShort: defineError(
    'has a signing key of {bytes} bytes in plain sight; at least {min} are needed',
    'make a new random key, store it as a secret and name that secret in "secret_config"',
    {
      cause:
        'A signing key is so short that it can be guessed from one token by trying, and whoever has the key is any user of the app. This one also stands in a file that others can read.',
      example: '"config": { "signingAlgorithm": "HS256", "signingKeys": ["too-short"] }',
      cure: '"config": { "signingAlgorithm": "HS256" }, "secret_config": { "signingKeys": ["jwt_key"] }',
    },
  ),
  SigningKeyInFile: defineWarning(
    'has a signing key in plain sight, which nothing reads',
    'store it as a secret, name that secret in "secret_config", and remove it here',
    {
      cause:
        'A signing key stands in plain sight, and keys belong into secrets. Whoever can read the app directory can read this one, and could sign in as anybody once it is used.',
      example: '"config": { "signingKeys": ["0123456789abcdef0123456789abcdef"] }',
      cure: '"config": {}, "secret_config": { "signingKeys": ["jwt_key"] }',
    },
  ),
  HostedFileMissing: defineWarning(
    'lists "{path}", which is not in hosting/files',
    'add the file, or remove the entry',
    {
      cause:
        'The list gives headers to hosted files, and this file is not there. The old tools refused to import such a site; here nothing is hosted, and the list is kept.',
      example: 'hosting/metadata.json: [{ "path": "/a.css", "attrs": [] }], without hosting/files/a.css',
      cure: 'hosting/metadata.json: []',
    },
  ),
  UnknownFileAttribute: defineWarning(
    'the hosted file has the header "{name}", which the old platform did not know{suggestion}',
    'the known ones are: {allowed}',
    {
      cause:
        'A hosted file has a header that the old platform did not send. Hosted files were answered with a few headers only; others were kept and never sent.',
      example: '{ "path": "/a.css", "attrs": [{ "name": "Content-type", "value": "text/css" }] }',
      cure: '{ "path": "/a.css", "attrs": [{ "name": "Content-Type", "value": "text/css" }] }',
    },
  ),
} as const;
