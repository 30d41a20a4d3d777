/** Issues of what a source uses: calls that this version refuses, and names that the app does not have. */
import { defineWarning } from './define-issue.ts';

export const CALL_ISSUES = {
  UnsupportedCall: defineWarning('{call} is not offered by this version: {happens}', '{instead}', {
    cause:
      'The source uses a part of the function context, or a global name, that this version does not have. Everything else in the source works; the call fails by name when it is reached.',
    example: 'exports = () => context.http.get({ url: "https://api.example.com/rates" });',
    cure: 'exports = (payload) => payload.query.rate;   (have the caller send what the function needs)',
  }),
  ModuleNotOffered: defineWarning(
    'requires the module "{module}", which is not offered: the call fails with a ReferenceError',
    '{instead}',
    {
      cause:
        'There is no "require" in this version, neither for modules of Node nor for packages. A source that requires one at its top level fails in every call.',
      example: 'const crypto = require("crypto");',
      cure: 'utils.crypto.hash("sha256", payload.body.text()).toHex()',
    },
  ),
  CallsMissingFunction: defineWarning(
    'calls the function "{name}", which the app does not have{suggestion}',
    'correct the name, or add the function',
    {
      cause:
        'Functions are found by their names when the call is reached, and there is none of this name. The call then throws "function not found".',
      example: 'context.functions.execute("sned", message);   (where the function is called "send")',
      cure: 'context.functions.execute("send", message);',
    },
  ),
  ReadsMissingValue: defineWarning(
    'reads the value "{name}", which the app does not have{suggestion}',
    'correct the name, or add the value; the source gets nothing in its place',
    {
      cause:
        'Values are found by their names when the source runs, and there is none of this name. The source goes on with "undefined" in its place.',
      example: 'context.values.get("limti");   (where values/limit.json exists)',
      cure: 'context.values.get("limit");',
    },
  ),
  UsesMissingService: defineWarning(
    'uses the service "{name}", which the app does not have{suggestion}',
    'correct the name, or add the service; the source gets nothing in its place',
    {
      cause:
        'Services are found by their names when the source runs, and there is none of this name. The next word of the source, such as ".db", then throws a TypeError.',
      example: 'context.services.get("mongodb").db("shop");   (where the service is called "mongodb-atlas")',
      cure: 'context.services.get("mongodb-atlas").db("shop");',
    },
  ),
  SourcesNotRead: defineWarning(
    'the calls in this source were not looked at, nor those in {count} others: too much text would have to be parsed',
    'raise the limit with --limit checkedSourceCharactersMax=NUMBER',
    {
      cause:
        'Calls and names are looked for in a limited amount of source text, so that a check always ends soon. Whether these sources compile was checked like that of all others.',
      example: 'sources of 3 MB together that call context.http',
      cure: 'webhook-cli validate --path . --limit checkedSourceCharactersMax=4000000',
    },
  ),
} as const;
