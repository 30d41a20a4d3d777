/** `$inc`, `$mul`, `$min`, `$max`. */
import { addNumbers, multiplyNumbers, type NumberValue, numberType } from '../../../bson/arithmetic.ts';
import { Decimal128, Double, Int32, Long } from '../../../bson/bson.ts';
import { bsonTypeOf, isNumeric } from '../../../bson/bson-type.ts';
import { compareValues } from '../../../bson/compare.ts';
import { compareNumbers } from '../../../bson/compare-numbers.ts';
import { badValue, typeMismatch } from '../../engine-error.ts';
import { describe, describeElement } from '../describe.ts';
import { creating, type Modifier } from '../modifier.ts';

/** A missing field takes the operand as it is, with the sign of its zero and the digits of its decimal. */
export function compileInc(operand: unknown, path: string): Modifier {
  return arithmetic({ name: '$inc', verb: 'increment', combine: addNumbers, ofMissing: () => operand }, operand, path);
}

/** A missing field counts as a zero of the operand's type. */
export function compileMul(operand: unknown, path: string): Modifier {
  const ofMissing = () => multiplyNumbers(zeroOf(operand), operand);
  return arithmetic({ name: '$mul', verb: 'multiply', combine: multiplyNumbers, ofMissing }, operand, path);
}

export function compileMin(operand: unknown): Modifier {
  return creating((current) => (current === undefined || compareValues(operand, current) < 0 ? operand : current));
}

export function compileMax(operand: unknown): Modifier {
  return creating((current) => (current === undefined || compareValues(operand, current) > 0 ? operand : current));
}

interface Arithmetic {
  readonly name: string;
  readonly verb: string;
  readonly combine: (a: unknown, b: unknown) => NumberValue | undefined;
  readonly ofMissing: () => unknown;
}

function arithmetic({ name, verb, combine, ofMissing }: Arithmetic, operand: unknown, path: string): Modifier {
  if (!isNumeric(operand)) {
    throw typeMismatch(`Cannot ${verb} with non-numeric argument: ${describeElement(path, operand)}`);
  }
  return creating((current, place) => {
    if (current === undefined) return ofMissing();
    if (!isNumeric(current)) {
      throw typeMismatch(
        `Cannot apply ${name} to a value of non-numeric type. {_id: ${describe(place.document._id)}} has the field '${place.path.split('.').at(-1)}' of non-numeric type ${bsonTypeOf(current)}`,
      );
    }
    const result = combine(current, operand);
    // Beyond a long there is no whole number to store.
    // An equal result of the same type changes nothing, not even the sign of a zero.
    if (result !== undefined) return isSameNumber(current, result) ? current : result;
    throw badValue(
      `Failed to apply ${name} operations to current value (${describe(current)}) for document {_id: ${describe(place.document._id)}}`,
    );
  });
}

function isSameNumber(a: unknown, b: unknown): boolean {
  return bsonTypeOf(a) === bsonTypeOf(b) && compareNumbers(a, b) === 0;
}

function zeroOf(operand: unknown): NumberValue {
  switch (numberType(operand)) {
    case 'int':
      return new Int32(0);
    case 'long':
      return Long.fromNumber(0);
    case 'double':
      return new Double(0);
    case 'decimal':
      return Decimal128.fromString('0');
  }
}
