/** Documents that are read several times: in memory as far as a stage may keep them, and in a temporary file beyond. */
import type { Document } from '../../bson/bson.ts';
import { weightOf } from '../../bson/weight.ts';
import { EngineError } from '../engine-error.ts';
import { type Extent, SpillFile } from '../spill/spill-file.ts';
import { DOCUMENT_CODEC } from './spilled-document.ts';
import type { StageOptions } from './stage.ts';

export class DocumentBuffer {
  readonly #kept: Document[] = [];
  #file: SpillFile | undefined;
  #extent: Extent = { start: 0, end: 0 };

  /** Reads all of them. Throws where they need more memory than a stage may use, and the disk may not be used. */
  constructor(documents: Iterable<Document>, options: StageOptions) {
    try {
      this.#readAll(documents, options);
    } catch (error) {
      // Nobody has the buffer yet, so nobody else closes its file.
      this.close();
      throw error;
    }
  }

  /** In the order in which they came, as often as they are asked for. */
  *documents(): Generator<Document> {
    yield* this.#kept;
    if (this.#file === undefined) return;
    for (const { bytes } of this.#file.rows(this.#extent)) yield DOCUMENT_CODEC.decode(bytes);
  }

  close(): void {
    this.#kept.length = 0;
    this.#file?.close();
  }

  #readAll(
    documents: Iterable<Document>,
    { groupBytesMax = Number.POSITIVE_INFINITY, allowDiskUse = true }: StageOptions,
  ): void {
    let bytes = 0;
    for (const document of documents) {
      if (Number.isFinite(groupBytesMax)) bytes += weightOf(document, groupBytesMax);
      if (bytes <= groupBytesMax) this.#kept.push(document);
      else if (allowDiskUse) this.#spill(document);
      else throw tooLarge(groupBytesMax);
    }
  }

  #spill(document: Document): void {
    this.#file ??= new SpillFile();
    this.#file.append({ key: '', bytes: DOCUMENT_CODEC.encode(document) });
    this.#extent = { start: 0, end: this.#file.end };
  }
}

function tooLarge(bytesMax: number): EngineError {
  const message = `Exceeded memory limit of ${bytesMax} bytes for $facet, and may not use the disk`;
  return new EngineError(292, 'QueryExceededMemoryLimitNoDiskUseAllowed', message);
}
