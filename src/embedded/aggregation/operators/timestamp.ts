/** The two halves of a timestamp. */
import { Long, Timestamp } from '../../../bson/bson.ts';
import { isNullish } from '../../../bson/bson-type.ts';
import { locationError } from '../../engine-error.ts';
import { unary } from '../operands.ts';
import { type OperatorCompiler, type OperatorTable, typeName } from '../scope.ts';

export const TIMESTAMP_OPERATORS: OperatorTable = {
  $tsSecond: halfOf(5_687_301, (timestamp) => timestamp.getHighBitsUnsigned()),
  $tsIncrement: halfOf(5_687_302, (timestamp) => timestamp.getLowBitsUnsigned()),
};

function halfOf(code: number, half: (timestamp: Timestamp) => number): OperatorCompiler {
  return unary((value, name) => {
    if (isNullish(value)) return null;
    if (value instanceof Timestamp) return Long.fromNumber(half(value));
    throw locationError(code, `Argument to ${name} must be a timestamp, but is ${typeName(value)}`);
  });
}
