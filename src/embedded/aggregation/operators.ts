/** The operators of expressions by name, family by family. */
import { ACCUMULATOR_OPERATORS } from './operators/accumulator.ts';
import { ARITHMETIC_OPERATORS } from './operators/arithmetic.ts';
import { ARRAY_OPERATORS } from './operators/array.ts';
import { ARRAY_ITERATION_OPERATORS } from './operators/array-iteration.ts';
import { ARRAY_MAKING_OPERATORS } from './operators/array-making.ts';
import { ARRAY_ORDER_OPERATORS } from './operators/array-order.ts';
import { BITWISE_OPERATORS } from './operators/bitwise.ts';
import { BOOLEAN_OPERATORS } from './operators/boolean.ts';
import { COMPARISON_OPERATORS } from './operators/comparison.ts';
import { CONDITIONAL_OPERATORS } from './operators/conditional.ts';
import { DATE_OPERATORS } from './operators/date.ts';
import { HASHED_KEY_OPERATORS } from './operators/hashed-key.ts';
import { OBJECT_OPERATORS } from './operators/object.ts';
import { OBJECT_FIELD_OPERATORS } from './operators/object-field.ts';
import { REGEX_OPERATORS } from './operators/regex.ts';
import { SET_OPERATORS } from './operators/set.ts';
import { SIZE_CHANCE_META_OPERATORS } from './operators/size-chance-meta.ts';
import { STRING_OPERATORS } from './operators/string.ts';
import { TIMESTAMP_OPERATORS } from './operators/timestamp.ts';
import { TRIGONOMETRY_OPERATORS } from './operators/trigonometry.ts';
import { TYPE_OPERATORS } from './operators/type.ts';
import { VARIABLE_OPERATORS } from './operators/variable.ts';
import type { OperatorTable } from './scope.ts';

export const OPERATORS: OperatorTable = {
  ...ACCUMULATOR_OPERATORS,
  ...ARITHMETIC_OPERATORS,
  ...ARRAY_OPERATORS,
  ...ARRAY_ITERATION_OPERATORS,
  ...ARRAY_MAKING_OPERATORS,
  ...ARRAY_ORDER_OPERATORS,
  ...BITWISE_OPERATORS,
  ...BOOLEAN_OPERATORS,
  ...COMPARISON_OPERATORS,
  ...CONDITIONAL_OPERATORS,
  ...DATE_OPERATORS,
  ...HASHED_KEY_OPERATORS,
  ...SIZE_CHANCE_META_OPERATORS,
  ...OBJECT_OPERATORS,
  ...OBJECT_FIELD_OPERATORS,
  ...REGEX_OPERATORS,
  ...SET_OPERATORS,
  ...STRING_OPERATORS,
  ...TIMESTAMP_OPERATORS,
  ...TRIGONOMETRY_OPERATORS,
  ...TYPE_OPERATORS,
  ...VARIABLE_OPERATORS,
};
