/** `$bit: {and | or | xor: whole number}`, several in the order written. */
import { numberType, toWhole, wholeNumber } from '../../../bson/arithmetic.ts';
import { asDocument, bsonTypeOf } from '../../../bson/bson-type.ts';
import { fieldEntries } from '../../../bson/fields.ts';
import { badValue } from '../../engine-error.ts';
import { describe } from '../describe.ts';
import { creating, type Modifier } from '../modifier.ts';

const OPERATIONS: ReadonlyMap<string, (a: bigint, b: bigint) => bigint> = new Map([
  ['and', (a: bigint, b: bigint) => a & b],
  ['or', (a: bigint, b: bigint) => a | b],
  ['xor', (a: bigint, b: bigint) => a ^ b],
]);

export function compileBit(operand: unknown, path: string): Modifier {
  const steps = parseSteps(operand, path);
  return creating((current, place) => {
    if (current !== undefined && !isWhole(current)) {
      throw badValue(
        `Cannot apply $bit to a value of non-integral type._id: ${describe(place.document._id)} has the field ${place.path.split('.').at(-1)} of non-integer type ${bsonTypeOf(current)}`,
      );
    }
    let value: unknown = current ?? 0;
    for (const { apply, mask } of steps) {
      const isLong = numberType(value) === 'long' || numberType(mask) === 'long';
      value = wholeNumber(apply(toWhole(value), toWhole(mask)), isLong ? 'long' : 'int');
    }
    return value;
  });
}

interface Step {
  readonly apply: (a: bigint, b: bigint) => bigint;
  readonly mask: unknown;
}

function parseSteps(operand: unknown, path: string): readonly Step[] {
  const document = asDocument(operand);
  if (document === undefined) {
    throw badValue(
      `The $bit modifier is not compatible with a ${bsonTypeOf(operand)}. You must pass in an embedded document: {$bit: {field: {and/or/xor: #}}`,
    );
  }
  const steps = fieldEntries(document).map(([name, mask]) => {
    const apply = OPERATIONS.get(name);
    if (apply === undefined) throw badValue(`The $bit modifier only supports 'and', 'or', and 'xor', not '${name}'`);
    if (!isWhole(mask))
      throw badValue(
        `The $bit modifier field must be an Integer(32/64 bit); a '${bsonTypeOf(mask)}' is not supported here: ${path}`,
      );
    return { apply, mask };
  });
  if (steps.length === 0)
    throw badValue(`You must pass in at least one bitwise operation. The format is: {$bit: {field: {and/or/xor: #}}`);
  return steps;
}

function isWhole(value: unknown): boolean {
  const type = bsonTypeOf(value);
  return type === 'int' || type === 'long';
}
