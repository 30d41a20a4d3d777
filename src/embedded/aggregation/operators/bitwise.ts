/** Bits of ints and longs. */
import type { OperatorTable } from '../scope.ts';

export const BITWISE_OPERATORS: OperatorTable = {};
