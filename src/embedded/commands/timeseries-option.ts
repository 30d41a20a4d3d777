/** The option `timeseries`: there are no such collections here, and what is malformed gets the server's error first. */
import type { Document } from '../../bson/bson.ts';
import { badValue } from '../engine-error.ts';
import {
  checkFields,
  choiceOption,
  documentOption,
  invalidOptions,
  optionalString,
  stringOption,
  wholeOption,
} from './options.ts';

const BUCKET_FIELDS = ['granularity', 'bucketMaxSpanSeconds', 'bucketRoundingSeconds'];
const CREATE_FIELDS = new Set(['timeField', 'metaField', ...BUCKET_FIELDS]);
const CHANGE_FIELDS = new Set(BUCKET_FIELDS);

/** How long a bucket of each granularity is, in seconds. */
const SPANS: Readonly<Record<string, number>> = { seconds: 3_600, minutes: 86_400, hours: 2_592_000 };
const SPAN_MAX = 31_536_000;

/** Whether a new collection is to be one of time series. */
export function readTimeseries(command: string, body: Document): boolean {
  const timeseries = documentOption(command, body, 'timeseries');
  if (timeseries === undefined) return false;
  const place = `${command}.timeseries`;
  checkFields(place, timeseries, CREATE_FIELDS);
  const timeField = checkName('timeField', stringOption(place, timeseries, 'timeField'));
  const metaField = checkName('metaField', optionalString(place, timeseries, 'metaField'));
  checkBuckets(place, timeseries);
  if (metaField === '_id') throw invalidOptions("the 'metaField' of a time-series collection cannot be '_id'");
  if (metaField === timeField)
    throw invalidOptions("the 'metaField' and the 'timeField' of a time-series collection must differ");
  return true;
}

/** Of `collMod`: whether it means to change a collection of time series. */
export function readTimeseriesChange(command: string, body: Document): boolean {
  const timeseries = documentOption(command, body, 'timeseries');
  if (timeseries === undefined) return false;
  checkFields(`${command}.timeseries`, timeseries, CHANGE_FIELDS);
  checkBuckets(`${command}.timeseries`, timeseries);
  return true;
}

function checkName(option: string, name: string | undefined): string | undefined {
  if (name?.includes('\0')) throw badValue(`'${option}' cannot contain a null byte`);
  if (name?.includes('.')) throw invalidOptions(`'${option}' must be a top-level field, without a '.'`);
  return name;
}

function checkBuckets(place: string, timeseries: Document): void {
  const granularity = choiceOption(place, timeseries, 'granularity', Object.keys(SPANS));
  const span = spanOption(place, timeseries, 'bucketMaxSpanSeconds');
  const rounding = spanOption(place, timeseries, 'bucketRoundingSeconds');
  if (granularity !== undefined) {
    if (rounding !== undefined) throw invalidOptions("'bucketRoundingSeconds' and 'granularity' exclude each other");
    if (span === undefined || span === SPANS[granularity]) return;
    throw invalidOptions(`'bucketMaxSpanSeconds' must be ${SPANS[granularity]} for a granularity of ${granularity}`);
  }
  if (span === rounding) return;
  throw invalidOptions("'bucketMaxSpanSeconds' and 'bucketRoundingSeconds' must be given together, and be equal");
}

function spanOption(place: string, timeseries: Document, option: string): number | undefined {
  const seconds = wholeOption(place, timeseries, option);
  if (seconds === undefined || (seconds >= 1 && seconds <= SPAN_MAX)) return seconds;
  throw badValue(`BSON field '${place}.${option}' must be from 1 to ${SPAN_MAX}, actual value '${seconds}'`);
}
