/** Indexes for texts, places and hashes. There are none here; what is malformed gets the server's error before it is refused. */
import { toDouble } from '../../bson/arithmetic.ts';
import type { Document } from '../../bson/bson.ts';
import { asDocument, isNumeric } from '../../bson/bson-type.ts';
import { fieldEntries, fieldValues, getField } from '../../bson/fields.ts';
import { locationError } from '../engine-error.ts';
import { isSet } from '../storage/index-spec.ts';
import { cannotCreateIndex, type IndexKind, unsupportedKind } from './index-key-pattern.ts';
import { invalidOptions } from './options.ts';

/** Throws NotImplemented at the end. */
export function refuseSpecialIndex(kind: Exclude<IndexKind, 'btree'>, definition: Document): never {
  const key = asDocument(definition.key) ?? {};
  if (kind === 'text') checkText(key, definition);
  if (kind === '2dsphere') checkSphere(definition);
  if (kind === '2d') checkPlane(key, definition);
  if (kind === 'hashed') checkHashed(key, definition);
  if (kind === '2dsphere_bucket')
    throw cannotCreateIndex("Index type '2dsphere_bucket' is for time-series collections");
  throw unsupportedKind(kind);
}

const WEIGHT_MAX = 1_000_000_000;
const TEXT_VERSIONS = new Set([1, 2, 3]);
const LANGUAGES = new Set(
  `none da danish de german en english es spanish fi finnish fr french hu hungarian it italian nb norwegian nl dutch
  pt portuguese ro romanian ru russian sv swedish tr turkish`.split(/\s+/),
);

function checkText(key: Document, definition: Document): void {
  checkAdjacent(key);
  const { weights, default_language: language, language_override: override } = definition;
  if (weights !== undefined) checkWeights(weights);
  if (typeof language === 'string' && !LANGUAGES.has(language.toLowerCase())) {
    throw cannotCreateIndex(`default_language is not valid: '${language.slice(0, 100)}'`);
  }
  if (typeof override === 'string' && /^$|^\$|\./.test(override)) {
    throw cannotCreateIndex('language_override is not valid: it must be the name of a field, not a path');
  }
  checkVersion(definition, 'textIndexVersion', TEXT_VERSIONS);
}

/** The fields of texts stand beside each other; other fields may stand before and after them. */
function checkAdjacent(key: Document): void {
  const kinds = fieldValues(key).map((value) => (value === 'text' ? 't' : '-'));
  if (/t-+t/.test(kinds.join(''))) throw cannotCreateIndex("'text' fields in an index must all be adjacent");
}

function checkWeights(weights: unknown): void {
  const document = asDocument(weights);
  if (document === undefined) throw cannotCreateIndex("the option 'weights' of a text index must be an object");
  for (const [path, weight] of fieldEntries(document)) {
    const number = isNumeric(weight) ? toDouble(weight) : Number.NaN;
    if (number > 0 && number < WEIGHT_MAX) continue;
    throw cannotCreateIndex(`the weight of '${path}' must be a number above 0 and below ${WEIGHT_MAX}`);
  }
}

const SPHERE_VERSIONS = new Set([1, 2, 3]);
const LEVEL_MAX = 30;
const FINEST_LEVEL = 23;

function checkSphere(definition: Document): void {
  checkVersion(definition, '2dsphereIndexVersion', SPHERE_VERSIONS);
  const coarsest = numberOption(definition, 'coarsestIndexedLevel') ?? 0;
  const finest = numberOption(definition, 'finestIndexedLevel') ?? FINEST_LEVEL;
  if (!(coarsest >= 0)) throw locationError(16_747, 'coarsestIndexedLevel must be >= 0');
  if (!(finest <= LEVEL_MAX)) throw locationError(16_748, `finestIndexedLevel must be <= ${LEVEL_MAX}`);
  if (finest < coarsest) throw locationError(16_749, 'finestIndexedLevel must be >= coarsestIndexedLevel');
}

const PLANE = { bits: 26, bitsMax: 32, min: -180, max: 180 };

function checkPlane(key: Document, definition: Document): void {
  const planes = fieldValues(key).filter((value) => value === '2d').length;
  if (planes > 1) throw locationError(16_800, "can't have 2 geo fields");
  if (fieldValues(key)[0] !== '2d') throw locationError(16_801, '2d has to be first in index');
  const bits = Math.trunc(numberOption(definition, 'bits') ?? PLANE.bits);
  if (!(bits >= 1 && bits <= PLANE.bitsMax)) throw invalidOptions(`bits of a 2d index must be 1 to ${PLANE.bitsMax}`);
  const min = numberOption(definition, 'min') ?? PLANE.min;
  const max = numberOption(definition, 'max') ?? PLANE.max;
  if (!(min < max)) throw invalidOptions(`the area of a 2d index must have min below max, got ${min} and ${max}`);
}

function checkHashed(key: Document, definition: Document): void {
  const hashed = fieldValues(key).filter((value) => value === 'hashed').length;
  if (hashed > 1)
    throw locationError(31_303, `A maximum of one index field is allowed to be hashed but found ${hashed}`);
  if (isSet(definition.unique)) throw locationError(16_764, 'hashed indexes cannot guarantee uniqueness');
}

function checkVersion(definition: Document, option: string, versions: ReadonlySet<number>): void {
  const version = numberOption(definition, option);
  if (version === undefined || versions.has(version)) return;
  throw cannotCreateIndex(`unsupported ${option}: ${version}, allowed are ${[...versions].join(', ')}`);
}

function numberOption(definition: Document, option: string): number | undefined {
  const value = getField(definition, option);
  return isNumeric(value) ? toDouble(value) : undefined;
}
