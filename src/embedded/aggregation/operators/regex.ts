/** Regular expressions in expressions. */
import type { OperatorTable } from '../scope.ts';

export const REGEX_OPERATORS: OperatorTable = {};
