/** The stage `$densify`: documents for the values that a field lacks, step by step. */
import type { Document } from '../../../bson/bson.ts';
import { asDocument, isNullish } from '../../../bson/bson-type.ts';
import { compareValues } from '../../../bson/compare.ts';
import { fieldNames, getField, hasField, setField } from '../../../bson/fields.ts';
import { keyText } from '../../../bson/key-encoding.ts';
import { weightOf } from '../../../bson/weight.ts';
import { type EngineError, failedToParse, locationError } from '../../engine-error.ts';
import { compileKeyedSort } from '../../query/sort.ts';
import { type DensifyRange, parseRange } from '../densify-range.ts';
import { sortDocuments } from '../document-sort.ts';
import { parseFieldPath } from '../field-path.ts';
import { Memory } from '../memory.ts';
import { typeName } from '../scope.ts';
import type { Stage, StageOptions } from '../stage.ts';
import { missingStageField, unknownStageField, wrongStageType } from '../stage-fields.ts';

type Path = readonly string[];

interface Densification {
  readonly field: Path;
  readonly partitionBy: readonly Path[];
  readonly range: DensifyRange;
}

/** The server's own limit of documents that one stage makes. */
const MADE_MAX = 500_000;

export function compileDensify(spec: unknown, options: StageOptions): Stage {
  const densification = parseDensify(spec);
  const { field, partitionBy, range } = densification;
  const paths = range.bounds === 'full' ? [field] : [...partitionBy, field];
  const { key } = compileKeyedSort(ascending(paths));
  return function* densified(documents) {
    const densifier = new Densifier(densification, options);
    for (const { value } of sortDocuments(documents, key, options)) yield* densifier.upTo(value);
    yield* densifier.rest();
  };
}

function ascending(paths: readonly Path[]): Document {
  const sort: Document = {};
  for (const path of paths) setField(sort, path.join('.'), 1);
  return sort;
}

function parseDensify(spec: unknown): Densification {
  const document = asDocument(spec);
  if (document === undefined)
    throw failedToParse(`The $densify stage specification must be an object, found ${typeName(spec)}`);
  const unknown = fieldNames(document).find((name) => !['field', 'partitionByFields', 'range'].includes(name));
  if (unknown !== undefined) throw unknownStageField(`$densify.${unknown}`);
  const missing = ['field', 'range'].find((name) => !hasField(document, name));
  if (missing !== undefined) throw missingStageField(`$densify.${missing}`);
  const fieldText = textOf('field', document.field);
  const names = hasField(document, 'partitionByFields') ? textsOf('partitionByFields', document.partitionByFields) : [];
  const range = parseRange(document.range);
  const partitionBy = names.map(parseFieldPath);
  const field = parseFieldPath(fieldText);
  if (names.some((name) => name === fieldText || name.startsWith(`${fieldText}.`) || fieldText.startsWith(`${name}.`)))
    throw locationError(8_993_000, 'BSON field $densify.field is one of $densify.partitionByFields, or within one');
  if (range.bounds === 'partition' && partitionBy.length === 0)
    throw locationError(5_733_408, "the bounds 'partition' need a non-empty array of partitionByFields");
  return { field, partitionBy, range };
}

function textsOf(name: string, value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw wrongType(name, value, 'array');
  return value.map((element: unknown) => textOf(name, element));
}

function textOf(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw wrongType(name, value, 'string');
}

function wrongType(name: string, value: unknown, expected: string) {
  return wrongStageType(`$densify.${name}`, value, expected);
}

interface Progress {
  /** What the documents that are made have in common. */
  readonly fields: Document;
  /** The last value on a step. */
  current: unknown;
}

/** Documents come in the order of their values, with full bounds those of all partitions together. */
class Densifier {
  readonly #densification: Densification;
  readonly #partitions = new Map<string, Progress>();
  #least: unknown;
  #greatest: unknown;
  #made = 0;
  readonly #memory: Memory;

  constructor(densification: Densification, { groupBytesMax = Number.POSITIVE_INFINITY }: StageOptions) {
    this.#densification = densification;
    this.#memory = new Memory(groupBytesMax);
  }

  /** What is missing before a document, and the document. */
  *upTo(document: Document): Generator<Document> {
    const { field, range } = this.#densification;
    const value = valueAt(document, field);
    if (isNullish(value)) {
      yield document;
      return;
    }
    range.check(value);
    if (this.#least === undefined) this.#least = value;
    this.#greatest = value;
    const progress = this.#progressOf(document, value);
    const { bounds } = range;
    const isExplicit = typeof bounds === 'object';
    const end = isExplicit && compareValues(bounds.upper, value) < 0 ? bounds.upper : value;
    yield* this.#make(progress, end);
    if (
      compareValues(value, range.next(progress.current)) === 0 &&
      !(isExplicit && compareValues(value, bounds.upper) >= 0)
    )
      progress.current = value;
    yield document;
  }

  /** What is missing after the last document of each partition. */
  *rest(): Generator<Document> {
    const { bounds, next } = this.#densification.range;
    if (bounds === 'partition') return;
    if (bounds === 'full') {
      if (this.#densification.partitionBy.length === 0) return;
      for (const progress of this.#partitions.values()) {
        yield* this.#make(progress, this.#greatest);
        // With full bounds the greatest value is within them.
        if (compareValues(next(progress.current), this.#greatest) === 0) yield this.#document(progress);
      }
      return;
    }
    if (this.#partitions.size === 0 && this.#densification.partitionBy.length === 0) this.#begin('', {}, undefined);
    for (const progress of this.#partitions.values()) yield* this.#make(progress, bounds.upper);
  }

  #progressOf(document: Document, value: unknown): Progress {
    const fields: Document = {};
    for (const path of this.#densification.partitionBy) {
      const part = valueAt(document, path);
      if (part !== undefined) writeAt(fields, path, part);
    }
    const key = keyText(fields);
    return this.#partitions.get(key) ?? this.#begin(key, fields, value);
  }

  #begin(key: string, fields: Document, value: unknown): Progress {
    const { bounds, previous } = this.#densification.range;
    const current =
      typeof bounds === 'object' ? previous(bounds.lower) : previous(bounds === 'full' ? this.#least : value);
    const progress: Progress = { fields, current };
    this.#partitions.set(key, progress);
    const { bytesMax } = this.#memory;
    if (Number.isFinite(bytesMax)) this.#memory.keep(PARTITION_BYTES + key.length + weightOf(fields, bytesMax));
    if (this.#memory.isExceeded) throw partitionsTooLarge(bytesMax);
    return progress;
  }

  /** The documents of the steps before a value. */
  *#make(progress: Progress, end: unknown): Generator<Document> {
    const { next } = this.#densification.range;
    while (compareValues(next(progress.current), end) < 0) yield this.#document(progress);
  }

  /** The document of the next step. */
  #document(progress: Progress): Document {
    const { field, range } = this.#densification;
    this.#made += 1;
    if (this.#made > MADE_MAX) throw locationError(5_897_900, `$densify would make more than ${MADE_MAX} documents`);
    progress.current = range.next(progress.current);
    const document = { ...progress.fields };
    writeAt(document, field, progress.current);
    return document;
  }
}

/** Of a partition's entry, its progress and its value. */
const PARTITION_BYTES = 160;

/** The server's own answer: partitions are not spilled. */
function partitionsTooLarge(bytesMax: number): EngineError {
  return locationError(6_007_200, `$densify exceeded memory limit of ${bytesMax}`);
}

/** Arrays on the way hide what is in them. */
function valueAt(document: Document, path: Path): unknown {
  let value: unknown = document;
  for (const name of path) {
    const inner = asDocument(value);
    if (inner === undefined) return undefined;
    value = getField(inner, name);
  }
  return value;
}

/** Into a document that is under construction. */
function writeAt(document: Document, path: Path, value: unknown): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    setField(document, name, value);
    return;
  }
  const inner = { ...asDocument(getField(document, name)) };
  setField(document, name, inner);
  writeAt(inner, rest, value);
}
