/** Regular expressions in expressions. */

import { type Document, Int32 } from '../../../bson/bson.ts';
import { bsonTypeOf, isNullish } from '../../../bson/bson-type.ts';
import { regexParts } from '../../../bson/compare.ts';
import { hasField } from '../../../bson/fields.ts';
import { locationError } from '../../engine-error.ts';
import { codePointCount } from '../../pcre/code-points.ts';
import type { Match, PcreRegex } from '../../pcre/regex.ts';
import { buildRegex, checkRegexOptions, type RegexSource, withinMatchLimit } from '../../query/regex.ts';
import { constantValue, foldAll } from '../constant-folding.ts';
import { parseNamed } from '../named-operands.ts';
import { constant, type Expression, type OperatorCompiler, type OperatorTable } from '../scope.ts';
import { checkedText } from './text-size.ts';

export const REGEX_OPERATORS: OperatorTable = {
  $regexMatch: regexOperator(false, (regex, text) => regex.test(text)),
  $regexFind: regexOperator(null, findFirst),
  $regexFindAll: regexOperator([], findAll),
};

/** What the results of `$regexFindAll` may weigh, by an estimate of what the server holds for one. */
const RESULT_BYTES_MAX = 64 * 1024 * 1024;
const RESULT_BYTES = 300;
const CAPTURE_BYTES = 16;
const CODES = { notObject: 51_103, unknown: 31_024, missing: { input: 31_022, regex: 31_023 } };

/** An operator that answers `absent` when there is no text or no expression. */
function regexOperator(
  absent: unknown,
  apply: (regex: PcreRegex, text: string, name: string) => unknown,
): OperatorCompiler {
  return (operand, { name, compile }) => {
    const spec = parseNamed(name, operand, { required: ['input', 'regex'], optional: ['options'], codes: CODES });
    const input = compile(spec.input);
    const regex = compile(spec.regex);
    const options = hasField(spec, 'options') ? compile(spec.options) : constant(null);
    const prepare = regexCache(name);
    const evaluate: Expression = (scope) => {
      const text = input(scope);
      const prepared = prepare(regex(scope), options(scope));
      if (!isNullish(text) && typeof text !== 'string') {
        throw locationError(51_104, `${name} needs 'input' to be of type string`);
      }
      if (prepared === undefined || isNullish(text)) return absent;
      return withinMatchLimit(name, () => apply(prepared, checkedText(text), name));
    };
    if (input.constant || !regex.constant || !options.constant) return evaluate;
    const fold = () => {
      foldAll([input, regex, options]);
      prepare(constantValue(regex), constantValue(options));
    };
    return Object.assign(evaluate, { fold });
  };
}

/** Reads the operands into an expression, and remembers the last one; undefined when there is none. */
function regexCache(name: string): (regex: unknown, options: unknown) => PcreRegex | undefined {
  let last: { readonly source: RegexSource; readonly regex: PcreRegex } | undefined;
  return (regex, options) => {
    const source = readSource(name, regex, options);
    if (source === undefined) return undefined;
    if (last?.source.pattern !== source.pattern || last.source.options !== source.options) {
      checkRegexOptions(source.options, name);
      last = { source, regex: buildRegex(source, 51_111, `Invalid Regex in ${name}`) };
    }
    return last.regex;
  };
}

function readSource(name: string, regex: unknown, options: unknown): RegexSource | undefined {
  const isRegex = bsonTypeOf(regex) === 'regex';
  if (!isRegex && typeof regex !== 'string' && !isNullish(regex)) {
    throw locationError(51_105, `${name} needs 'regex' to be of type string or regex`);
  }
  if (typeof options !== 'string' && !isNullish(options)) {
    throw locationError(51_106, `${name} needs 'options' to be of type string`);
  }
  const parts = isRegex ? regexParts(regex) : { pattern: typeof regex === 'string' ? regex : undefined, options: '' };
  if (typeof options === 'string' && parts.options !== '') {
    throw locationError(51_107, `${name}: found regex option(s) specified in both 'regex' and 'option' fields`);
  }
  const letters = typeof options === 'string' ? options : parts.options;
  if (parts.pattern?.includes('\0')) {
    throw locationError(51_109, `${name}: regular expression cannot contain an embedded null byte`);
  }
  if (letters.includes('\0')) {
    throw locationError(51_110, `${name}: regular expression options cannot contain an embedded null byte`);
  }
  return parts.pattern === undefined ? undefined : { pattern: parts.pattern, options: letters };
}

function findFirst(regex: PcreRegex, text: string): Document | null {
  const match = regex.find(text, 0);
  return match === undefined ? null : matchDocument(match, text, codePointCount(text, 0, match.start));
}

/** One after the other; after an empty match the search goes on at the next character, and none is looked for at the end. */
function findAll(regex: PcreRegex, text: string, name: string): readonly Document[] {
  const found: Document[] = [];
  let bytes = 0;
  let counted = 0;
  let index = 0;
  let at = 0;
  do {
    const match = regex.find(text, at);
    if (match === undefined) break;
    index += codePointCount(text, counted, match.start);
    counted = match.start;
    bytes += RESULT_BYTES + (match.end - match.start) + match.captures.length * CAPTURE_BYTES;
    if (bytes > RESULT_BYTES_MAX) {
      throw locationError(51_151, `${name}: the size of buffer to store output exceeded the 64MB limit`);
    }
    found.push(matchDocument(match, text, index));
    at = match.end;
    if (match.start === match.end) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  } while (at < text.length);
  return found;
}

function matchDocument({ start, end, captures }: Match, text: string, index: number): Document {
  return {
    match: text.slice(start, end),
    idx: new Int32(index),
    captures: captures.map((capture) => capture ?? null),
  };
}
