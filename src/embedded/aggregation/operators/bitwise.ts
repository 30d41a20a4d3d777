/** Bitwise operators on ints and longs; one long makes a long. */
import { numberType, toWhole, wholeNumber } from '../../../bson/arithmetic.ts';
import { Int32 } from '../../../bson/bson.ts';
import { isNumeric } from '../../../bson/bson-type.ts';
import { typeMismatch } from '../../engine-error.ts';
import { oneByOne } from '../operands.ts';
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

function combined(identity: bigint, combine: (a: bigint, b: bigint) => bigint): OperatorCompiler {
  return oneByOne((name) => {
    let [result, type]: [bigint, Bits['type']] = [identity, 'int'];
    return {
      add: (value) => {
        const next = operandOf(name, value);
        if (next.type === 'long') type = 'long';
        result = combine(result, next.whole);
      },
      result: () => wholeNumber(result, type) ?? new Int32(0),
    };
  }, 'behind the others');
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
