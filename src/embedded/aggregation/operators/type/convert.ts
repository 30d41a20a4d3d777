/** `$convert`, and the operators that convert to one type. */
import { isNullish } from '../../../../bson/bson-type.ts';
import { hasField } from '../../../../bson/fields.ts';
import { locationError } from '../../../engine-error.ts';
import { parseNamed } from '../../named-operands.ts';
import type { Expression, OperatorCompiler, OperatorContext } from '../../scope.ts';
import { isConversionFailure } from '../conversion-failure.ts';
import { checkedText } from '../text-size.ts';
import { type Conversion, convertValue } from './conversions.ts';
import { parseByteOrder, parseFormat, parseTarget } from './targets.ts';

/** An operator of one operand, which may stand in an array. */
export function conversion(target: Conversion): OperatorCompiler {
  return (operand, { name, compile }) => {
    if (Array.isArray(operand) && operand.length !== 1) {
      throw locationError(50_723, `${name} requires a single argument, got ${operand.length}`);
    }
    const input = compile(Array.isArray(operand) ? operand[0] : operand);
    return (scope) => {
      const value = input(scope);
      return isNullish(value) ? null : convertValue(checkInput(value), target);
    };
  };
}

export function compileConvert(operand: unknown, { name, compile }: OperatorContext): Expression {
  const spec = parseNamed(name, operand, {
    required: ['input', 'to'],
    optional: ['format', 'byteOrder', 'onError', 'onNull'],
  });
  const optional = (part: string) => (hasField(spec, part) ? compile(spec[part]) : undefined);
  const input = compile(spec.input);
  const to = compile(spec.to);
  const format = optional('format');
  const byteOrder = optional('byteOrder');
  const onError = optional('onError');
  const onNull = optional('onNull');
  return (scope) => {
    const value = input(scope);
    const target = to(scope);
    if (isNullish(value)) return onNull === undefined ? null : onNull(scope);
    if (isNullish(target)) return null;
    const parsed = {
      ...parseTarget(target),
      format: parseFormat(format?.(scope)),
      byteOrder: parseByteOrder(byteOrder?.(scope)),
    };
    try {
      return convertValue(checkInput(value), parsed);
    } catch (error) {
      if (onError === undefined || !isConversionFailure(error)) throw error;
      return onError(scope);
    }
  };
}

function checkInput(value: unknown): unknown {
  return typeof value === 'string' ? checkedText(value) : value;
}
