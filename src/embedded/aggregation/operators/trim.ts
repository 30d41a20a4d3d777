/** Strings without what is at their ends. */
import { isNullish } from '../../../bson/bson-type.ts';
import { hasField } from '../../../bson/fields.ts';
import { locationError } from '../../engine-error.ts';
import { previousPosition } from '../../pcre/machine.ts';
import { parseNamed } from '../named-operands.ts';
import { type OperatorCompiler, type OperatorTable, typeName } from '../scope.ts';
import { checkedText } from './text-size.ts';

export const TRIM_OPERATORS: OperatorTable = {
  $trim: trimmer({ start: true, end: true }),
  $ltrim: trimmer({ start: true, end: false }),
  $rtrim: trimmer({ start: false, end: true }),
};

interface TrimmedEnds {
  readonly start: boolean;
  readonly end: boolean;
}

const CODES = { notObject: 50_696, unknown: 50_694, missing: { input: 50_695 } };
/** What is trimmed when no characters are given: the null character and white space. */
const DEFAULT_TRIMMED: ReadonlySet<string> = new Set(
  '\0 \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a',
);

function trimmer(ends: TrimmedEnds): OperatorCompiler {
  return (operand, { name, compile }) => {
    const spec = parseNamed(name, operand, { required: ['input'], optional: ['chars'], codes: CODES });
    const input = compile(spec.input);
    const chars = hasField(spec, 'chars') ? compile(spec.chars) : undefined;
    return (scope) => {
      const text = input(scope);
      if (isNullish(text)) return null;
      if (typeof text !== 'string') {
        throw locationError(50_699, `${name} requires its input to be a string, got ${typeName(text)} instead.`);
      }
      if (chars === undefined) return trim(checkedText(text), DEFAULT_TRIMMED, ends);
      const trimmed = chars(scope);
      if (isNullish(trimmed)) return null;
      if (typeof trimmed !== 'string') {
        throw locationError(50_700, `${name} requires 'chars' to be a string, got ${typeName(trimmed)} instead.`);
      }
      return trim(checkedText(text), new Set(checkedText(trimmed)), ends);
    };
  };
}

function trim(text: string, trimmed: ReadonlySet<string>, ends: TrimmedEnds): string {
  let start = 0;
  let end = text.length;
  while (ends.start && start < end) {
    const next = String.fromCodePoint(text.codePointAt(start) ?? 0);
    if (!trimmed.has(next)) break;
    start += next.length;
  }
  while (ends.end && end > start) {
    const before = previousPosition(text, end);
    if (!trimmed.has(text.slice(before, end))) break;
    end = before;
  }
  return text.slice(start, end);
}
