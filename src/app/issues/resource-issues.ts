/** Issues of services, incoming webhooks, functions and values: how their parts fit together and what is dangerous. */
import { defineError, defineWarning } from './define-issue.ts';

export const RESOURCE_ISSUES = {
  MissingConfigFile: defineError(
    '{kind} "{folder}" has no {missing}',
    'add the file, or remove the directory if it is not part of the app',
  ),
  MissingSourceFile: defineError('{kind} "{name}" has no source.js beside its config.json', 'add source.js'),
  InvalidName: defineError(
    '{kind} name "{name}" has a character that cannot be part of a URL',
    'use ASCII letters, digits, "-" and "_"',
  ),
  NameTooLong: defineError('{kind} name has {length} characters; {max} are allowed', 'shorten the name'),
  UnusualName: defineWarning(
    '{kind} name "{name}" has characters that must be encoded in URLs',
    'prefer ASCII letters, digits, "-" and "_"',
  ),
  DuplicateName: defineError('{kind} "{name}" is defined twice, also in {other}', 'rename or remove one of them'),
  FolderNameDiffers: defineWarning(
    '{kind} is named "{name}" but lies in the directory "{folder}"; the name counts',
    'rename the directory to match',
  ),

  // Services
  UnknownServiceType: defineWarning(
    'service type "{type}" is unknown{suggestion}; the service is kept, and functions cannot use it',
    'the known types are: {allowed}',
  ),
  TypeWithoutWebhooks: defineError(
    'service "{service}" has type "{type}", which cannot own incoming webhooks',
    'move the webhook to a service of type http',
  ),
  ServiceTypeNotServed: defineWarning(
    'incoming webhooks of type "{type}" are kept and exported, but calls are refused by this version',
    'nothing to do; the webhook stays in the app',
  ),

  // Incoming webhooks
  MethodMissing: defineWarning('has no "httpMethod", so every HTTP method is answered', 'add "httpMethod"'),
  MethodWildcard: defineWarning('"httpMethod" is "*", which is read as ANY', 'write "ANY"'),
  UnknownMethod: defineError('"httpMethod" is {found}, which is not a method{suggestion}', 'use one of: {allowed}'),
  UnknownValidationMethod: defineError(
    '"validationMethod" is {found}, which is not a method of request validation{suggestion}',
    'use one of: {allowed}',
  ),
  SecretMissing: defineWarning(
    'asks for {method} but its secret is empty: every call will be answered 401',
    'set "secret" in "options"',
  ),
  SecretUnused: defineWarning(
    'has a secret that nothing checks, because "validationMethod" is NO_VALIDATION',
    'use VERIFY_PAYLOAD or SECRET_AS_QUERY_PARAM, or remove the secret',
  ),
  WeakSecret: defineWarning('has a secret of {length} characters', 'use at least {min} random characters'),
  SecretPadded: defineWarning(
    'has a secret that starts or ends with white space, which counts',
    'remove the white space if it was pasted by mistake',
  ),
  SecretAndSecretName: defineError('has both "secret" and "secret_name"', 'keep one of them'),
  SecretNameNotSupported: defineError(
    'takes its secret from "secret_name", which is not supported yet',
    'write the secret itself as "secret"',
  ),
  SeveralRunAsModes: defineError(
    'chooses more than one user to run as: {modes}',
    'keep one of "run_as_user_id", "run_as_user_id_script_source" and "run_as_authed_user"',
  ),
  RunAsIgnored: defineWarning('"run_as_system" is true, so {modes} is ignored', 'remove the one that is not meant'),
  RunAsNotServed: defineWarning(
    'runs as {mode}, and calls to it are refused by this version',
    'only webhooks that run as the system user are answered yet',
  ),
  AnyoneCanRunAsSystem: defineWarning(
    'anyone who knows the URL can run this as the system user, past all rules',
    'set "validationMethod" to VERIFY_PAYLOAD, unless the webhook is meant to be public',
  ),
  UserOptionIgnored: defineWarning(
    '"{key}" has no effect without "run_as_authed_user"',
    'remove it, or set "run_as_authed_user" to true',
  ),
  ScriptSyntax: defineError(
    'the run-as script does not compile: {reason} (line {scriptLine} of the script)',
    'correct the script in "run_as_user_id_script_source"',
  ),
  ScriptReturnsNothing: defineWarning(
    'the run-as script returns nothing, so every call will be refused',
    'return the id of a user, or clear "run_as_user_id_script_source" to run as system',
  ),
  InvalidExpression: defineError(
    '"can_evaluate" is not a valid rule expression: {reason}{suggestion}',
    'correct the expression{allowed}',
  ),
  BareExpressionKey: defineWarning(
    'the key "{key}" of "can_evaluate" is read as "%%args.{key}"',
    'write the expansion that is meant, such as "%%args.{key}" or "%%request.requestHeaders.{key}"',
  ),

  // Sources
  EmptySource: defineError('has no code', 'assign a function: exports = (payload, response) => …'),
  NoExports: defineError('exports no function', 'assign it: exports = (payload, response) => …'),
  ModuleSyntax: defineError(
    'uses "{keyword}", but sources are scripts and not modules',
    'assign the function instead: exports = (payload, response) => …',
  ),
  SourceSyntax: defineError('does not compile: {reason}', 'correct the source at this place'),
} as const;
