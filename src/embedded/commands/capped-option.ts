/** The bounds of capped collections: there are none of these here, and what is malformed gets the server's error first. */
import type { Document } from '../../bson/bson.ts';
import { badValue } from '../engine-error.ts';
import { wholeOption } from './options.ts';

export const CAPPED_BYTES_MAX = 2 ** 50;
const DOCUMENTS_END = 2 ** 31;

export function cappedSizeOption(command: string, body: Document, option: string): number | undefined {
  const size = wholeOption(command, body, option);
  if (size === undefined || (size >= 1 && size <= CAPPED_BYTES_MAX)) return size;
  throw badValue(`BSON field '${command}.${option}' must be from 1 to ${CAPPED_BYTES_MAX}, actual value '${size}'`);
}

/** 0 or less is no bound. */
export function cappedMaxOption(command: string, body: Document, option: string): number | undefined {
  const max = wholeOption(command, body, option);
  if (max === undefined || max < DOCUMENTS_END) return max;
  throw badValue(`BSON field '${command}.${option}' must be less than ${DOCUMENTS_END}, actual value '${max}'`);
}
