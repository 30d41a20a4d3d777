/** The rule expression of an incoming webhook or function: kept as written, checked for its form. */
import type { ExpressionProblem } from '../../expressions/compiled.ts';
import { parseExpression } from '../../expressions/expression.ts';
import type { JsonValue } from '../app.ts';
import type { Issue } from '../issue.ts';
import { anything, describeFirst, issueAt } from '../json/config-schema.ts';
import type { JsonPath } from '../json/json-positions.ts';
import { describeValue, type JsonFile } from '../json/json-text.ts';
import { renderSuggestion } from '../nearest-name.ts';

/** Its type is checked by `parseCanEvaluate`, so that a wrong one does not hide the rest of the file. */
export const canEvaluateKey = anything.meta({
  description: 'Rule expression that a call from outside must satisfy; missing means always',
  type: ['object', 'boolean', 'null'],
});

/** `null`, like a missing key and `{}`, means always. A text or an array is no expression. */
export function parseCanEvaluate(file: JsonFile): { canEvaluate: JsonValue | undefined; issues: Issue[] } {
  const value = file.json.can_evaluate;
  if (value === undefined || value === null) return { canEvaluate: undefined, issues: [] };
  if (typeof value !== 'boolean' && (typeof value !== 'object' || Array.isArray(value))) {
    const expected = 'an object, true or false';
    const details = { key: 'can_evaluate', expected, found: describeValue(value), advice: '' };
    return { canEvaluate: undefined, issues: [issueAt('WrongType', file, ['can_evaluate'], details)] };
  }
  const parsed = parseExpression(value);
  const issues = describeFirst(file, parsed.ok ? [] : parsed.problems, (problem) =>
    describeProblem(file, ['can_evaluate'], problem),
  );
  const bare = describeFirst(file, listBareKeys(value, ['can_evaluate']), (path) =>
    issueAt('BareExpressionKey', file, path, { key: String(path.at(-1)) }),
  );
  return { canEvaluate: value, issues: [...issues, ...bare] };
}

/** A problem of the expression that stands at a path of the file. */
export function describeProblem(file: JsonFile, at: JsonPath, problem: ExpressionProblem): Issue {
  const details = { key: at.join('.'), ...explainProblem(problem) };
  return issueAt('InvalidExpression', file, [...at, ...pathOfProblem(problem)], details);
}

/** The parts of a message about a problem, and of its hint. */
export function explainProblem({ message, found, allowed }: ExpressionProblem) {
  return {
    reason: message,
    suggestion: found === undefined || allowed === undefined ? '' : renderSuggestion(found, allowed),
    allowed: allowed === undefined ? '' : `; allowed are ${allowed.join(', ')}`,
  };
}

/** Where in the expression the problem is. */
export function pathOfProblem({ pointer }: ExpressionProblem): JsonPath {
  return pointer.split('/').slice(1).map(unescapePointer);
}

function unescapePointer(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** A key without `%%` looks like a field of the request and is one of the function's arguments. */
function listBareKeys(value: JsonValue, path: JsonPath): JsonPath[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    if (!/^[%$]/.test(key)) return [[...path, key]];
    if (!/^[%$](and|or|nor|not)$/.test(key)) return [];
    if (!Array.isArray(child)) return listBareKeys(child, [...path, key]);
    return child.flatMap((branch, index) => listBareKeys(branch, [...path, key, index]));
  });
}
