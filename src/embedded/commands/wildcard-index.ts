/** The options of a wildcard index. There is none here; what is malformed gets the server's error before it is refused. */
import type { Document } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf, isNumeric } from '../../bson/bson-type.ts';
import { compareStrings } from '../../bson/compare.ts';
import { fieldCount, fieldEntries, fieldNames, firstFieldName, hasField } from '../../bson/fields.ts';
import { isTruthy } from '../aggregation/scope.ts';
import { badValue, failedToParse, locationError, typeMismatch } from '../engine-error.ts';
import { parseProjection } from '../query/projection-spec.ts';
import { isSet } from '../storage/index-spec.ts';
import { cannotCreateIndex, indexKind, isWildcardPath } from './index-key-pattern.ts';

export function checkWildcardProjection(value: unknown, definition: Document): void {
  const key = asDocument(definition.key) ?? {};
  if (indexKind(key) !== 'wildcard')
    throw badValue("The field 'wildcardProjection' is only allowed in wildcard indexes");
  const projection = asDocument(value);
  if (projection === undefined) {
    throw typeMismatch(`The field 'wildcardProjection' must be a non-empty object, but got ${bsonTypeOf(value)}`);
  }
  if (!hasField(key, '$**')) {
    throw failedToParse("The field 'wildcardProjection' is only allowed when the key has the field $**");
  }
  if (fieldCount(projection) === 0) throw failedToParse("The 'wildcardProjection' field can't be an empty object");
  if (fieldCount(key) > 1) checkCompoundProjection(key, projection);
  checkFlags(projection);
  parseProjection(projection, 'stage', {});
}

/** Throws CannotCreateIndex for options that a wildcard index does not have. */
export function checkWildcardOptions(definition: Document, version: number): void {
  for (const option of ['sparse', 'unique']) {
    if (isSet(definition[option]))
      throw cannotCreateIndex(`Index type 'wildcard' does not support the '${option}' option`);
  }
  if (hasField(definition, 'expireAfterSeconds')) {
    throw cannotCreateIndex("Index type 'wildcard' does not support the 'expireAfterSeconds' option");
  }
  if (version < 2) throw cannotCreateIndex(`Index type 'wildcard' is not allowed with index version v: ${version}`);
}

/** A wildcard index has flags only, for fields and for fields within them. */
function checkFlags(projection: Document): void {
  for (const [path, flag] of fieldEntries(projection)) {
    if (typeof flag === 'boolean' || isNumeric(flag)) continue;
    const inner = asDocument(flag);
    if (inner === undefined || firstFieldName(inner)?.startsWith('$') === true) {
      throw locationError(51_271, `Bad projection specification, cannot use computed fields: '${path}'`);
    }
    checkFlags(inner);
  }
}

/** Fields before and after the wildcard field must not be within what it holds. */
function checkCompoundProjection(key: Document, projection: Document): void {
  const included: string[] = [];
  const excluded: string[] = [];
  for (const [path, flag] of fieldEntries(projection)) {
    if (typeof flag !== 'boolean' && !isNumeric(flag)) {
      throw locationError(7_246_207, `Fields in wildcardProjection must be numbers, not so '${path}'`);
    }
    (isTruthy(flag) ? included : excluded).push(path);
  }
  checkOverlap(included);
  checkOverlap(excluded);
  checkKeyFields(
    fieldNames(key).filter((path) => !isWildcardPath(path)),
    included,
    excluded,
  );
  if (included.length === 0 || excluded.length === 0) return;
  if (isIdAlone(included) || isIdAlone(excluded)) return;
  throw locationError(7_246_211, 'wildcardProjection cannot combine inclusion and exclusion, but for _id');
}

function checkOverlap(paths: readonly string[]): void {
  const sorted = [...paths].sort(compareStrings);
  for (const [position, path] of sorted.entries()) {
    const before = sorted[position - 1];
    if (before === undefined || !isWithin(path, before)) continue;
    throw locationError(7_246_200, `Fields in wildcardProjection cannot overlap: '${before}' and '${path}'`);
  }
}

function checkKeyFields(paths: readonly string[], included: readonly string[], excluded: readonly string[]): void {
  for (const path of [...paths].sort(compareStrings)) {
    if (included.some((other) => isWithin(path, other))) {
      throw locationError(7_246_208, `The index field '${path}' cannot be within a path of wildcardProjection`);
    }
    if (excluded.length === 0 || excluded.some((other) => isWithin(path, other))) continue;
    // The server has two codes, by whether it still has a path to compare with, in their order.
    const isPastAll = excluded.every((other) => compareStrings(other, path) < 0);
    throw locationError(
      isPastAll ? 7_246_210 : 7_246_209,
      `wildcardProjection must exclude all regular index fields, '${path}' is not excluded`,
    );
  }
}

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`);
}

function isIdAlone(paths: readonly string[]): boolean {
  return paths.length === 1 && paths[0] === '_id';
}
