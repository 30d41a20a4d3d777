/** The expressions of a rule, checked where they stand. Collection rules are kept and evaluated by nothing yet. */
import type { ExpressionPlace, ExpressionProblem } from '../../expressions/compiled.ts';
import { checkExpression } from '../../expressions/expression.ts';
import type { Issue } from '../issue.ts';
import { describeFirst, issueAt, valueAt } from '../json/config-schema.ts';
import { isJsonObject } from '../json/json-object.ts';
import type { JsonPath } from '../json/json-positions.ts';
import type { JsonFile } from '../json/json-text.ts';
import { describeProblem, pathOfProblem } from './can-evaluate.ts';

/** Something wrong that is described when it is called: of a hostile file with a million of them, only the first are. */
export type Finding = () => Issue;

export function describeFindings(file: JsonFile, findings: Iterable<Finding>): Issue[] {
  return describeFirst(file, findings, (describe) => describe());
}

/** `null`, like a missing key, is no expression; that a value is one by its type, the schema has checked. */
export function* listExpressionFindings(file: JsonFile, path: JsonPath, place: ExpressionPlace): Generator<Finding> {
  const value = valueAt(file.json, path);
  if (value === undefined || value === null) return;
  for (const problem of checkExpression(value, place)) yield () => describeRuleProblem(file, path, problem);
}

/** Nothing evaluates these rules yet, so an operator that only this version lacks is no reason to refuse the app. */
function describeRuleProblem(file: JsonFile, path: JsonPath, problem: ExpressionProblem): Issue {
  if (!problem.notYet) return describeProblem(file, path, problem);
  const details = { key: path.join('.'), operator: problem.found ?? '' };
  return issueAt('RuleOperatorNotServed', file, [...path, ...pathOfProblem(problem)], details);
}

/** All permissions and conditions of the roles of a rule. */
export function* listRoleFindings(file: JsonFile): Generator<Finding> {
  for (const path of itemsAt(file, ['roles'])) {
    yield* listPermissionFindings(file, path, ['apply_when', 'insert', 'delete', 'search', 'read', 'write']);
    yield* listPermissionFindings(file, [...path, 'document_filters'], ['read', 'write']);
    yield* listFieldFindings(file, path);
  }
}

function* listPermissionFindings(file: JsonFile, path: JsonPath, keys: readonly string[]): Generator<Finding> {
  for (const key of keys) yield* listExpressionFindings(file, [...path, key], 'document');
}

function* listFieldFindings(file: JsonFile, path: JsonPath): Generator<Finding> {
  const fields = valueAt(file.json, [...path, 'fields']);
  for (const name of isJsonObject(fields) ? Object.keys(fields) : []) {
    const field = [...path, 'fields', name];
    yield* listPermissionFindings(file, field, ['read', 'write']);
    yield* listFieldFindings(file, field);
  }
  yield* listPermissionFindings(file, [...path, 'additional_fields'], ['read', 'write']);
}

/** The paths of the items of an array; none when there is no array. */
export function itemsAt(file: JsonFile, path: JsonPath): JsonPath[] {
  const items = valueAt(file.json, path);
  return Array.isArray(items) ? items.map((_, index) => [...path, index]) : [];
}
