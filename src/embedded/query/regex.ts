/** Regular expressions of a query. */

import type { Document } from '../../bson/bson.ts';
import { bsonTypeOf } from '../../bson/bson-type.ts';
import { regexParts, textOf } from '../../bson/compare.ts';
import { fieldNames } from '../../bson/fields.ts';
import { badValue, locationError } from '../engine-error.ts';
import { InvalidPattern } from '../pcre/invalid-pattern.ts';
import { MatchLimitError } from '../pcre/machine.ts';
import { PcreRegex } from '../pcre/regex.ts';
import type { ValueTest } from './path-walk.ts';

export interface RegexSource {
  readonly pattern: string;
  readonly options: string;
}

export interface CompiledRegex {
  readonly source: RegexSource;
  readonly regex: PcreRegex;
}

const WRONG_OPTION = /[^imsxu]/u;
const INVALID_REGEX = 51_091;
/** What MongoDB's expressions answer at the limit; its queries pass over such a value as if it did not match. */
const MATCH_LIMIT = 51_156;

export function compileRegex(source: RegexSource): CompiledRegex {
  const { pattern, options } = source;
  if (pattern.includes('\0')) throw badValue('Regular expression cannot contain an embedded null byte');
  checkRegexOptions(options, '');
  return { source, regex: buildRegex(source, INVALID_REGEX, 'Regular expression is invalid') };
}

export function checkRegexOptions(options: string, operator: string): void {
  const wrong = WRONG_OPTION.exec(options)?.[0];
  if (wrong !== undefined) throw locationError(51_108, `${operator} invalid flag in regex options: ${wrong}`);
}

export function buildRegex({ pattern, options }: RegexSource, code: number, reason: string): PcreRegex {
  try {
    return new PcreRegex(pattern, options);
  } catch (error) {
    throw error instanceof InvalidPattern ? locationError(code, `${reason}: ${error.message}`) : error;
  }
}

/** What `run` answers; where it reaches a limit, the server's error, which names who ran the expression. */
export function withinMatchLimit<T>(who: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof MatchLimitError)) throw error;
    throw locationError(
      MATCH_LIMIT,
      `Error occurred while executing the regular expression in ${who}. Result code: ${error.message}`,
    );
  }
}

/** A string that the expression is found in, or an equal regular expression. */
export function regexTest({ source, regex }: CompiledRegex): ValueTest {
  const found = (text: string) => withinMatchLimit('$regex', () => regex.test(text));
  return (value) => {
    if (typeof value === 'string') return found(value);
    const type = bsonTypeOf(value);
    if (type === 'symbol') return found(textOf(value));
    if (type !== 'regex') return false;
    const { pattern, options } = regexParts(value);
    return pattern === source.pattern && options === source.options;
  };
}

/** `{$regex: operand, $options: options}`, in either order. */
export function parseRegexOperand(operators: Document): RegexSource {
  const { $regex: operand, $options: options } = operators;
  if (options !== undefined && typeof options !== 'string') throw badValue('$options has to be a string');
  if (typeof operand === 'string') return { pattern: operand, options: options ?? '' };
  if (bsonTypeOf(operand) !== 'regex') throw badValue('$regex has to be a string');
  const parts = regexParts(operand);
  if (options === undefined || parts.options === '') {
    return { pattern: parts.pattern, options: options ?? parts.options };
  }
  const names = fieldNames(operators);
  const optionsFirst = names.indexOf('$options') < names.indexOf('$regex');
  if (optionsFirst && options === '') return parts;
  throw locationError(optionsFirst ? 51_074 : 51_075, 'options set in both $regex and $options');
}
