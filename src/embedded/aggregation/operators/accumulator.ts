/** Accumulators as expressions, over the values of one array or several operands. */
import type { OperatorTable } from '../scope.ts';

export const ACCUMULATOR_OPERATORS: OperatorTable = {};
