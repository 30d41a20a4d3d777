/** `$mod: [divisor, remainder]`: both are cut to whole numbers, as is the value. */
import { isNumeric } from '../../bson/bson-type.ts';
import { type ExactNumber, exactNumber } from '../../bson/compare-numbers.ts';
import { roundDecimal } from '../../bson/decimal.ts';
import { badValue } from '../engine-error.ts';
import type { ValueTest } from './path-walk.ts';

const LONG_LIMIT = 1n << 63n;

export function moduloTest(operand: unknown): ValueTest {
  if (!Array.isArray(operand)) throw badValue('malformed mod, needs to be an array');
  if (operand.length < 2) throw badValue('malformed mod, not enough elements');
  if (operand.length > 2) throw badValue('malformed mod, too many elements');
  const [divisor, remainder] = operand.map((part, index) => wholeOperand(part, index === 0 ? 'divisor' : 'remainder'));
  if (divisor === undefined || remainder === undefined) throw badValue('malformed mod, not enough elements');
  if (divisor === 0n) throw badValue('divisor cannot be 0');
  return (value) => {
    const whole = isNumeric(value) ? truncate(exactNumber(value)) : undefined;
    return whole !== undefined && whole % divisor === remainder;
  };
}

function wholeOperand(operand: unknown, role: string): bigint {
  if (!isNumeric(operand)) throw badValue(`malformed mod, ${role} not a number`);
  const whole = truncate(exactNumber(operand));
  if (whole === undefined) throw badValue(`malformed mod, ${role} value is invalid`);
  return whole;
}

/** Undefined for what no long can hold. */
function truncate(value: ExactNumber): bigint | undefined {
  if (typeof value === 'object') {
    const whole = roundDecimal(value, 'trunc');
    if (whole.kind !== 'finite' || whole.exponent > 19) return undefined;
    return inLongRange(whole.coefficient * 10n ** BigInt(Math.max(whole.exponent, 0)));
  }
  if (typeof value === 'bigint') return value;
  return Number.isFinite(value) ? inLongRange(BigInt(Math.trunc(value))) : undefined;
}

function inLongRange(value: bigint): bigint | undefined {
  return value >= -LONG_LIMIT && value < LONG_LIMIT ? value : undefined;
}
