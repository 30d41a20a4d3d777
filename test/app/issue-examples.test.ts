/** What `explain` shows is true: an example causes its issue, and its cure does not. */
import { describe, expect, it } from 'vitest';
import type { Issue } from '../../src/app/issue.ts';
import { listIssueCodes } from '../../src/app/issue-codes.ts';
import { checkFiles } from '../../src/cli/app/load-app.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';

type Place = (text: string) => Readonly<Record<string, string>>;

const rootFile = '{ "config_version": 20180301, "name": "orders" }';
const service = '{ "name": "api", "type": "http" }';
const webhook = 'services/api/incoming_webhooks/hook';

/** Where the text of an example belongs. */
const places = {
  value: (text) => ({ 'stitch.json': rootFile, 'values/v.json': text }),
  root: (text) => ({ 'stitch.json': text }),
  rootKey: (text) => ({ 'stitch.json': `{ "config_version": 20180301, "name": "orders", ${text} }` }),
  source: (text) => ({
    'stitch.json': rootFile,
    'functions/f/config.json': '{ "name": "f" }',
    'functions/f/source.js': text,
  }),
  webhook: (text) => placeWebhook(text),
  webhookKey: (text) => placeWebhook(`{ "name": "hook", ${text} }`),
  optionKey: (text) => placeWebhook(`{ "name": "hook", "options": { "httpMethod": "POST", ${text} } }`),
  service: (text) => ({ 'stitch.json': rootFile, 'services/api/config.json': text }),
} satisfies Record<string, Place>;

const rows: ReadonlyArray<readonly [code: string, place: keyof typeof places]> = [
  ['TrailingComma', 'value'],
  ['JsonComment', 'value'],
  ['SingleQuotes', 'value'],
  ['UnfinishedJson', 'value'],
  ['InvalidJson', 'value'],
  ['DuplicateKey', 'webhookKey'],
  ['NumberOutOfRange', 'value'],
  ['IllFormedText', 'value'],
  ['NotAnObject', 'value'],
  ['WrongType', 'webhookKey'],
  ['MissingKey', 'value'],
  ['UnknownKey', 'webhook'],
  ['UnknownValue', 'webhookKey'],
  ['InvalidExtendedJson', 'value'],
  ['SecretNameExpected', 'value'],
  ['MissingConfigVersion', 'root'],
  ['UnknownConfigVersion', 'root'],
  ['MissingAppName', 'root'],
  ['InvalidAppId', 'rootKey'],
  ['UnknownLocation', 'rootKey'],
  ['UnknownDeploymentModel', 'rootKey'],
  ['InvalidName', 'webhook'],
  ['UnknownServiceType', 'service'],
  ['MethodWildcard', 'webhookKey'],
  ['UnknownMethod', 'webhookKey'],
  ['UnknownValidationMethod', 'webhookKey'],
  ['SecretMissing', 'webhookKey'],
  ['SecretFromEnvironment', 'webhookKey'],
  ['SecretUnused', 'webhookKey'],
  ['WeakSecret', 'webhookKey'],
  ['SecretPadded', 'optionKey'],
  ['SecretAndSecretName', 'webhookKey'],
  ['SecretNameNotSupported', 'webhookKey'],
  ['AnyoneCanRunAsSystem', 'webhookKey'],
  ['SeveralRunAsModes', 'webhookKey'],
  ['RunAsIgnored', 'webhookKey'],
  ['RunAsNotServed', 'webhookKey'],
  ['UserOptionIgnored', 'webhookKey'],
  ['ScriptSyntax', 'webhookKey'],
  ['ScriptReturnsNothing', 'webhookKey'],
  ['InvalidExpression', 'webhookKey'],
  ['BareExpressionKey', 'webhookKey'],
  ['CommentedOut', 'source'],
  ['NoExports', 'source'],
  ['ModuleSyntax', 'source'],
  ['SourceSyntax', 'source'],
];

const table = new Map(listIssueCodes());

describe('the explanation of an issue', () => {
  it.each(rows)('has an example that causes it, and a cure without it or any error: %s', (code, place) => {
    const about = table.get(code)?.about;
    const placed = { example: about?.example ?? '', cure: about?.cure ?? '' };
    expect(findIssues(places[place](placed.example)).map((issue) => issue.code)).toContain(code);
    // A remark may follow the cure, in brackets.
    const cured = findIssues(places[place](placed.cure.replace(/ {3}\(.*\)$/, '')));
    expect(cured.filter((issue) => issue.code === code || issue.severity === 'error')).toEqual([]);
  });
});

function placeWebhook(config: string): Record<string, string> {
  const source = 'exports = () => 1;';
  return {
    'stitch.json': rootFile,
    'services/api/config.json': service,
    [`${webhook}/config.json`]: config,
    [`${webhook}/source.js`]: source,
  };
}

function findIssues(tree: Readonly<Record<string, string>>): readonly Issue[] {
  const files = new Map(Object.entries(tree).map(([path, text]) => [path, Buffer.from(text)]));
  return checkFiles(files, DEFAULT_LIMITS).issues;
}
