/** Parts of timestamps. */
import type { OperatorTable } from '../scope.ts';

export const TIMESTAMP_OPERATORS: OperatorTable = {};
