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
  DisabledNamesFunction: defineWarning(
    '{what} is disabled, and names the function "{name}", which the app does not have{suggestion}',
    'correct the name or add the function before it is switched on, or remove it',
    {
      cause:
        'What is switched off calls nothing, so the function may have been removed since. As soon as it is switched on, this becomes an error.',
      example: 'triggers/nightly.json: { "name": "nightly", "function_name": "claenUp", "disabled": true, … }',
      cure: 'triggers/nightly.json: { "name": "nightly", "function_name": "cleanUp", "disabled": true, … }',
    },
  ),
  ServiceNotInApp: defineWarning(
    '{what} names the service "{name}", which the app does not have{suggestion}',
    'correct the name, or add the service',
    {
      cause:
        'A file says which linked data source it is about, and there is no service of this name. Apps are often passed on without their data sources, because those name clusters; then one has to be added here.',
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
  EnvironmentNotRead: defineWarning(
    'takes "{name}" from the environment, and environment values are not read yet: {effect}',
    'write the value itself in its place',
    {
      cause:
        'Environment values are kept and exported, and not read by this version. A value written this way is the text with the percent signs, and an expression compares with nothing.',
      example: '{ "name": "sender", "value": "%(%%environment.values.sender)" }',
      cure: '{ "name": "sender", "value": "orders@example.com" }',
    },
  ),
  EnvironmentValueNeeded: defineError(
    '"{key}" is {found}, and environment values are not read yet',
    'write the value itself in its place{allowed}',
    {
      cause:
        'The key takes its value from the environment that the app is deployed in, and this version does not read it. Without it nobody can say what the resource is called or does, and nothing is guessed.',
      example: '"httpMethod": "%(%%environment.values.method)"',
      cure: '"httpMethod": "POST"',
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
