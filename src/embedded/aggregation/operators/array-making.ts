/** Operators that make arrays: of numbers, or of the elements of others. */
import { isNullish, isNumeric } from '../../../bson/bson-type.ts';
import { hasField } from '../../../bson/fields.ts';
import { locationError } from '../../engine-error.ts';
import { parseNamed } from '../named-operands.ts';
import { type Gathering, oneByOne, operands } from '../operands.ts';
import { type Expression, notConstant, type OperatorContext, type OperatorTable, typeName } from '../scope.ts';
import { checkElementCount } from '../value-size.ts';
import { wholeInt } from '../whole-number.ts';

export const ARRAY_MAKING_OPERATORS: OperatorTable = {
  $concatArrays: oneByOne((name) => new JoinedArrays(name), 'neighbours'),
  $range: operands(2, 3, range),
  $zip: compileZip,
};

class JoinedArrays implements Gathering {
  readonly #name: string;
  readonly #arrays: (readonly unknown[])[] = [];
  #length = 0;

  constructor(name: string) {
    this.#name = name;
  }

  add(value: unknown): void {
    if (!Array.isArray(value))
      throw locationError(28_664, `$concatArrays only supports arrays, not ${typeName(value)}`);
    this.#arrays.push(value);
    this.#length += value.length;
    checkElementCount(this.#name, this.#length);
  }

  /** Element by element, for `flat` takes ten times as long. */
  result(): readonly unknown[] {
    const joined = new Array<unknown>(this.#length);
    let at = 0;
    for (const array of this.#arrays) {
      for (let index = 0; index < array.length; index += 1) {
        joined[at] = array[index];
        at += 1;
      }
    }
    return joined;
  }
}

/** From the start to before the end; nothing when the step leads away from it. */
function range([first, last, by]: readonly unknown[], name: string): number[] {
  const start = rangeNumber('starting', first, 34_443, 34_444);
  const end = rangeNumber('ending', last, 34_445, 34_446);
  const step = by === undefined ? 1 : rangeNumber('step', by, 34_447, 34_448);
  if (step === 0) throw locationError(34_449, '$range requires a non-zero step value');
  const length = Math.max(0, Math.ceil((end - start) / step));
  checkElementCount(name, length);
  const numbers: number[] = [];
  for (let index = 0; index < length; index += 1) numbers.push(start + index * step);
  return numbers;
}

function rangeNumber(role: string, value: unknown, typeCode: number, rangeCode: number): number {
  if (!isNumeric(value))
    throw locationError(typeCode, `$range requires a numeric ${role} value, found value of type: ${typeName(value)}`);
  const number = wholeInt(value);
  if (number !== undefined) return number;
  throw locationError(
    rangeCode,
    `$range requires a ${role} value that can be represented as a 32-bit integer, found value: ${String(value)}`,
  );
}

function compileZip(operand: unknown, { name, compile }: OperatorContext): Expression {
  const spec = parseNamed(name, operand, {
    required: ['inputs'],
    optional: ['useLongestLength', 'defaults'],
    codes: { notObject: 34_460, unknown: 34_464, missing: { inputs: 34_465 } },
  });
  const inputs = listed(spec.inputs, 'inputs', 34_461).map((input) => compile(input));
  if (inputs.length === 0) throw locationError(34_465, '$zip requires at least one input array');
  const longest = hasField(spec, 'useLongestLength') ? spec.useLongestLength : false;
  if (typeof longest !== 'boolean')
    throw locationError(34_463, `useLongestLength must be a bool, found ${typeName(longest)}`);
  const defaults = hasField(spec, 'defaults')
    ? listed(spec.defaults, 'defaults', 34_462).map((each) => compile(each))
    : [];
  if (defaults.length > 0 && !longest) {
    throw locationError(34_466, 'cannot specify defaults unless useLongestLength is true');
  }
  if (defaults.length > 0 && defaults.length !== inputs.length) {
    throw locationError(34_467, 'defaults and inputs must have the same length');
  }
  return notConstant((scope) => {
    const arrays = zipInputs(inputs.map((evaluate) => evaluate(scope)));
    if (arrays === null) return null;
    const fillers = defaults.map((evaluate) => evaluate(scope) ?? null);
    return zip(name, arrays, longest, fillers);
  });
}

function listed(value: unknown, role: string, code: number): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw locationError(code, `${role} must be an array of expressions, found ${typeName(value)}`);
}

function zipInputs(values: readonly unknown[]): (readonly unknown[])[] | null {
  const arrays: (readonly unknown[])[] = [];
  for (const value of values) {
    if (isNullish(value)) return null;
    if (!Array.isArray(value))
      throw locationError(34_468, `$zip found a non-array expression in input: ${typeName(value)}`);
    arrays.push(value);
  }
  return arrays;
}

function zip(
  name: string,
  arrays: readonly (readonly unknown[])[],
  longest: boolean,
  fillers: readonly unknown[],
): unknown[][] {
  const length = arrays.reduce(
    (chosen, array) => (longest ? Math.max(chosen, array.length) : Math.min(chosen, array.length)),
    longest ? 0 : Number.POSITIVE_INFINITY,
  );
  checkElementCount(name, length * (arrays.length + 1));
  return Array.from({ length }, (_, row) =>
    arrays.map((array, column) => (row < array.length ? array[row] : (fillers[column] ?? null))),
  );
}
