/** Arrays as sets: order and repetition do not count. */
import { isNullish } from '../../../bson/bson-type.ts';
import { compareValues } from '../../../bson/compare.ts';
import { locationError } from '../../engine-error.ts';
import { constantValue, foldAll } from '../constant-folding.ts';
import { binary, type Gathering, oneByOne, unary } from '../operands.ts';
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
  $setUnion: oneByOne((name) => new Union(name), 'behind the others'),
  $setIntersection: oneByOne((name) => new Intersection(name), 'behind the others'),
  $setDifference: binary(difference),
  $setEquals: compileSetEquals,
  $setIsSubset: binary(isSubset),
  $allElementsTrue: quantifier(17_040, (elements) => elements.every(isTruthy)),
  $anyElementTrue: quantifier(17_041, (elements) => elements.some(isTruthy)),
};

/** Different values in ascending order; of equal ones the first. */
type SortedSet = readonly unknown[];

class Union implements Gathering {
  readonly #name: string;
  readonly #all: unknown[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  add(value: unknown): void {
    const elements = operandElements(this.#name, value, 17_043);
    checkElementCount(this.#name, this.#all.length + elements.length);
    for (const element of elements) this.#all.push(element);
  }

  result(): SortedSet {
    return sortedSet(this.#name, this.#all);
  }
}

class Intersection implements Gathering {
  readonly #name: string;
  #common: SortedSet | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  add(value: unknown): void {
    const elements = operandElements(this.#name, value, 17_047);
    if (this.#common?.length === 0) return;
    const set = sortedSet(this.#name, elements);
    this.#common = this.#common?.filter((element) => contains(set, element)) ?? set;
  }

  result(): SortedSet {
    return this.#common ?? [];
  }
}

/** What is left of the first, each value once, in its order. */
function difference(from: unknown, without: unknown, name: string): readonly unknown[] | null {
  if (isNullish(from) || isNullish(without)) return null;
  const elements = elementsOf(name, from, 'First', 17_048);
  const excluded = sortedSet(name, elementsOf(name, without, 'Second', 17_049));
  const kept = elements.filter((element) => !contains(excluded, element));
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
    const set = sortedSet(name, operandElements(name, value, 17_044));
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

function operandElements(name: string, value: unknown, code: number): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw locationError(code, `All operands of ${name} must be arrays. One argument is of type: ${typeName(value)}`);
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
