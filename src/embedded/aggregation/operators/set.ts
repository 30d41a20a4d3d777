/** Arrays as sets: order and repetition do not count. */
import type { OperatorTable } from '../scope.ts';

export const SET_OPERATORS: OperatorTable = {};
