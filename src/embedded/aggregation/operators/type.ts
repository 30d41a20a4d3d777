/** What type a value has, and conversions between types. */
import type { OperatorTable } from '../scope.ts';

export const TYPE_OPERATORS: OperatorTable = {};
