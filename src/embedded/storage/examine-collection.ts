/** Whether every document of a collection can be read, and every index holds exactly the keys of its documents. */
import { crc32 } from 'node:zlib';
import { type Document, Long } from '../../bson/bson.ts';
import { encodeKey } from '../../bson/key-encoding.ts';
import { EngineError } from '../engine-error.ts';
import { decodeDocument } from '../wire/codec.ts';
import type { Collection } from './collection.ts';
import { blobColumn, type DataFile, numberColumn, type SqlRow } from './data-file.ts';
import { indexKeys } from './index-keys.ts';
import type { Index } from './index-spec.ts';
import type { Store } from './store.ts';
import { collectionValidator, type Validator } from './validator.ts';

export interface CollectionReport {
  readonly documents: number;
  /** Whose bytes are not what was stored, or no document. */
  readonly damaged: number;
  /** The numbers of the first rows of them. */
  readonly damagedRows: readonly number[];
  /** Documents that the collection's validator would refuse. */
  readonly nonCompliant: number;
  readonly indexes: ReadonlyMap<string, IndexReport>;
  readonly missingEntries: readonly Document[];
  readonly extraEntries: readonly Document[];
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

export interface IndexReport {
  readonly keys: number;
  readonly isValid: boolean;
}

/** Rows and entries that are listed; the errors count them all. */
const LISTED_MAX = 100;

/** Reads everything in one go. */
export function examineCollection(store: Store, collection: Collection): CollectionReport {
  const state = examineDocuments(store, collection);
  const indexes = new Map<string, IndexReport>([['_id_', { keys: state.documents, isValid: state.wrongIds === 0 }]]);
  const extraEntries: Document[] = [];
  const errors = state.wrongIds === 0 ? [] : [`${state.wrongIds} documents have another _id than the index says.`];
  if (state.damaged > 0) errors.push(`${state.damaged} documents are damaged.`);
  for (const index of collection.indexes) {
    const { found, missing, unnotedArrays } = state.entries.get(index) ?? NO_ENTRIES;
    const keys = numberColumn(store.file.get(`SELECT count(*) FROM x${index.id}`)?.[0]);
    const extra = keys - found;
    if (missing > 0) errors.push(`Detected ${missing} missing index entries in index '${index.spec.name}'.`);
    if (extra > 0) errors.push(`Detected ${extra} extra index entries in index '${index.spec.name}'.`);
    if (unnotedArrays > 0) errors.push(`Index '${index.spec.name}' does not know of ${unnotedArrays} arrays.`);
    if (extra > 0) extraEntries.push(...listExtra(store.file, collection, index));
    indexes.set(index.spec.name, { keys, isValid: missing === 0 && extra === 0 && unnotedArrays === 0 });
  }
  const { documents, damaged, damagedRows, nonCompliant, missingEntries } = state;
  const warnings = nonCompliant === 0 ? [] : ["Detected documents that do not comply with the collection's schema."];
  return { documents, damaged, damagedRows, nonCompliant, indexes, missingEntries, extraEntries, errors, warnings };
}

interface EntryCounts {
  found: number;
  missing: number;
  /** Documents with an array where the index knows of none, which a plan would rely on. */
  unnotedArrays: number;
}

const NO_ENTRIES: EntryCounts = { found: 0, missing: 0, unnotedArrays: 0 };

interface Examination {
  documents: number;
  wrongIds: number;
  nonCompliant: number;
  damaged: number;
  readonly damagedRows: number[];
  readonly entries: Map<Index, EntryCounts>;
  readonly missingEntries: Document[];
}

function examineDocuments(store: Store, collection: Collection): Examination {
  const { file } = store;
  const entries = new Map(collection.indexes.map((index) => [index, { ...NO_ENTRIES }]));
  const counts = { documents: 0, wrongIds: 0, nonCompliant: 0, damaged: 0 };
  const state: Examination = { ...counts, damagedRows: [], entries, missingEntries: [] };
  const validator = validatorOf(collection);
  for (const row of file.iterate(`SELECT rid, document, sum, id FROM c${collection.id} ORDER BY rid`)) {
    store.checkTime();
    state.documents += 1;
    const rid = numberColumn(row[0]);
    const document = readRow(row);
    if (document === undefined) {
      state.damaged += 1;
      if (state.damagedRows.length < LISTED_MAX) state.damagedRows.push(rid);
      continue;
    }
    if (Buffer.compare(blobColumn(row[3]), encodeKey(document._id, 1)) !== 0) state.wrongIds += 1;
    if (validator !== undefined && !complies(validator, document)) state.nonCompliant += 1;
    for (const [index, count] of entries) examineEntries(file, index, rid, document, count, state.missingEntries);
  }
  return state;
}

/** The validator whether or not it refuses writes now. */
function validatorOf({ options }: Collection): Validator | undefined {
  return collectionValidator({ validator: options.validator });
}

function complies(validator: Validator, document: Document): boolean {
  try {
    validator.check(document);
    return true;
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}

/** Undefined for bytes that are damaged. */
function readRow(row: SqlRow): Document | undefined {
  const bytes = blobColumn(row[1]);
  if (crc32(bytes) !== numberColumn(row[2])) return undefined;
  try {
    return decodeDocument(bytes);
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}

function examineEntries(
  file: DataFile,
  { id, spec, multikey }: Index,
  rid: number,
  document: Document,
  count: EntryCounts,
  missing: Document[],
): void {
  const { keys, arrays } = indexKeys(spec, document);
  if ((arrays & ~multikey) !== 0) count.unnotedArrays += 1;
  for (const key of keys) {
    if (file.get(`SELECT 1 FROM x${id} WHERE key = ? AND rid = ?`, key, rid) !== undefined) {
      count.found += 1;
      continue;
    }
    count.missing += 1;
    if (missing.length < LISTED_MAX) missing.push(describeEntry(spec.name, rid, document._id));
  }
}

function listExtra(file: DataFile, { id }: Collection, index: Index): Document[] {
  const listed: Document[] = [];
  for (const [key, number] of file.iterate(`SELECT key, rid FROM x${index.id}`)) {
    const rid = numberColumn(number);
    const row = file.get(`SELECT rid, document, sum, id FROM c${id} WHERE rid = ?`, rid);
    const document = row === undefined ? undefined : readRow(row);
    const keys = document === undefined ? [] : indexKeys(index.spec, document).keys;
    if (keys.some((own) => Buffer.compare(own, blobColumn(key)) === 0)) continue;
    listed.push(describeEntry(index.spec.name, rid, document?._id));
    if (listed.length === LISTED_MAX) break;
  }
  return listed;
}

function describeEntry(indexName: string, rid: number, id: unknown): Document {
  return { indexName, recordId: Long.fromNumber(rid), ...(id === undefined ? {} : { idKey: { _id: id } }) };
}
