/** Trigonometry on doubles and decimals. */
import type { OperatorTable } from '../scope.ts';

export const TRIGONOMETRY_OPERATORS: OperatorTable = {};
