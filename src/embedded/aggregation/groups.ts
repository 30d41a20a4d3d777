/** Groups of documents in bounded memory: what does not fit is spilled, sorted by group, and merged at the end. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { setField } from '../../bson/fields.ts';
import { keyText } from '../../bson/key-encoding.ts';
import { weightOf } from '../../bson/weight.ts';
import { EngineError } from '../engine-error.ts';
import { SortedRuns } from '../spill/sorted-runs.ts';
import type { SpilledRow } from '../spill/spill-file.ts';
import type { Accumulator } from './accumulators/accumulator.ts';
import type { AccumulatedField } from './accumulators/field.ts';
import { Memory } from './memory.ts';
import type { Scope } from './scope.ts';
import { GATHERED_CODEC } from './spilled-document.ts';
import type { StageOptions } from './stage.ts';

interface Group {
  readonly id: unknown;
  readonly accumulators: readonly Accumulator[];
}

/** A group's own objects, and those of each of its accumulators, in bytes: measured. */
const GROUP_BYTES = 256;
const ACCUMULATOR_BYTES = 384;

export class Groups {
  readonly #fields: readonly AccumulatedField[];
  readonly #memory: Memory;
  readonly #mayUseDisk: boolean;
  readonly #groups = new Map<string, Group>();
  #runs: SortedRuns | undefined;

  constructor(fields: readonly AccumulatedField[], { groupBytesMax, allowDiskUse = true }: StageOptions) {
    this.#fields = fields;
    this.#memory = new Memory(groupBytesMax ?? Number.POSITIVE_INFINITY);
    this.#mayUseDisk = allowDiskUse;
  }

  /** Adds a document to the group of an `_id`. */
  add(id: unknown, scope: Scope): void {
    const { accumulators } = this.#find(id);
    for (let at = 0; at < accumulators.length; at += 1) {
      accumulators[at]?.add(this.#fields[at]?.accumulator.evaluate(scope));
    }
    if (this.#memory.isExceeded) this.#spill();
  }

  /** In the order of their first documents, or of their keys when some were spilled. To be followed by `close`. */
  *documents(): Generator<Document> {
    if (this.#runs === undefined) {
      for (const group of this.#groups.values()) yield this.#document(group);
      return;
    }
    this.#spill();
    let current: { readonly key: string; readonly group: Group } | undefined;
    for (const { key, bytes } of this.#runs.merged()) {
      if (current !== undefined && current.key !== key) {
        yield this.#document(current.group);
        current = undefined;
      }
      const { id, partials } = GATHERED_CODEC.decode(bytes);
      if (current === undefined) {
        this.#memory.reset();
        current = { key, group: this.#create(id) };
      }
      for (const [at, accumulator] of current.group.accumulators.entries()) accumulator.merge(partials[at]);
    }
    if (current !== undefined) yield this.#document(current.group);
  }

  close(): void {
    this.#groups.clear();
    this.#runs?.close();
  }

  /** Keys are index keys: 1, 1.0 and a long 1 are one group, which keeps the `_id` of its first document. */
  #find(id: unknown): Group {
    // Texts are the most frequent, and are keys as they are. A missing `_id` and a null one are one group.
    const key = typeof id === 'string' ? TEXT_MARK + id : keyText(id);
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    this.#memory.keep(GROUP_BYTES + key.length + this.#weighed(id) + this.#fields.length * ACCUMULATOR_BYTES);
    const group = this.#create(id ?? null);
    this.#groups.set(key, group);
    return group;
  }

  #weighed(id: unknown): number {
    const { bytesMax } = this.#memory;
    return bytesMax === Number.POSITIVE_INFINITY ? 0 : weightOf(id, bytesMax);
  }

  #create(id: unknown): Group {
    const document = asDocument(id) ?? {};
    return { id, accumulators: this.#fields.map(({ accumulator }) => accumulator.create(this.#memory, document)) };
  }

  #document({ id, accumulators }: Group): Document {
    const document: Document = { _id: id };
    for (let at = 0; at < accumulators.length; at += 1) {
      setField(document, this.#fields[at]?.name ?? '', accumulators[at]?.result());
    }
    return document;
  }

  #spill(): void {
    if (!this.#mayUseDisk) throw groupTooLarge(this.#memory.bytesMax);
    this.#runs ??= new SortedRuns();
    this.#runs.write(this.#rows());
    this.#groups.clear();
    this.#memory.reset();
  }

  *#rows(): Generator<SpilledRow> {
    const keyed = Array.from(this.#groups, ([key, group]) => ({
      key: key.startsWith(TEXT_MARK) ? keyText(group.id) : key,
      group,
    }));
    keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
    for (const { key, group } of keyed) {
      const partials = group.accumulators.map((accumulator) => accumulator.partial());
      yield { key, bytes: GATHERED_CODEC.encode({ id: group.id, partials }) };
    }
  }
}

/** No key begins with it: before a key's payload stands the bracket of a type. */
const TEXT_MARK = '\0';

/** MongoDB's answer to a group that may not use the disk. */
function groupTooLarge(bytesMax: number): EngineError {
  const message = `Exceeded memory limit of ${bytesMax} bytes for $group, and may not use the disk`;
  return new EngineError(292, 'QueryExceededMemoryLimitNoDiskUseAllowed', message);
}
