/** The operators that put a condition on the value of a key, by name without prefix: `%in` and `$in` are one operator. */
import type { OperatorParser } from '../compiled.ts';
import { parseComparison } from './comparison.ts';
import { parseEq, parseNe } from './equality.ts';
import { parseExists } from './exists.ts';
import { parseFunction } from './function.ts';
import { parseAll, parseIn, parseNin, parseSize } from './membership.ts';

export const OPERATORS: ReadonlyMap<string, OperatorParser> = new Map([
  ['exists', parseExists],
  ['in', parseIn],
  ['nin', parseNin],
  ['all', parseAll],
  ['size', parseSize],
  ['eq', parseEq],
  ['ne', parseNe],
  // The spelling of the 2020 documentation.
  ['neq', parseNe],
  ['gt', parseComparison((order) => order > 0)],
  ['gte', parseComparison((order) => order >= 0)],
  ['lt', parseComparison((order) => order < 0)],
  ['lte', parseComparison((order) => order <= 0)],
  ['function', parseFunction],
]);
