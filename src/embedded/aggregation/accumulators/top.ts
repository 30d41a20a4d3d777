/** `$top`, `$topN`, `$bottom` and `$bottomN`: outputs of the first or last documents in an order of their own. */
import { asDocument } from '../../../bson/bson-type.ts';
import { locationError } from '../../engine-error.ts';
import { compileKeyedSort } from '../../query/sort.ts';
import { compileExpression } from '../expression.ts';
import { MemoryShare } from '../memory.ts';
import { parseNamed } from '../named-operands.ts';
import { type Expression, type ExpressionOptions, typeName } from '../scope.ts';
import type { Accumulator, AccumulatorCompiler } from './accumulator.ts';
import { mergeEach } from './extremes.ts';
import { FirstInOrder } from './first-in-order.ts';
import { compileHowMany } from './how-many.ts';
import { compareTexts, type End, isKeyedOutput, type KeyedOutput } from './keyed-output.ts';
import { slidingTop } from './sliding-order.ts';

export const compileTop: AccumulatorCompiler = one('top');
export const compileBottom: AccumulatorCompiler = one('bottom');
export const compileTopN: AccumulatorCompiler = several('top');
export const compileBottomN: AccumulatorCompiler = several('bottom');

const CODES = {
  notObject: 5_788_001,
  unknown: 5_788_002,
  missing: { n: 5_788_003, output: 5_788_004, sortBy: 5_788_005 },
} as const;

function one(end: End): AccumulatorCompiler {
  return (operand, options, name) => {
    const spec = parseNamed(name, operand, { required: ['output', 'sortBy'], optional: [], codes: CODES });
    return {
      evaluate: compileKeyedOutput(spec.sortBy, spec.output, options),
      create: (memory) => firstOf(createTop(end, new MemoryShare(name, memory), 1)),
      slide: (memory) => firstOf(slidingTop(memory, name, end, 1)),
    };
  };
}

function several(end: End): AccumulatorCompiler {
  return (operand, options, name) => {
    const spec = parseNamed(name, operand, { required: ['n', 'output', 'sortBy'], optional: [], codes: CODES });
    const howMany = compileHowMany(name, spec.n, options);
    return {
      evaluate: compileKeyedOutput(spec.sortBy, spec.output, options),
      create: (memory, group) => createTop(end, new MemoryShare(name, memory), howMany(group)),
      slide: (memory) => slidingTop(memory, name, end, howMany({})),
    };
  };
}

function compileKeyedOutput(sortBy: unknown, output: unknown, options: ExpressionOptions): Expression {
  const sort = asDocument(sortBy);
  if (sort === undefined)
    throw locationError(10_065, `invalid parameter: expected an object (sortBy), not ${typeName(sortBy)}`);
  const { key } = compileKeyedSort(sort);
  const evaluate = compileExpression(output, options);
  return (scope): KeyedOutput => ({ key: key(scope.root), output: evaluate(scope) ?? null });
}

interface Entry extends KeyedOutput {
  readonly position: number;
}

/** Of documents of equal keys, those that came first are kept. */
export function createTop(end: End, share: MemoryShare, n: number): Accumulator {
  const ascending = (a: Entry, b: Entry) => compareTexts(a.key, b.key) || a.position - b.position;
  const descending = (a: Entry, b: Entry) => compareTexts(b.key, a.key) || a.position - b.position;
  const entries = new FirstInOrder<Entry>(end === 'top' ? ascending : descending, n, ({ output }) => output, share);
  let position = 0;
  const keep = ({ key, output }: KeyedOutput) => {
    position += 1;
    entries.add({ key, output, position });
  };
  const sorted = () => entries.toArray().toSorted(ascending);
  return {
    add: (value) => {
      if (isKeyedOutput(value)) keep(value);
    },
    result: () => sorted().map(({ output }) => output),
    partial: () => sorted().map(({ key, output }) => [key, output]),
    merge: (partial) =>
      mergeEach(partial, (pair) => {
        if (Array.isArray(pair) && typeof pair[0] === 'string') keep({ key: pair[0], output: pair[1] });
      }),
  };
}

export function firstOf<T extends { result(): unknown }>(accumulator: T): T {
  return {
    ...accumulator,
    result: () => {
      const outputs = accumulator.result();
      return (Array.isArray(outputs) ? outputs[0] : undefined) ?? null;
    },
  };
}
