/** Issues of services and incoming webhooks: which calls are answered, and how a call proves its sender. */
import { defineError, defineWarning } from './define-issue.ts';

export const WEBHOOK_ISSUES = {
  // Services
  UnknownServiceType: defineWarning(
    'service type "{type}" is unknown{suggestion}; the service is kept, and functions cannot use it',
    'the known types are: {allowed}',
    {
      cause:
        'The type of the service is not known, and it decides what functions can do with it. A call to the service from a function fails by name.',
      example: '{ "name": "mail", "type": "sendmail" }',
      cure: '{ "name": "mail", "type": "http" }',
    },
  ),
  TypeWithoutWebhooks: defineError(
    'service "{service}" has type "{type}", which cannot own incoming webhooks',
    'move the webhook to a service of type http',
    {
      cause:
        'The webhook belongs to a service whose type takes no calls from outside. The old platform would not have imported this app either.',
      example: 'services/mongodb-atlas/incoming_webhooks/hook/config.json',
      cure: 'services/api/incoming_webhooks/hook/config.json   (where services/api has the type http)',
    },
  ),
  ServiceTypeNotServed: defineWarning(
    'incoming webhooks of type "{type}" are kept and exported, but calls are refused by this version',
    'nothing to do; the webhook stays in the app',
    {
      cause:
        'The webhook belongs to a service whose senders this version cannot check. It refuses their calls rather than take them unchecked.',
      example: '{ "name": "sms", "type": "twilio" }   (with a webhook in it)',
      cure: 'move the webhook to a service of type http and check the sender in its source, or wait for a later version',
    },
  ),

  // Method
  MethodMissing: defineWarning('has no "httpMethod", so every HTTP method is answered', 'add "httpMethod"', {
    cause:
      'The webhook does not say which HTTP method it takes, so it runs for GET as well as for POST. A crawler or a preview of a chat program that opens the URL would run it.',
    example: '"options": { "validationMethod": "VERIFY_PAYLOAD", … }',
    cure: '"options": { "httpMethod": "POST", "validationMethod": "VERIFY_PAYLOAD", … }',
  }),
  MethodWildcard: defineWarning('"httpMethod" is "*", which is read as ANY', 'write "ANY"', {
    cause:
      'The method is written as a star, as later HTTPS endpoints write it; webhooks write ANY. It works here, and other tools may refuse it.',
    example: '"options": { "httpMethod": "*" }',
    cure: '"options": { "httpMethod": "ANY" }',
  }),
  UnknownMethod: defineError('"httpMethod" is {found}, which is not a method{suggestion}', 'use one of: {allowed}', {
    cause: 'The method is none that a webhook can answer, or not in upper case. No call would ever match it.',
    example: '"options": { "httpMethod": "post" }',
    cure: '"options": { "httpMethod": "POST" }',
  }),

  // Request validation
  UnknownValidationMethod: defineError(
    '"validationMethod" is {found}, which is not a method of request validation{suggestion}',
    'use one of: {allowed}',
    {
      cause:
        'The way in which a request is to prove its sender is not known. A misspelt one must not become "no validation", so the app is refused.',
      example: '"options": { "validationMethod": "VERIFY_PAYLOD", "secret": "…" }',
      cure: '"options": { "validationMethod": "VERIFY_PAYLOAD", "secret": "…" }',
    },
  ),
  SecretMissing: defineWarning(
    'asks for {method} but its secret is empty: every call will be answered 401',
    'set "secret" in "options"',
    {
      cause:
        'The webhook is to check a secret, and the secret is empty, so every call is refused. With an empty secret anybody could sign a request. Secrets are often removed from an app before it is published.',
      example: '"options": { "validationMethod": "VERIFY_PAYLOAD", "secret": "" }',
      cure: '"options": { "validationMethod": "VERIFY_PAYLOAD", "secret": "gq3Hn0VbT8yXw2LmKz7R" }',
    },
  ),
  SecretFromEnvironment: defineWarning(
    'takes its secret from the environment, and environment values are not read yet: every call will be answered 401',
    'write the secret itself as "secret"',
    {
      cause:
        'The secret of the webhook stands in the environment that the app is deployed in, and this version does not read it. The text with the percent signs is no secret, so every call is refused.',
      example: '"options": { "validationMethod": "VERIFY_PAYLOAD", "secret": "%(%%environment.values.hookSecret)" }',
      cure: '"options": { "validationMethod": "VERIFY_PAYLOAD", "secret": "gq3Hn0VbT8yXw2LmKz7R" }',
    },
  ),
  SecretUnused: defineWarning(
    'has a secret that nothing checks, because "validationMethod" is NO_VALIDATION',
    'use VERIFY_PAYLOAD or SECRET_AS_QUERY_PARAM, or remove the secret',
    {
      cause:
        'There is a secret, and the webhook runs for everybody all the same. Whoever wrote the secret probably meant it to be checked.',
      example: '"options": { "validationMethod": "NO_VALIDATION", "secret": "gq3Hn0VbT8yXw2LmKz7R" }',
      cure: '"options": { "validationMethod": "VERIFY_PAYLOAD", "secret": "gq3Hn0VbT8yXw2LmKz7R" }',
    },
  ),
  WeakSecret: defineWarning('has a secret of {length} characters', 'use at least {min} random characters', {
    cause:
      'The secret is so short that it can be found by trying. One signed request that leaks is enough to try millions of secrets a second against it.',
    example: '"options": { "validationMethod": "VERIFY_PAYLOAD", "secret": "12345" }',
    cure: '"options": { "validationMethod": "VERIFY_PAYLOAD", "secret": "gq3Hn0VbT8yXw2LmKz7R" }',
  }),
  PlainSecret: defineWarning(
    'holds its secret as plain text{more}',
    'keep the app directory out of public places, and change a secret that was ever published',
    {
      cause:
        'The file of a webhook holds the secret itself, as the old platform stored it. Whoever can read the directory, or a copy of it in version control, can make requests that pass for signed ones.',
      example: 'an app directory in a public repository, with "secret": "gq3Hn0VbT8yXw2LmKz7R" in one of its webhooks',
      cure: 'a private repository, and another secret at the webhook and its sender; --ignore PlainSecret where that is so',
    },
  ),
  SecretPadded: defineWarning(
    'has a secret that starts or ends with white space, which counts',
    'remove the white space if it was pasted by mistake',
    {
      cause:
        'The secret begins or ends with white space, which is part of it. A sender whose copy has none signs with another secret, and every call is answered 401.',
      example: '"secret": "gq3Hn0VbT8yXw2LmKz7R\\n"',
      cure: '"secret": "gq3Hn0VbT8yXw2LmKz7R"',
    },
  ),
  SecretAndSecretName: defineError('has both "secret" and "secret_name"', 'keep one of them', {
    cause:
      'The secret is written twice: in plain text, and as the name of a stored secret. If they differ, nobody could say which one a sender must use.',
    example: '"options": { "secret": "gq3Hn0VbT8yXw2LmKz7R", "secret_name": "hook_secret" }',
    cure: '"options": { "secret": "gq3Hn0VbT8yXw2LmKz7R" }',
  }),
  SecretNameNotSupported: defineError(
    'takes its secret from "secret_name", which is not supported yet',
    'write the secret itself as "secret"',
    {
      cause:
        'This version has no store for secrets, so a webhook that names one could never check a request. It is refused rather than left open.',
      example: '"options": { "validationMethod": "VERIFY_PAYLOAD", "secret_name": "hook_secret" }',
      cure: '"options": { "validationMethod": "VERIFY_PAYLOAD", "secret": "gq3Hn0VbT8yXw2LmKz7R" }',
    },
  ),
  AnyoneCanRunAsSystem: defineWarning(
    'anyone who knows the URL can run this as the system user, past all rules',
    'set "validationMethod" to VERIFY_PAYLOAD, unless the webhook is meant to be public',
    {
      cause:
        'The webhook checks no request and runs as the system user, who may read and write everything. A URL does not stay secret: it stands in logs, in histories and in the exported app.',
      example: '"options": { "httpMethod": "POST", "validationMethod": "NO_VALIDATION" }',
      cure: '"options": { "httpMethod": "POST", "validationMethod": "VERIFY_PAYLOAD", "secret": "gq3Hn0VbT8yXw2LmKz7R" }',
    },
  ),
} as const;
