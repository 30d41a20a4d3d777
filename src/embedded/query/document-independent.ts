/** Conditions that do not look at the document: `$alwaysTrue`, `$alwaysFalse` and `$sampleRate`. */
import { toDouble } from '../../bson/arithmetic.ts';
import { isNumeric } from '../../bson/bson-type.ts';
import { badValue, failedToParse } from '../engine-error.ts';
import type { Matcher } from './path-walk.ts';

export function compileAlways(name: '$alwaysTrue' | '$alwaysFalse', operand: unknown): Matcher {
  if (!isNumeric(operand) || toDouble(operand) !== 1) throw failedToParse(`${name} must be an integer value of 1`);
  return () => name === '$alwaysTrue';
}

/** Each document is taken with this probability, by itself. */
export function compileSampleRate(operand: unknown): Matcher {
  if (!isNumeric(operand)) throw badValue('argument to $sampleRate must be a numeric type');
  const rate = toDouble(operand);
  if (!(rate >= 0 && rate <= 1)) throw badValue('numeric argument to $sampleRate must be in [0, 1]');
  return () => Math.random() < rate;
}
