/** Places of one string in another, by bytes of UTF-8 or by code points. */
import { isNullish } from '../../../bson/bson-type.ts';
import { locationError } from '../../engine-error.ts';
import { codePointCount, codePointOffset } from '../../pcre/code-points.ts';
import { checkCount } from '../operands.ts';
import { type Expression, type OperatorCompiler, type OperatorTable, type Scope, typeName } from '../scope.ts';
import { wholeInt } from '../whole-number.ts';
import { checkedText } from './text-size.ts';

type Find = (text: string, searched: string, start: number, end: number) => number;

export const SEARCH_OPERATORS: OperatorTable = {
  $indexOfBytes: search(findBytes, 40_091),
  $indexOfCP: search(findCodePoints, 40_093),
};

const OPERANDS_LEAST = 2;
const OPERANDS_MOST = 4;

/** A null text is answered before the other operands are looked at. */
function search(find: Find, textCode: number): OperatorCompiler {
  return (operand, { name, compile }) => {
    const specs: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
    checkCount(name, specs.length, OPERANDS_LEAST, OPERANDS_MOST);
    const [text, searched, start, end] = specs.map((spec) => compile(spec));
    return (scope) => {
      const value = text?.(scope);
      if (isNullish(value)) return null;
      const within = stringOperand(value, textCode, `${name} requires a string as the first argument`);
      const what = stringOperand(searched?.(scope), textCode + 1, `${name} requires a string as the second argument`);
      const from = place(start, scope, `${name} requires an integral starting index`);
      const to = place(end, scope, `${name} requires an integral ending index`);
      return find(within, what, from ?? 0, to ?? Number.POSITIVE_INFINITY);
    };
  };
}

function stringOperand(value: unknown, code: number, requirement: string): string {
  if (typeof value === 'string') return checkedText(value);
  throw locationError(code, `${requirement}, found: ${typeName(value)}`);
}

function place(operand: Expression | undefined, scope: Scope, requirement: string): number | undefined {
  if (operand === undefined) return undefined;
  const value = operand(scope);
  const number = wholeInt(value);
  if (number === undefined) throw locationError(40_096, `${requirement}, found a value of type: ${typeName(value)}`);
  if (number < 0) throw locationError(40_097, `${requirement} that is not negative, found: ${number}`);
  return number;
}

function findBytes(text: string, searched: string, start: number, end: number): number {
  const bytes = Buffer.from(text);
  const to = Math.min(end, bytes.length);
  if (start > to) return -1;
  if (searched === '') return start;
  return bytes.subarray(0, to).indexOf(searched, start);
}

/** The end is where a find may begin, not where it must have ended; and at the end not even nothing is found. */
function findCodePoints(text: string, searched: string, start: number, end: number): number {
  if (text === '' && searched === '') return start === 0 ? 0 : -1;
  const from = codePointOffset(text, start);
  const found = text.indexOf(searched, from);
  if (found === -1 || found >= text.length) return -1;
  const index = start + codePointCount(text, from, found);
  return index < end ? index : -1;
}
