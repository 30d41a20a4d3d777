/** Issues of the shape of JSON files: their keys and values against the schema of their kind. */
import { defineError, defineWarning } from './define-issue.ts';

export const SHAPE_ISSUES = {
  MoreIssues: defineWarning('has {count} more issues like the ones before', 'correct those that are listed first', {
    cause:
      'A file has more issues of one kind than are listed, so that one broken file does not hide all others. The rest show once the first are mended.',
    example: '{ "a1": 1, "a2": 2, "a3": 3, … }   (hundreds of keys that the file does not have)',
    cure: '{}   (correct what is listed, then run validate again)',
  }),
  TooManyEntries: defineError('has more than {max} entries', 'split the file, or remove what no app needs', {
    cause:
      'The file has more keys and list items than any export, and each of them would be checked by itself. Only what may hold anything, such as the value of a constant, is not counted.',
    example: '{ "roles": [{ "name": "r1" }, { "name": "r2" }, … ] }   (50,001 entries)',
    cure: '{ "roles": [{ "name": "r1" }] }',
  }),
  NotAnObject: defineError('must be a JSON object, got {found}', 'put the keys between braces', {
    cause: 'The file holds something else than an object with keys. A list, a text or null cannot describe a resource.',
    example: '[{ "name": "limit", "value": 10 }]',
    cure: '{ "name": "limit", "value": 10 }',
  }),
  WrongType: defineError('"{key}" must be {expected}, got {found}', 'correct the value{advice}', {
    cause:
      'The value is of another type than the key takes. It is not converted: a number taken for a secret, or the text "false" taken for true, would silently change who may call.',
    example: '"options": { "secret": 12345 }',
    cure: '"options": { "secret": "12345" }',
  }),
  MissingKey: defineError('the key "{key}" is missing', 'add "{key}"', {
    cause: 'A key that the resource cannot do without is missing. No default would be right for it.',
    example: '{ "value": 10 }',
    cure: '{ "name": "limit", "value": 10 }',
  }),
  UnknownKey: defineWarning(
    'does not know the key "{key}", which is kept{suggestion}',
    'check the spelling of the key',
    {
      cause:
        'The key is not one of those that this kind of file has. It is stored and exported unchanged, but nothing reads it, so a misspelt setting has no effect.',
      example: '{ "name": "hook", "respondResult": true }',
      cure: '{ "name": "hook", "respond_result": true }',
    },
  ),
  UnknownValue: defineError(
    '"{key}" is {found}, which is not one of its values{suggestion}',
    'the allowed values are: {allowed}',
    {
      cause:
        'The key takes one of a few values, and this is none of them. Nothing can be guessed from it, so the app is refused.',
      example: '"return_type": "Json"',
      cure: '"return_type": "JSON"',
    },
  ),
  InvalidExtendedJson: defineError('"{key}" is not valid extended JSON: {reason}', 'correct the value', {
    cause:
      'A key such as "$oid" or "$numberLong" announces a type of the database, and what follows is not written as that type must be. Read as a plain object, functions would get something else.',
    example: '{ "name": "owner", "value": { "$oid": "12" } }',
    cure: '{ "name": "owner", "value": { "$oid": "5f0c1f77bcf86cd799439011" } }',
  }),
  SecretNameExpected: defineError(
    '"value" must be the name of a secret because "from_secret" is true, got {found}',
    'give the name of the secret as text, or remove "from_secret"',
    {
      cause:
        'A value with "from_secret" must name a secret, and this one holds something else. The secret itself never belongs into the file.',
      example: '{ "name": "apiToken", "value": { "token": "…" }, "from_secret": true }',
      cure: '{ "name": "apiToken", "value": "api_token", "from_secret": true }',
    },
  ),
} as const;
