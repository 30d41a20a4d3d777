/** `$mod: [divisor, remainder]`: both are cut to whole numbers, as is the value. */
import { isNumeric } from '../../bson/bson-type.ts';
import { badValue } from '../engine-error.ts';
import { truncatedLong } from './long-value.ts';
import type { ValueTest } from './path-walk.ts';

export function moduloTest(operand: unknown): ValueTest {
  if (!Array.isArray(operand)) throw badValue('malformed mod, needs to be an array');
  if (operand.length < 2) throw badValue('malformed mod, not enough elements');
  if (operand.length > 2) throw badValue('malformed mod, too many elements');
  const [divisor, remainder] = operand.map((part, index) => wholeOperand(part, index === 0 ? 'divisor' : 'remainder'));
  if (divisor === undefined || remainder === undefined) throw badValue('malformed mod, not enough elements');
  if (divisor === 0n) throw badValue('divisor cannot be 0');
  return (value) => {
    const whole = truncatedLong(value);
    return whole !== undefined && whole % divisor === remainder;
  };
}

function wholeOperand(operand: unknown, role: string): bigint {
  if (!isNumeric(operand)) throw badValue(`malformed mod, ${role} not a number`);
  const whole = truncatedLong(operand);
  if (whole === undefined) throw badValue(`malformed mod, ${role} value is invalid`);
  return whole;
}
