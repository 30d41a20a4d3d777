/** What `collMod` changes of an index. */
import { type Document, Int32, Long } from '../../bson/bson.ts';
import { valuesEqual } from '../../bson/compare.ts';
import { badValue, EngineError } from '../engine-error.ts';
import type { Collection } from '../storage/collection.ts';
import { ID_INDEX, type Index, parseIndexSpec, printIndexSpec } from '../storage/index-spec.ts';
import type { Store } from '../storage/store.ts';
import { findViolations } from '../storage/unique-conversion.ts';
import { EXPIRE_SECONDS_MAX } from './index-rules.ts';
import { booleanOption, checkFields, documentOption, invalidOptions, optionalString, wholeOption } from './options.ts';

export interface IndexChange extends ReturnType<typeof readFields> {}

const FIELDS = new Set(['name', 'keyPattern', 'expireAfterSeconds', 'hidden', 'unique', 'prepareUnique']);

export function readIndexChange(command: string, body: Document): IndexChange | undefined {
  const sent = documentOption(command, body, 'index');
  if (sent === undefined) return undefined;
  const place = `${command}.index`;
  checkFields(place, sent, FIELDS);
  const change = readFields(place, sent);
  const { name, keyPattern, expireAfterSeconds, hidden, unique, prepareUnique } = change;
  if (name !== undefined && keyPattern !== undefined) throw invalidOptions('Cannot specify both key pattern and name');
  if (name === undefined && keyPattern === undefined)
    throw invalidOptions('Must specify either index name or key pattern');
  if ([expireAfterSeconds, hidden, unique, prepareUnique].every((value) => value === undefined))
    throw invalidOptions('no expireAfterSeconds, hidden, unique, or prepareUnique field');
  if (unique === false) throw badValue('collMod does not support converting a unique index to a non-unique one');
  if (expireAfterSeconds !== undefined && expireAfterSeconds < 0)
    throw invalidOptions(`'expireAfterSeconds' of an index must be at least 0, got ${expireAfterSeconds}`);
  return change;
}

function readFields(place: string, sent: Document) {
  return {
    name: optionalString(place, sent, 'name'),
    keyPattern: documentOption(place, sent, 'keyPattern'),
    expireAfterSeconds: wholeOption(place, sent, 'expireAfterSeconds'),
    hidden: booleanOption(place, sent, 'hidden'),
    unique: booleanOption(place, sent, 'unique'),
    prepareUnique: booleanOption(place, sent, 'prepareUnique'),
  };
}

export interface IndexPlan {
  readonly index: Index;
  /** As `createIndexes` would take the changed index. */
  readonly definition: Document;
  readonly becomesUnique: boolean;
  readonly reply: Document;
}

/** Finds the index and what changes of it; throws for what cannot. */
export function planIndexChange(store: Store, collection: Collection, change: IndexChange): IndexPlan {
  const index = chooseIndex(collection, change);
  const before = printIndexSpec(index.spec);
  const isHidden = before.hidden === true;
  const isPrepared = before.prepareUnique === true;
  const reply: Document = {};
  const definition: Document = { ...before };
  const { hidden = isHidden, prepareUnique = isPrepared } = change;
  if (change.expireAfterSeconds !== undefined) {
    planExpiry(index, Math.min(change.expireAfterSeconds, EXPIRE_SECONDS_MAX), definition, reply);
  }
  if (hidden !== isHidden) planFlag('hidden', hidden, definition, reply);
  const becomesUnique = change.unique === true && !index.spec.unique;
  if (becomesUnique) planUnique(store, collection, index, isPrepared, definition, reply);
  if (prepareUnique !== isPrepared) {
    if (change.hidden !== undefined || change.expireAfterSeconds !== undefined)
      throw invalidOptions("'prepareUnique' cannot be changed together with other fields of an index");
    planFlag('prepareUnique', prepareUnique, definition, reply);
  }
  return { index, definition, becomesUnique, reply };
}

export function changeIndex({ catalog, usage }: Store, collection: Collection, plan: IndexPlan): Document {
  const { index, definition, becomesUnique, reply } = plan;
  const spec = parseIndexSpec(definition);
  if (becomesUnique) catalog.makeIndexUnique(collection, index, spec);
  else catalog.setIndexSpec(collection, index, spec);
  if (spec.hidden !== index.spec.hidden) usage.forget(collection, index);
  return reply;
}

function planExpiry({ spec }: Index, seconds: number, definition: Document, reply: Document): void {
  if (spec.fields.length !== 1)
    throw invalidOptions('TTL indexes are single-field indexes, compound indexes do not support TTL');
  if (spec.expireAfterSeconds !== undefined) reply.expireAfterSeconds_old = Long.fromNumber(spec.expireAfterSeconds);
  reply.expireAfterSeconds_new = Long.fromNumber(seconds);
  definition.expireAfterSeconds = new Int32(seconds);
}

function planFlag(name: 'hidden' | 'prepareUnique', value: boolean, definition: Document, reply: Document): void {
  reply[`${name}_old`] = !value;
  reply[`${name}_new`] = value;
  if (value) definition[name] = true;
  else delete definition[name];
}

/** Of an index that takes no more duplicates already. */
function planUnique(
  { file }: Store,
  collection: Collection,
  index: Index,
  isPrepared: boolean,
  definition: Document,
  reply: Document,
): void {
  if (!isPrepared) throw invalidOptions("Cannot make an index unique that has not been prepared by 'prepareUnique'");
  const violations = findViolations(file, collection, index);
  if (violations.length > 0) {
    const message =
      'Cannot convert the index to unique. Please resolve conflicting documents before running collMod again.';
    throw new EngineError(359, 'CannotConvertIndexToUnique', message, { violations });
  }
  reply.unique_new = true;
  definition.unique = true;
  delete definition.prepareUnique;
}

function chooseIndex(collection: Collection, { name, keyPattern, expireAfterSeconds, hidden }: IndexChange): Index {
  const isId = name === ID_INDEX.name || (keyPattern !== undefined && valuesEqual(keyPattern, ID_INDEX.key));
  if (isId && hidden !== undefined) throw badValue("can't hide _id index");
  if (isId && expireAfterSeconds !== undefined) throw invalidOptions('the _id index does not support TTL');
  if (isId) throw invalidOptions('the _id index is unique already');
  const found = collection.indexes.filter(({ spec }) =>
    keyPattern === undefined ? spec.name === name : valuesEqual(spec.key, keyPattern),
  );
  const [index] = found;
  const wanted = `${name ?? JSON.stringify(keyPattern)}`.slice(0, 100);
  if (index === undefined)
    throw new EngineError(27, 'IndexNotFound', `cannot find index ${wanted} for ns ${collection.namespace}`);
  if (found.length === 1) return index;
  throw new EngineError(181, 'AmbiguousIndexKeyPattern', `index keyPattern ${wanted} matches ${found.length} indexes`);
}
