/** `$first` and its kind where documents do not come in the order of the input, but their places in it are known. */
import { compileExpression } from '../expression.ts';
import { MemoryShare } from '../memory.ts';
import type { Expression, ExpressionOptions } from '../scope.ts';
import type { CompiledAccumulator } from './accumulator.ts';
import type { End, KeyedOutput } from './keyed-output.ts';
import { parseSeveral } from './several.ts';
import { createTop, firstOf } from './top.ts';

/** The place of the document that is evaluated. */
export interface CurrentPlace {
  place: number;
}

const ENDS: ReadonlyMap<string, End> = new Map([
  ['$first', 'top'],
  ['$last', 'bottom'],
]);
const SEVERAL: ReadonlyMap<string, End> = new Map([
  ['$firstN', 'top'],
  ['$lastN', 'bottom'],
]);

/** Undefined for accumulators that do not ask for places. */
export function compilePlaced(
  name: string,
  operand: unknown,
  options: ExpressionOptions,
  current: CurrentPlace,
): CompiledAccumulator | undefined {
  const end = ENDS.get(name);
  if (end !== undefined) {
    return {
      evaluate: withPlace(compileExpression(operand, options), current),
      create: (memory) => firstOf(createTop(end, new MemoryShare(name, memory), 1)),
    };
  }
  const severalEnd = SEVERAL.get(name);
  if (severalEnd === undefined) return undefined;
  const { input, howMany } = parseSeveral(name, operand, options);
  return {
    evaluate: withPlace(input, current),
    create: (memory, group) => createTop(severalEnd, new MemoryShare(name, memory), howMany(group)),
  };
}

/** Digits of the greatest whole number that a double counts exactly. */
const PLACE_DIGITS = 16;

function withPlace(evaluate: Expression, current: CurrentPlace): Expression {
  return (scope): KeyedOutput => ({
    key: String(current.place).padStart(PLACE_DIGITS, '0'),
    output: evaluate(scope) ?? null,
  });
}
