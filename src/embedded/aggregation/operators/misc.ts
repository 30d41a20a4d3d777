/** Operators that belong to no family. */
import type { OperatorTable } from '../scope.ts';

export const MISC_OPERATORS: OperatorTable = {};
