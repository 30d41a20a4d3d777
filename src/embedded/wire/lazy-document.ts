/** A document as bytes, decoded only when and as far as something has to look into it. */
import type { Document } from '../../bson/bson.ts';
import { fieldOffsets, pickFields } from '../../bson/sound-document.ts';
import { checkNesting, decodeDocument } from './codec.ts';

export class LazyDocument {
  readonly bytes: Uint8Array;
  private decoded: Document | undefined;
  private offsets: readonly number[] | undefined;
  private checked = false;

  /** `decoded` is what the bytes decode to, where it is known already. */
  constructor(bytes: Uint8Array, decoded?: Document) {
    this.bytes = bytes;
    this.decoded = decoded;
  }

  /** Throws EngineError InvalidBSON exactly when decoding all of it would, and Overflow when it is nested too deep. */
  check(): void {
    if (this.checked) return;
    this.offsets = fieldOffsets(this.bytes);
    // The walk is stricter than the decoder in a few odd cases, so its refusal decides nothing.
    if (this.offsets === undefined) checkNesting(this.document);
    this.checked = true;
  }

  /** All of it. */
  get document(): Document {
    this.decoded ??= decodeDocument(this.bytes);
    return this.decoded;
  }

  /** At least the top-level fields of these names, which are encoded with their zero byte; undefined means all. */
  fields(names: readonly Uint8Array[] | undefined): Document {
    if (names === undefined || this.decoded !== undefined) return this.document;
    this.check();
    if (this.offsets === undefined) return this.document;
    return decodeDocument(pickFields(this.bytes, this.offsets, names));
  }
}
