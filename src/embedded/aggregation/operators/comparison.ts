/** Comparison operators: any two values have an order, whatever their types. */
import { binary } from '../operands.ts';
import type { OperatorTable } from '../scope.ts';
import { compareOperands } from '../value-order.ts';

export const COMPARISON_OPERATORS: OperatorTable = {
  $cmp: binary((a, b, name) => compareOperands(name, a, b)),
  $eq: binary((a, b, name) => compareOperands(name, a, b) === 0),
  $ne: binary((a, b, name) => compareOperands(name, a, b) !== 0),
  $gt: binary((a, b, name) => compareOperands(name, a, b) > 0),
  $gte: binary((a, b, name) => compareOperands(name, a, b) >= 0),
  $lt: binary((a, b, name) => compareOperands(name, a, b) < 0),
  $lte: binary((a, b, name) => compareOperands(name, a, b) <= 0),
};
