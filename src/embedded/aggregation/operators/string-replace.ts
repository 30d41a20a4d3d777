/** One string in the place of another. */
import { isNullish } from '../../../bson/bson-type.ts';
import { locationError, notImplemented } from '../../engine-error.ts';
import { parseNamed } from '../named-operands.ts';
import { type OperatorCompiler, type OperatorTable, typeName } from '../scope.ts';
import { checkedText, checkTextBytes } from './text-size.ts';

type Replace = (input: string, find: string, replacement: string) => string;

export const REPLACE_OPERATORS: OperatorTable = {
  $replaceOne: replacer(replaceFirst),
  $replaceAll: replacer(replaceEach),
};

const CODES = { notObject: 51_751, unknown: 51_750, missing: { input: 51_749, find: 51_748, replacement: 51_747 } };

function replacer(replace: Replace): OperatorCompiler {
  return (operand, { name, compile }) => {
    const spec = parseNamed(name, operand, {
      required: ['input', 'find', 'replacement'],
      optional: [],
      codes: CODES,
    });
    const [input, find, replacement] = [compile(spec.input), compile(spec.find), compile(spec.replacement)];
    return (scope) => {
      const values = [input(scope), find(scope), replacement(scope)];
      const text = textOrNull(values[0], 10_503_904, `${name} requires that 'input' be a string`);
      const found = textOrNull(values[1], 10_503_901, `${name} requires that 'find' be a string`);
      const other = textOrNull(values[2], 10_503_902, `${name} requires that 'replacement' be a string`);
      return text === null || found === null || other === null ? null : replace(text, found, other);
    };
  };
}

function textOrNull(value: unknown, code: number, requirement: string): string | null {
  if (isNullish(value)) return null;
  if (typeof value === 'string') return checkedText(value);
  throw locationError(code, `${requirement}, found: ${typeName(value)}`);
}

function replaceFirst(input: string, find: string, replacement: string): string {
  const at = input.indexOf(find);
  if (at === -1) return input;
  return checkedText(input.slice(0, at) + replacement + input.slice(at + find.length));
}

/** Nothing is found before each byte and at the end. */
function replaceEach(input: string, find: string, replacement: string): string {
  if (find === '' && replacement !== '' && Buffer.byteLength(input) !== input.length) {
    throw notImplemented('$replaceAll of the empty string between the bytes of characters that are not ASCII');
  }
  const count = find === '' ? input.length + 1 : countOf(input, find);
  const grown = Buffer.byteLength(replacement) - Buffer.byteLength(find);
  checkTextBytes(Buffer.byteLength(input) + count * grown);
  // A function, for a text would be read for `$` and what follows it.
  return input.replaceAll(find, () => replacement);
}

function countOf(text: string, find: string): number {
  let count = 0;
  for (let at = text.indexOf(find); at !== -1; at = text.indexOf(find, at + find.length)) count += 1;
  return count;
}
