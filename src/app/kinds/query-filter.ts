/** The filters of a collection rule: a MongoDB query and projection in which `%%` names may stand for values. */
import { checkExpansion } from '../../expressions/expression.ts';
import type { JsonObject, JsonValue } from '../app.ts';
import { issueAt, valueAt } from '../json/config-schema.ts';
import { isJsonObject } from '../json/json-object.ts';
import type { JsonPath } from '../json/json-positions.ts';
import { describeKind, type JsonFile } from '../json/json-text.ts';
import { renderSuggestion } from '../nearest-name.ts';
import { explainProblem } from './can-evaluate.ts';
import { type Finding, itemsAt, listExpressionFindings } from './rule-expressions.ts';

export function* listFilterFindings(file: JsonFile): Generator<Finding> {
  for (const path of itemsAt(file, ['filters'])) {
    yield* listExpressionFindings(file, [...path, 'apply_when'], 'filter');
    yield* listQueryFindings(file, [...path, 'query']);
    yield* listProjectionFindings(file, [...path, 'projection']);
  }
}

/** Operators that stand where a field stands, those of them that take a list of queries first. */
const listOperators = ['and', 'or', 'nor'];
const queryOperators = [...listOperators, 'expr', 'comment', 'text', 'where', 'jsonSchema', 'sampleRate'];
const fieldOperators = [
  ...'eq ne gt gte lt lte in nin not exists type all elemMatch size mod regex options'.split(' '),
  ...'bitsAllClear bitsAllSet bitsAnyClear bitsAnySet near nearSphere geoWithin geoIntersects'.split(' '),
  ...'maxDistance minDistance geometry center centerSphere box polygon'.split(' '),
];
/** Keys that announce a type of the database, and the conversions of the expression language. */
const valueOperators = [
  ...'oid date numberInt numberLong numberDouble numberDecimal binary uuid timestamp'.split(' '),
  ...'regularExpression minKey maxKey symbol code undefined dbPointer ref id db'.split(' '),
  ...'stringToOid oidToString stringToUuid uuidToString'.split(' '),
];

interface QueryProblem {
  readonly path: JsonPath;
  readonly explain: () => { readonly reason: string; readonly suggestion: string; readonly allowed: string };
}

function* listQueryFindings(file: JsonFile, path: JsonPath): Generator<Finding> {
  const query = valueAt(file.json, path);
  if (!isJsonObject(query)) return;
  for (const { path: at, explain } of problemsOfQuery(query, path)) {
    yield () => issueAt('InvalidFilterQuery', file, at, explain());
  }
}

function* problemsOfQuery(query: JsonObject, path: JsonPath): Generator<QueryProblem> {
  for (const [key, value] of Object.entries(query)) {
    const at = [...path, key];
    if (key.startsWith('%%')) yield* problemsOfText(key, at);
    if (!isOperator(key)) yield* problemsOfCondition(value, at);
    else if (!queryOperators.includes(key.slice(1))) yield unknownOperator(key, at, queryOperators);
    else if (listOperators.includes(key.slice(1))) yield* problemsOfList(key, value, at);
  }
}

function* problemsOfList(key: string, value: JsonValue, path: JsonPath): Generator<QueryProblem> {
  if (!Array.isArray(value)) {
    yield wrongOperand(`${key} takes an array`, value, path);
    return;
  }
  for (const [index, item] of value.entries()) {
    const at = [...path, index];
    if (isJsonObject(item)) yield* problemsOfQuery(item, at);
    else yield wrongOperand(`${key} takes queries`, item, at);
  }
}

function wrongOperand(expected: string, value: JsonValue, path: JsonPath): QueryProblem {
  return {
    path,
    explain: () => ({ reason: `${expected}, got ${describeKind(value)}`, suggestion: '', allowed: '' }),
  };
}

/** A condition is a value, or a document of operators and values. What stands below a type of the database is its text. */
function* problemsOfCondition(value: JsonValue, path: JsonPath): Generator<QueryProblem> {
  if (typeof value === 'string') yield* problemsOfText(value, path);
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* problemsOfCondition(item, [...path, index]);
  } else if (isJsonObject(value)) {
    for (const [key, child] of Object.entries(value)) {
      const at = [...path, key];
      if (!isOperator(key) || isConditionOperator(key.slice(1))) yield* problemsOfCondition(child, at);
      else if (!valueOperators.includes(key.slice(1))) yield unknownOperator(key, at, fieldOperators);
    }
  }
}

function isConditionOperator(name: string): boolean {
  return fieldOperators.includes(name) || listOperators.includes(name);
}

function* problemsOfText(text: string, path: JsonPath): Generator<QueryProblem> {
  for (const problem of checkExpansion(text, 'filter')) yield { path, explain: () => explainProblem(problem) };
}

function unknownOperator(key: string, path: JsonPath, known: readonly string[]): QueryProblem {
  const explain = () => {
    const allowed = known.map((name) => `${key.charAt(0)}${name}`);
    const suggestion = renderSuggestion(key, allowed);
    return { reason: `unknown operator ${key}`, suggestion, allowed: `; allowed are ${allowed.join(', ')}` };
  };
  return { path, explain };
}

/** `$in` and `%in` are one operator; `%%user` is a name. */
function isOperator(key: string): boolean {
  return key.startsWith('$') || (key.startsWith('%') && !key.startsWith('%%'));
}

/** Fields are all taken or all left out; only `_id` may be left out of what is taken. */
function* listProjectionFindings(file: JsonFile, path: JsonPath): Generator<Finding> {
  const projection = valueAt(file.json, path);
  if (!isJsonObject(projection)) return;
  const refuse = (key: string, reason: string): Finding => {
    return () => issueAt('InvalidProjection', file, [...path, key], { reason });
  };
  let first: { readonly key: string; readonly takes: boolean } | undefined;
  for (const [key, value] of Object.entries(projection)) {
    const takes = takesField(value);
    if (takes === undefined) {
      // A document is an operator such as $slice, which fits both kinds of projection.
      if (!isJsonObject(value)) {
        yield refuse(key, `"${key}" must be 1, 0, true or false, got ${describeKind(value)}`);
      }
    } else if (key !== '_id') {
      first ??= { key, takes };
      if (takes !== first.takes) yield refuse(key, describeMix(first, key));
    }
  }
}

function describeMix(first: { readonly key: string; readonly takes: boolean }, key: string): string {
  const [taken, left] = first.takes ? [first.key, key] : [key, first.key];
  return `it takes "${taken}" and leaves "${left}" out`;
}

function takesField(value: JsonValue): boolean | undefined {
  return typeof value === 'boolean' || typeof value === 'number' ? Boolean(value) : undefined;
}
