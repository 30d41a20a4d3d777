/** `$addToSet`, `$pull`, `$pullAll` and `$pop`. */
import { asDocument, bsonTypeOf } from '../../../bson/bson-type.ts';
import { valuesEqual } from '../../../bson/compare.ts';
import { fieldNames } from '../../../bson/fields.ts';
import { keyText } from '../../../bson/key-encoding.ts';
import { badValue, failedToParse, typeMismatch } from '../../engine-error.ts';
import { compileFilter } from '../../query/filter.ts';
import { wholeLong } from '../../query/long-value.ts';
import { operatorsOf } from '../../query/operator-document.ts';
import { memberTest } from '../member-test.ts';
import { creating, type Modifier, onlyExisting } from '../modifier.ts';

export function compileAddToSet(operand: unknown): Modifier {
  const values = valuesToAdd(operand);
  return creating((current, { path }) => {
    if (current !== undefined && !Array.isArray(current)) {
      throw badValue(
        `Cannot apply $addToSet to non-array field. Field named '${path}' has non-array type ${bsonTypeOf(current)}`,
      );
    }
    return [...(current ?? []), ...missingFrom(current ?? [], values)];
  });
}

/** Each once, whatever its type: 1 and 1.0 are one value. */
function missingFrom(array: readonly unknown[], values: readonly unknown[]): readonly unknown[] {
  const [only] = values;
  if (values.length === 1) return array.some((element) => valuesEqual(element, only)) ? [] : values;
  const isThere = memberTest(array);
  const added = new Map<string, unknown>();
  for (const value of values) {
    const key = keyText(value);
    if (!added.has(key) && !isThere(value)) added.set(key, value);
  }
  return [...added.values()];
}

/** Takes away the elements that equal a value or match a condition. */
export function compilePull(operand: unknown): Modifier {
  const matches = pullTest(operand);
  return onlyExisting((current) => without('$pull', current, matches));
}

export function compilePullAll(operand: unknown): Modifier {
  if (!Array.isArray(operand))
    throw badValue(`$pullAll requires an array argument but was given a ${bsonTypeOf(operand)}`);
  const isMember = memberTest(operand);
  return onlyExisting((current) => without('$pull', current, isMember));
}

export function compilePop(operand: unknown): Modifier {
  const end = wholeLong(operand);
  if (end !== 1n && end !== -1n) throw failedToParse('$pop expects 1 or -1');
  return onlyExisting((current, { path }) => {
    if (!Array.isArray(current))
      throw typeMismatch(`Path '${path}' contains an element of non-array type '${bsonTypeOf(current)}'`);
    return end === 1n ? current.slice(0, -1) : current.slice(1);
  });
}

function valuesToAdd(operand: unknown): readonly unknown[] {
  const spec = asDocument(operand);
  const [first, other] = fieldNames(spec ?? {});
  if (first !== '$each') return [operand];
  if (other !== undefined) throw badValue(`Found unexpected fields after $each in $addToSet: ${other}`);
  if (!Array.isArray(spec?.$each))
    throw typeMismatch(
      `The argument to $each in $addToSet must be an array but it was of type ${bsonTypeOf(spec?.$each)}`,
    );
  return spec.$each;
}

function pullTest(operand: unknown): (element: unknown) => boolean {
  const document = asDocument(operand);
  if (isElementCondition(operand)) {
    const { matches } = compileFilter({ element: operand });
    return (element) => matches({ element });
  }
  if (document === undefined) return (element) => valuesEqual(element, operand);
  const { matches } = compileFilter(document);
  return (element) => {
    const fields = asDocument(element);
    return fields !== undefined && matches(fields);
  };
}

/** `$and`, `$or` and `$nor` are about the element's fields, other operators about the element. */
function isElementCondition(operand: unknown): boolean {
  if (bsonTypeOf(operand) === 'regex') return true;
  const [first] = fieldNames(operatorsOf(operand) ?? {});
  return first !== undefined && !['$and', '$or', '$nor', '$expr'].includes(first);
}

function without(name: string, current: unknown, matches: (element: unknown) => boolean): unknown {
  if (!Array.isArray(current)) throw badValue(`Cannot apply ${name} to a non-array value`);
  const kept = current.filter((element) => !matches(element));
  return kept.length === current.length ? current : kept;
}
