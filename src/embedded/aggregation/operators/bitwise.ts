/** Bitwise operators on ints and longs; one long makes a long. */
import { numberType, toWhole, wholeNumber } from '../../../bson/arithmetic.ts';
import { Int32 } from '../../../bson/bson.ts';
import { isNullish, isNumeric } from '../../../bson/bson-type.ts';
import { typeMismatch } from '../../engine-error.ts';
import { type OperatorCompiler, type OperatorTable, typeName } from '../scope.ts';
import { ofNumber } from './numeric.ts';

export const BITWISE_OPERATORS: OperatorTable = {
  $bitAnd: combined(-1n, (a, b) => a & b),
  $bitOr: combined(0n, (a, b) => a | b),
  $bitXor: combined(0n, (a, b) => a ^ b),
  $bitNot: ofNumber((value, name) => {
    const { type, whole } = operandOf(name, value);
    return wholeNumber(~whole, type);
  }),
};

/** Operands are taken one after the other, and nothing is looked at after the first null. */
function combined(identity: bigint, combine: (a: bigint, b: bigint) => bigint): OperatorCompiler {
  return (operand, { name, compile }) => {
    const specs: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
    const expressions = specs.map((spec) => compile(spec));
    return (scope) => {
      let result = identity;
      let type: 'int' | 'long' = 'int';
      for (const evaluate of expressions) {
        const value = evaluate(scope);
        if (isNullish(value)) return null;
        const next = operandOf(name, value);
        if (next.type === 'long') type = 'long';
        result = combine(result, next.whole);
      }
      return wholeNumber(result, type) ?? new Int32(0);
    };
  };
}

interface Bits {
  readonly type: 'int' | 'long';
  readonly whole: bigint;
}

function operandOf(name: string, value: unknown): Bits {
  const type = isNumeric(value) ? numberType(value) : undefined;
  if (type === 'int' || type === 'long') return { type, whole: toWhole(value) };
  throw typeMismatch(`${name} only supports int and long operands, not ${typeName(value)}`);
}
