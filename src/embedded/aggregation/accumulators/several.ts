/** `$firstN`, `$lastN`, `$minN` and `$maxN`: a document of `input` and `n`. */
import { compileExpression } from '../expression.ts';
import { type Memory, MemoryShare } from '../memory.ts';
import { parseNamed } from '../named-operands.ts';
import type { Expression, ExpressionOptions } from '../scope.ts';
import type { Accumulator, AccumulatorCompiler, CompiledAccumulator } from './accumulator.ts';
import { createFirstN, createLastN } from './ends.ts';
import { createMaxN, createMinN } from './extremes.ts';
import { compileHowMany, type HowMany } from './how-many.ts';
import type { SlidingAccumulator } from './sliding.ts';
import { slidingFirstN, slidingLastN } from './sliding-lists.ts';
import { slidingMaxN, slidingMinN } from './sliding-order.ts';

export const compileFirstN: AccumulatorCompiler = several(createFirstN, slidingFirstN);
export const compileLastN: AccumulatorCompiler = several(createLastN, slidingLastN);
export const compileMinN: AccumulatorCompiler = several(createMinN, slidingMinN);
export const compileMaxN: AccumulatorCompiler = several(createMaxN, slidingMaxN);

const OPERANDS = {
  required: ['n', 'input'],
  optional: [],
  codes: { notObject: 5_787_900, unknown: 5_787_901, missing: { n: 5_787_906, input: 5_787_907 } },
} as const;

function several(
  create: (share: MemoryShare, n: number) => Accumulator,
  slide: (memory: Memory, name: string, n: number) => SlidingAccumulator,
): AccumulatorCompiler {
  return (operand: unknown, options: ExpressionOptions, name: string): CompiledAccumulator => {
    const { input, howMany } = parseSeveral(name, operand, options);
    return {
      evaluate: input,
      create: (memory, group) => create(new MemoryShare(name, memory), howMany(group)),
      slide: (memory) => slide(memory, name, howMany({})),
    };
  };
}

export function parseSeveral(
  name: string,
  operand: unknown,
  options: ExpressionOptions,
): { readonly input: Expression; readonly howMany: HowMany } {
  const spec = parseNamed(name, operand, OPERANDS);
  const howMany = compileHowMany(name, spec.n, options);
  return { input: compileExpression(spec.input, options), howMany };
}
