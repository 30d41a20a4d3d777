/** Arrays as sets: order and repetition do not count. */
import { isNullish } from '../../../bson/bson-type.ts';
import { compareValues } from '../../../bson/compare.ts';
import { locationError } from '../../engine-error.ts';
import { constantValue, foldAll } from '../constant-folding.ts';
import { binary, operands, unary } from '../operands.ts';
import {
  type Expression,
  isTruthy,
  type OperatorCompiler,
  type OperatorContext,
  type OperatorTable,
  type Scope,
  typeName,
} from '../scope.ts';
import { checkElementCount, checkValueSize } from '../value-size.ts';

export const SET_OPERATORS: OperatorTable = {
  $setUnion: operands(0, Number.POSITIVE_INFINITY, union),
  $setIntersection: operands(0, Number.POSITIVE_INFINITY, intersection),
  $setDifference: binary(difference),
  $setEquals: compileSetEquals,
  $setIsSubset: binary(isSubset),
  $allElementsTrue: quantifier(17_040, (elements) => elements.every(isTruthy)),
  $anyElementTrue: quantifier(17_041, (elements) => elements.some(isTruthy)),
};

/** Different values in ascending order; of equal ones the first. */
type SortedSet = readonly unknown[];

function union(values: readonly unknown[], name: string): SortedSet | null {
  const all: unknown[] = [];
  for (const value of values) {
    if (isNullish(value)) return null;
    if (!Array.isArray(value))
      throw locationError(
        17_043,
        `All operands of ${name} must be arrays. One argument is of type: ${typeName(value)}`,
      );
    checkElementCount(name, all.length + value.length);
    for (const element of value) all.push(element);
  }
  return sortedSet(name, all);
}

function intersection(values: readonly unknown[], name: string): SortedSet | null {
  let common: SortedSet | undefined;
  for (const value of values) {
    if (isNullish(value)) return null;
    if (!Array.isArray(value))
      throw locationError(
        17_047,
        `All operands of ${name} must be arrays. One argument is of type: ${typeName(value)}`,
      );
    if (common === undefined) common = sortedSet(name, value);
    else if (common.length > 0) {
      const other = sortedSet(name, value);
      common = common.filter((element) => contains(other, element));
    }
  }
  return common ?? [];
}

/** What is left of the first, each value once, in its order. */
function difference(from: unknown, without: unknown, name: string): readonly unknown[] | null {
  if (isNullish(from) || isNullish(without)) return null;
  const excluded = sortedSet(name, elementsOf(name, without, 'Second', 17_049));
  const kept = elementsOf(name, from, 'First', 17_048).filter((element) => !contains(excluded, element));
  return withoutRepetition(name, kept);
}

/** The first occurrence of each value in the array's order. */
function withoutRepetition(name: string, array: readonly unknown[]): readonly unknown[] {
  checkValueSize(name, array);
  const places = array.map((_, index) => index).sort((a, b) => compareValues(array[a], array[b]) || a - b);
  const first = places.filter(
    (place, rank) => rank === 0 || compareValues(array[places[rank - 1] ?? 0], array[place]) !== 0,
  );
  return first.sort((a, b) => a - b).map((place) => array[place]);
}

/** What is no array among constants is another error than among values. */
function compileSetEquals(operand: unknown, { name, compile }: OperatorContext): Expression {
  const specs: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (specs.length < 2) throw locationError(17_045, `$setEquals needs at least two arguments had: ${specs.length}`);
  const sets = specs.map((spec) => compile(spec));
  const evaluate = (scope: Scope) =>
    equals(
      sets.map((set) => set(scope)),
      name,
    );
  const fold = () => {
    foldAll(sets);
    const wrong = sets.find((set) => set.constant && !Array.isArray(constantValue(set)));
    if (wrong === undefined) return;
    throw locationError(
      5_887_502,
      `${name} requires arrays, one argument is of type: ${typeName(constantValue(wrong))}`,
    );
  };
  return Object.assign(evaluate, { fold });
}

function equals(values: readonly unknown[], name: string): boolean {
  let first: SortedSet | undefined;
  let same = true;
  for (const value of values) {
    if (!Array.isArray(value))
      throw locationError(
        17_044,
        `All operands of ${name} must be arrays. One argument is of type: ${typeName(value)}`,
      );
    const set = sortedSet(name, value);
    if (first === undefined) first = set;
    else same &&= compareValues(first, set) === 0;
  }
  return same;
}

function isSubset(part: unknown, whole: unknown, name: string): boolean {
  const elements = elementsOf(name, part, 'First', 17_046);
  const set = sortedSet(name, elementsOf(name, whole, 'Second', 17_042));
  checkValueSize(name, elements);
  return elements.every((element) => contains(set, element));
}

function quantifier(code: number, test: (elements: readonly unknown[]) => boolean): OperatorCompiler {
  return unary((value, name) => {
    if (Array.isArray(value)) return test(value);
    throw locationError(code, `${name}'s argument must be an array, but is ${typeName(value)}`);
  });
}

function elementsOf(name: string, value: unknown, role: string, code: number): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw locationError(code, `${role} argument of ${name} must be an array, found: ${typeName(value)}`);
}

function sortedSet(name: string, array: readonly unknown[]): SortedSet {
  checkValueSize(name, array);
  const sorted = array.toSorted(compareValues);
  return sorted.filter((element, index) => index === 0 || compareValues(sorted[index - 1], element) !== 0);
}

function contains(set: SortedSet, value: unknown): boolean {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareValues(set[middle], value) < 0) low = middle + 1;
    else high = middle;
  }
  return low < set.length && compareValues(set[low], value) === 0;
}
