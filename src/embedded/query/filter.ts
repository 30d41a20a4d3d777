/** Compiles a query filter once, to match many documents. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldCount, fieldEntries, firstFieldName } from '../../bson/fields.ts';
import { compileExpression } from '../aggregation/expression.ts';
import { type ExpressionOptions, isTruthy, rootScope } from '../aggregation/scope.ts';
import { badValue, notImplemented } from '../engine-error.ts';
import { allOf, conditionAt } from './condition.ts';
import { compileAlways, compileSampleRate } from './document-independent.ts';
import { parseFieldCondition } from './field-condition.ts';
import { compileJsonSchema } from './json-schema.ts';
import type { ArrayPosition, Matcher } from './path-walk.ts';

export interface Filter {
  matches(document: Document): boolean;
  /** The index in the outermost array of the element that matched, for the positional operator `$`. */
  matchedIndex(document: Document): number | undefined;
}

export function compileFilter(filter: Document, options: ExpressionOptions = {}): Filter {
  const matches = compileMatcher(filter, options);
  return {
    matches: (document) => matches(document),
    matchedIndex: (document) => {
      const position: ArrayPosition = { index: undefined };
      return matches(document, position) ? position.index : undefined;
    },
  };
}

function compileMatcher(filter: Document, options: ExpressionOptions): Matcher {
  return allOf(
    expressionsLast(fieldEntries(filter), ([name, operand]) => ({
      isExpression: name === '$expr',
      matches: compileClause(name, operand, options),
    })),
  );
}

/** An expression may fail, and is asked only of documents that the conditions beside it do not decide. */
function expressionsLast<Part>(
  parts: readonly Part[],
  compile: (part: Part) => { isExpression: boolean; matches: Matcher },
): Matcher[] {
  const compiled = parts.map(compile);
  compiled.sort((a, b) => Number(a.isExpression) - Number(b.isExpression));
  return compiled.map(({ matches }) => matches);
}

const REFUSED_OPERATORS = new Set(['$where', '$text']);

function compileClause(name: string, operand: unknown, options: ExpressionOptions): Matcher {
  if (!name.startsWith('$')) {
    const condition = parseFieldCondition(operand, (filter) => compileMatcher(filter, options));
    return conditionAt(name, condition);
  }
  switch (name) {
    case '$and':
      return allOf(compileBranches(name, operand, options));
    case '$or':
      return anyOf(compileBranches(name, operand, options));
    case '$nor': {
      const matches = anyOf(compileBranches(name, operand, options));
      return (document) => !matches(document);
    }
    case '$expr': {
      const evaluate = compileExpression(operand, options);
      return (document) => isTruthy(evaluate(rootScope(document)));
    }
    case '$jsonSchema': {
      const schema = compileJsonSchema(operand);
      return (document) => schema.matches(document);
    }
    case '$sampleRate':
      return compileSampleRate(operand);
    case '$alwaysTrue':
    case '$alwaysFalse':
      return compileAlways(name, operand);
    case '$comment':
      return () => true;
    default:
      if (REFUSED_OPERATORS.has(name)) throw notImplemented(name);
      throw badValue(`unknown top level operator: ${name}`);
  }
}

function compileBranches(name: string, operand: unknown, options: ExpressionOptions): Matcher[] {
  if (!Array.isArray(operand)) throw badValue(`${name} must be an array`);
  if (operand.length === 0) throw badValue('$and/$or/$nor must be a nonempty array');
  return expressionsLast(operand, (branch: unknown) => {
    const filter = asDocument(branch);
    if (filter === undefined) throw badValue('$or/$and/$nor entries need to be full objects');
    const isExpression = fieldCount(filter) === 1 && firstFieldName(filter) === '$expr';
    return { isExpression, matches: compileMatcher(filter, options) };
  });
}

/** A branch leaves no array position: which branch matched is not what `$` asks. */
function anyOf(matchers: readonly Matcher[]): Matcher {
  return (document) => {
    for (const matches of matchers) if (matches(document)) return true;
    return false;
  };
}
