/** Issues of who a webhook or a function runs as, and of when it may run at all. */
import { defineError, defineWarning } from './define-issue.ts';

export const RUN_AS_ISSUES = {
  SeveralRunAsModes: defineError(
    'chooses more than one user to run as: {modes}',
    'keep one of "run_as_user_id", "run_as_user_id_script_source" and "run_as_authed_user"',
    {
      cause:
        'More than one user is chosen, and a call runs as exactly one. The rights of a call would depend on the order in which a program looks at the choices.',
      example: '"run_as_authed_user": true, "run_as_user_id": "5f0c1f77bcf86cd799439011"',
      cure: '"run_as_authed_user": true, "run_as_user_id": ""',
    },
  ),
  RunAsIgnored: defineWarning('"run_as_system" is true, so {modes} is ignored', 'remove the one that is not meant', {
    cause:
      'Another user is chosen beside "run_as_system", which beats every other choice, as on the old platform. The file reads as if rights were limited, and they are not.',
    example: '"run_as_system": true, "run_as_authed_user": true',
    cure: '"run_as_authed_user": true',
  }),
  RunAsNotServed: defineWarning(
    'runs as {mode}, and calls to it are refused by this version',
    'only webhooks that run as the system user are answered yet',
    {
      cause:
        'Calls would run as a user of the app, and this version has no app users. It refuses them rather than run them as the system user.',
      example: '"run_as_user_id": "5f0c1f77bcf86cd799439011"',
      cure: '"run_as_user_id": ""   (only if the system user, who may do everything, is right for it)',
    },
  ),
  FunctionUserIgnored: defineWarning(
    '"{key}" of a function is not followed yet: it runs as whoever calls it, the system user for incoming webhooks',
    'do not rely on the rights of that user, or keep the function from being called',
    {
      cause:
        'The function is to run as a chosen user of the app, and this version has no app users. Other functions and webhooks that call it run it with their own rights, which may be more than that user had.',
      example: '{ "name": "total", "run_as_user_id": "5f0c1f77bcf86cd799439011" }',
      cure: '{ "name": "total", "run_as_user_id": "" }   (if the rights of the caller are right for it)',
    },
  ),
  UserOptionIgnored: defineWarning(
    '"{key}" has no effect without "run_as_authed_user"',
    'remove it, or set "run_as_authed_user" to true',
    {
      cause:
        'An option for callers who sign in as users of the app stands where nobody signs in. Without "run_as_authed_user" there is no such user to make or to look up.',
      example: '"run_as_authed_user": false, "create_user_on_auth": true',
      cure: '"run_as_authed_user": true, "create_user_on_auth": true',
    },
  ),
  ScriptSyntax: defineError(
    'the run-as script does not compile: {reason} (line {scriptLine}, column {scriptColumn} of the script)',
    'correct the script in "run_as_user_id_script_source"',
    {
      cause:
        'The script inside the JSON file picks the user of each call, and it is not valid JavaScript. Every call would fail before the webhook runs.',
      example: '"run_as_user_id_script_source": "exports = (payload) => payload.query.user +;"',
      cure: '"run_as_user_id_script_source": "exports = (payload) => payload.query.user;"',
    },
  ),
  ScriptReturnsNothing: defineWarning(
    'the run-as script returns nothing, so every call will be refused',
    'return the id of a user, or clear "run_as_user_id_script_source" to run as system',
    {
      cause:
        'The script names no user. The old platform ran such calls as the system user, who may do everything; here they are refused, because nobody chose that.',
      example: '"run_as_user_id_script_source": "// exports = (payload) => payload.query.user;"',
      cure: '"run_as_user_id_script_source": "exports = (payload) => payload.query.user;"',
    },
  ),
  InvalidExpression: defineError(
    '"{key}" is not a valid rule expression: {reason}{suggestion}',
    'correct the expression{allowed}',
    {
      cause:
        'The expression that decides whether a call may run cannot be understood. It must not mean yes, and would otherwise refuse every call.',
      example: '"can_evaluate": { "%%requst.requestHeaders.X-Team": ["a"] }',
      cure: '"can_evaluate": { "%%request.requestHeaders.X-Team": ["a"] }',
    },
  ),
  BareExpressionKey: defineWarning(
    'the key "{key}" of "can_evaluate" is read as "%%args.{key}"',
    'write the expansion that is meant, such as "%%args.{key}" or "%%request.requestHeaders.{key}"',
    {
      cause:
        'A key of "can_evaluate" has no "%%", so it means an argument of the function. Often something else was meant, such as a header, and then the expression compares with nothing.',
      example: '"can_evaluate": { "team": "a" }',
      cure: '"can_evaluate": { "%%args.team": "a" }',
    },
  ),
} as const;
