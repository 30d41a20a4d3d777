/** Issues of JSON files that name something else: functions, services, secrets and values of environments. */
import { defineError, defineWarning } from './define-issue.ts';

export const REFERENCE_ISSUES = {
  FunctionNotInApp: defineError(
    '{what} names the function "{name}", which the app does not have{suggestion}',
    'correct the name, or add the function',
    {
      cause:
        'A trigger, an endpoint, a sign-in or a GraphQL field is answered by a function, and there is none of this name. The old platform would not have imported this app either.',
      example: 'triggers/nightly.json: { "name": "nightly", "function_name": "claenUp", … }',
      cure: 'triggers/nightly.json: { "name": "nightly", "function_name": "cleanUp", … }',
    },
  ),
  ServiceNotInApp: defineError(
    '{what} names the service "{name}", which the app does not have{suggestion}',
    'correct the name, or add the service',
    {
      cause:
        'A file says which linked data source it is about, and there is no service of this name. The old platform would not have imported this app either.',
      example: 'triggers/onOrder.json: { "type": "DATABASE", "config": { "service_name": "mongodb", … } }',
      cure: 'triggers/onOrder.json: { "type": "DATABASE", "config": { "service_name": "mongodb-atlas", … } }',
    },
  ),
  SecretNeeded: defineWarning(
    'the secret "{secret}" cannot be stored yet: reading the value {values} throws a SecretsNotAvailableError',
    'calls that read it fail by name; all others work',
    {
      cause:
        'The value stands for a secret, and secrets are never part of an app directory. This version has no store for them, so the value cannot be read.',
      example: '{ "name": "mailKey", "from_secret": true, "value": "mail_key" }',
      cure: '{ "name": "mailKey", "value": "…" }   (only where everybody who has the directory may know it)',
    },
  ),
  UnknownEnvironmentValue: defineWarning(
    'uses the environment value "{name}", which no file in environments/ has{suggestion}',
    'correct the name, or add the value to the files of the environments',
    {
      cause:
        'A text takes its content from the environment that the app is deployed in, and no environment has a value of this name. Nothing would stand there.',
      example: '"service_name": "%(%%environment.values.clustr)"',
      cure: '"service_name": "%(%%environment.values.cluster)"',
    },
  ),
} as const;
