/** A condition on one field, apart from its path: the leaves test values, the rest combine. */
import type { Document } from '../../bson/bson.ts';
import { type LeafMode, type Matcher, someValueAt, type ValueTest } from './path-walk.ts';

export type Condition =
  | { readonly kind: 'test'; readonly mode: LeafMode; readonly test: ValueTest }
  | { readonly kind: 'not'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'all'; readonly conditions: readonly Condition[] };

/** Compiles the filter of an `$elemMatch`; handed in, because filters contain conditions and conditions filters. */
export type FilterCompiler = (filter: Document) => Matcher;

export function testCondition(test: ValueTest, mode: LeafMode = 'elements'): Condition {
  return { kind: 'test', mode, test };
}

export function not(...conditions: readonly Condition[]): Condition {
  return { kind: 'not', conditions };
}

/** Every condition finds its own value on the path; they need not agree on an array's element. */
export function conditionAt(path: string, condition: Condition): Matcher {
  switch (condition.kind) {
    case 'test':
      return someValueAt(path, condition.mode, condition.test);
    case 'not': {
      const matches = allOf(condition.conditions.map((inner) => conditionAt(path, inner)));
      return (document) => !matches(document);
    }
    case 'all':
      return allOf(condition.conditions.map((inner) => conditionAt(path, inner)));
  }
}

/** The condition on one value as it is, as `$elemMatch` makes it: an element that is an array is not entered. */
export function conditionOnValue(condition: Condition): ValueTest {
  switch (condition.kind) {
    case 'test':
      return condition.test;
    case 'not': {
      const tests = condition.conditions.map(conditionOnValue);
      return (value) => !tests.every((test) => test(value));
    }
    case 'all': {
      const tests = condition.conditions.map(conditionOnValue);
      return (value, position) => tests.every((test) => test(value, position));
    }
  }
}

export function allOf(matchers: readonly Matcher[]): Matcher {
  const [first, second] = matchers;
  if (first === undefined) return () => true;
  if (second === undefined) return first;
  return (document, position) => {
    for (const matches of matchers) if (!matches(document, position)) return false;
    return true;
  };
}
