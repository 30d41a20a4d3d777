/** `services/<service>/rules/<name>.json`: which actions of a service functions may call, and when; kept, not applied. */
import { z } from 'zod';
import { checkExpression } from '../../expressions/expression.ts';
import type { Limits } from '../../limits.ts';
import type { JsonValue } from '../app.ts';
import type { Issue } from '../issue.ts';
import { describeFirst, identityKeys, issueAt, optional, parseConfig } from '../json/config-schema.ts';
import { type JsonFile, parseJsonFile } from '../json/json-text.ts';
import { explainProblem, pathOfProblem } from './can-evaluate.ts';
import { parseCollectionRule } from './collection-rule.ts';
import type { ParsedResource } from './parsed-resource.ts';
import { describeFindings, listExpressionFindings } from './rule-expressions.ts';

export const ServiceRuleSchema = z.looseObject({
  ...identityKeys,
  name: z.string().describe('What the rule is called'),
  actions: optional(z.array(z.string())).describe('Actions of the service that the rule allows, such as get and post'),
  when: optional(z.union([z.record(z.string(), z.unknown()), z.string(), z.boolean()])).describe(
    'Rule expression on the arguments of the action; in old exports as a text that holds the JSON. Missing means always',
  ),
});
export type ServiceRule = z.infer<typeof ServiceRuleSchema>;

/** Types of service whose rules are about collections. */
const linkedDataSources: readonly string[] = ['mongodb-atlas', 'mongodb', 'datalake'];

/** In layouts A and B one folder holds both kinds of rules. Without a known type, the rule itself tells what it is. */
export function parseRule(file: JsonFile, serviceType: string | undefined, limits: Limits): ParsedResource<unknown> {
  const isOfCollection =
    serviceType === undefined
      ? ['database', 'collection', 'roles', 'namespace'].some((key) => Object.hasOwn(file.json, key))
      : linkedDataSources.includes(serviceType);
  return isOfCollection ? parseCollectionRule(file, limits) : parseServiceRule(file, limits);
}

export function parseServiceRule(file: JsonFile, limits: Limits): ParsedResource<ServiceRule> {
  const { config, issues } = parseConfig(ServiceRuleSchema, file);
  if (config === undefined) return { resource: undefined, issues };
  const { when } = config;
  const whenIssues =
    typeof when === 'string'
      ? checkText(when, file, limits)
      : describeFindings(file, listExpressionFindings(file, ['when'], 'function'));
  return { resource: config, issues: [...issues, ...whenIssues] };
}

/** Positions are those inside the text: in the file it is one line, however many it holds. */
function checkText(text: string, file: JsonFile, limits: Limits): Issue[] {
  const constant = { true: true, false: false, '': true }[text.trim()];
  if (constant !== undefined) return [];
  const inner = parseJsonFile(file.path, new TextEncoder().encode(text), limits);
  if (inner.file === undefined) {
    return inner.issues.map(({ message, line = 1, column = 1 }) =>
      issueAt('InvalidRuleText', file, ['when'], { reason: `it ${message}`, innerLine: line, innerColumn: column }),
    );
  }
  return checkInner(inner.file, inner.file.json, file);
}

function checkInner(inner: JsonFile, expression: JsonValue, file: JsonFile): Issue[] {
  return describeFirst(file, checkExpression(expression, 'function'), (problem) => {
    const { line, column } = inner.positions.ofKey(pathOfProblem(problem));
    const { reason, suggestion } = explainProblem(problem);
    const details = { reason: `${reason}${suggestion}`, innerLine: line, innerColumn: column };
    return issueAt('InvalidRuleText', file, ['when'], details);
  });
}
