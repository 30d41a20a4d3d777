/** The documents of one partition by their positions: in memory, and beyond what is allowed there in a temporary file. */
import type { Document } from '../../../bson/bson.ts';
import { weightOf } from '../../../bson/weight.ts';
import { EngineError } from '../../engine-error.ts';
import { type Extent, SpillFile } from '../../spill/spill-file.ts';
import { DOCUMENT_CODEC } from '../spilled-document.ts';
import type { StageOptions } from '../stage.ts';

/** Windows read at a few places that move on together: so many documents of the file are kept decoded. */
const DECODED_MAX = 256;

export class Partition {
  readonly #bytesMax: number;
  readonly #mayUseDisk: boolean;
  #documents: Document[] = [];
  #bytes = 0;
  #file: SpillFile | undefined;
  readonly #extents: Extent[] = [];
  readonly #decoded = new Map<number, Document>();

  constructor({ groupBytesMax = Number.POSITIVE_INFINITY, allowDiskUse = true }: StageOptions) {
    this.#bytesMax = groupBytesMax;
    this.#mayUseDisk = allowDiskUse;
  }

  get length(): number {
    return this.#extents.length + this.#documents.length;
  }

  add(document: Document): void {
    this.#documents.push(document);
    if (this.#bytesMax === Number.POSITIVE_INFINITY) return;
    this.#bytes += weightOf(document, this.#bytesMax);
    if (this.#bytes > this.#bytesMax) this.#spill();
  }

  /** A document that is there. */
  at(position: number): Document {
    const document = this.#documents[position - this.#extents.length] ?? this.#read(position);
    if (document === undefined) throw new RangeError(`no document ${position} in a partition of ${this.length}`);
    return document;
  }

  close(): void {
    this.#file?.close();
  }

  #spill(): void {
    if (!this.#mayUseDisk) throw partitionTooLarge(this.#bytesMax);
    this.#file ??= new SpillFile();
    for (const document of this.#documents) {
      const start = this.#file.end;
      this.#file.append({ key: '', bytes: DOCUMENT_CODEC.encode(document) });
      this.#extents.push({ start, end: this.#file.end });
    }
    this.#documents = [];
    this.#bytes = 0;
  }

  #read(position: number): Document | undefined {
    const known = this.#decoded.get(position);
    const extent = this.#extents[position];
    if (known !== undefined || extent === undefined) return known;
    const row = this.#file?.rows(extent).next().value;
    if (!row) return undefined;
    const document = DOCUMENT_CODEC.decode(row.bytes);
    if (this.#decoded.size >= DECODED_MAX) this.#decoded.delete(this.#decoded.keys().next().value ?? -1);
    this.#decoded.set(position, document);
    return document;
  }
}

function partitionTooLarge(bytesMax: number): EngineError {
  const message = `a partition of $setWindowFields needs more than ${bytesMax} bytes, and may not use the disk`;
  return new EngineError(292, 'QueryExceededMemoryLimitNoDiskUseAllowed', message);
}
