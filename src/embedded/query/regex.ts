/** Regular expressions of a query: MongoDB's are PCRE, read here into JavaScript's where the meaning is the same. */
import { BSONRegExp } from '../../bson/bson.ts';
import { bsonTypeOf } from '../../bson/bson-type.ts';
import { regexParts, textOf, valuesEqual } from '../../bson/compare.ts';
import { badValue, locationError } from '../engine-error.ts';
import type { ValueTest } from './path-walk.ts';
import { translatePcre } from './pcre.ts';

export interface RegexSource {
  readonly pattern: string;
  readonly options: string;
}

export interface CompiledRegex {
  readonly source: RegexSource;
  readonly regex: RegExp;
}

const OPTIONS = /^[imsxu]*$/;
const INVALID_REGEX = 51_091;

export function compileRegex(source: RegexSource): CompiledRegex {
  const wrong = [...source.options].find((option) => !OPTIONS.test(option));
  if (wrong !== undefined) throw locationError(51_108, `invalid flag in regex options: ${wrong}`);
  const { pattern, flags } = translatePcre(source.pattern, source.options);
  try {
    return { source, regex: new RegExp(pattern, flags) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw locationError(INVALID_REGEX, `Regular expression is invalid: ${reason}`);
  }
}

/** A string that the expression is found in, or an equal regular expression. */
export function regexTest({ source, regex }: CompiledRegex): ValueTest {
  const itself = new BSONRegExp(source.pattern, [...source.options].filter((option) => option !== 'u').join(''));
  return (value) => {
    if (typeof value === 'string') return regex.test(value);
    const type = bsonTypeOf(value);
    return type === 'symbol' ? regex.test(textOf(value)) : type === 'regex' && valuesEqual(value, itself);
  };
}

/** `{$regex: operand, $options: options}`. */
export function parseRegexOperand(operand: unknown, options: unknown): RegexSource {
  if (options !== undefined && typeof options !== 'string') throw badValue('$options has to be a string');
  if (typeof operand === 'string') return { pattern: operand, options: options ?? '' };
  if (bsonTypeOf(operand) !== 'regex') throw badValue('$regex has to be a string');
  const parts = regexParts(operand);
  if (options !== undefined && parts.options !== '') {
    throw locationError(51_075, 'options set in both $regex and $options');
  }
  return { pattern: parts.pattern, options: options ?? parts.options };
}
