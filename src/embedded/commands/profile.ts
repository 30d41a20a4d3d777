/**
 * `profile`: which operations count as slow, and so come into the log. The levels above 0 would write them to a
 * collection, which this engine does not do.
 */

import { toDouble } from '../../bson/arithmetic.ts';
import { type Document, Double, Int32 } from '../../bson/bson.ts';
import { isNullish, isNumeric } from '../../bson/bson-type.ts';
import { getField, hasField } from '../../bson/fields.ts';
import { INT_MAX, INT_MIN } from '../../bson/number-ranges.ts';
import { badValue, notImplemented } from '../engine-error.ts';
import { isPlainDocument } from '../wire/codec.ts';
import type { Command, CommandContext } from './command.ts';
import { clampedWhole } from './option-numbers.ts';
import { missingField, wrongType } from './options.ts';

export const profileCommand: Command = {
  name: 'profile',
  options: ['slowms', 'sampleRate', 'filter'],
  run: profile,
};

const LEVEL_MAX = 2;

/** A level that there is not changes nothing, as with the server; the settings are those of the whole engine. */
function profile({ body, monitor }: CommandContext): Document {
  const level = intOption(body, 'profile');
  if (level === undefined) throw missingField('profile', 'profile');
  const slowMs = intOption(body, 'slowms');
  const sampleRate = rateOption(body);
  checkFilter(body);
  if (level > 0 && level <= LEVEL_MAX) throw notImplemented(`level ${level} of profile`);
  const was = { ...monitor.slowOperations };
  if (level === 0) {
    if (slowMs !== undefined) monitor.slowOperations.slowMs = slowMs;
    if (sampleRate !== undefined) monitor.slowOperations.sampleRate = sampleRate;
  }
  return { was: new Int32(0), slowms: new Int32(was.slowMs), sampleRate: new Double(was.sampleRate) };
}

function intOption(body: Document, option: string): number | undefined {
  const value = getField(body, option);
  if (isNullish(value)) return undefined;
  const whole = clampedWhole(value);
  if (whole === undefined) throw wrongType('profile', option, value, 'int');
  return Math.max(INT_MIN, Math.min(INT_MAX, whole));
}

function rateOption({ sampleRate: value }: Document): number | undefined {
  if (isNullish(value)) return undefined;
  if (!isNumeric(value)) throw wrongType('profile', 'sampleRate', value, 'double');
  const rate = toDouble(value);
  if (!(rate >= 0 && rate <= 1)) throw badValue(`'sampleRate' of profile must be from 0 to 1; found: ${rate}`);
  return rate;
}

function checkFilter(body: Document): void {
  if (!hasField(body, 'filter') || body.filter === 'unset') return;
  if (isPlainDocument(body.filter)) throw notImplemented("option 'filter' of profile");
  throw badValue("'filter' of profile must be a document, or the text 'unset'");
}
