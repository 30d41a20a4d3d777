/** `scale`: what the sizes of a command's answer are divided by. */
import type { Document } from '../../bson/bson.ts';
import { isNullish } from '../../bson/bson-type.ts';
import { getField } from '../../bson/fields.ts';
import { badValue } from '../engine-error.ts';
import { clampedWhole } from './option-numbers.ts';
import { wrongType } from './options.ts';

const SCALE_MAX = 0x7fff_ffff;

export function scaleOption(command: string, body: Document): number {
  const value = getField(body, 'scale');
  if (isNullish(value)) return 1;
  const scale = clampedWhole(value);
  if (scale === undefined) throw wrongType(command, 'scale', value, 'long');
  if (scale < 1) throw badValue(`BSON field '${command}.scale' value must be >= 1, actual value '${scale}'`);
  return Math.min(scale, SCALE_MAX);
}
