/** A document as bytes, decoded only when and as far as something has to look into it. */
import type { Document } from '../../bson/bson.ts';
import { isSoundDocument } from '../../bson/sound-document.ts';
import { decodeDocument } from './codec.ts';

export class LazyDocument {
  readonly bytes: Uint8Array;
  private decoded: Document | undefined;
  private checked: boolean;

  /** `decoded` is what the bytes decode to, where it is known already; `checked` bytes have been found sound before. */
  constructor(bytes: Uint8Array, decoded?: Document, checked = false) {
    this.bytes = bytes;
    this.decoded = decoded;
    this.checked = checked;
  }

  /** Throws EngineError InvalidBSON exactly when decoding all of it would, and Overflow when it is nested too deep. */
  check(): void {
    if (this.checked) return;
    // The walk is stricter than the decoder in a few odd cases, so its refusal decides nothing.
    if (!isSoundDocument(this.bytes)) this.decoded = decodeDocument(this.bytes);
    this.checked = true;
  }

  /** All of it. */
  get document(): Document {
    this.decoded ??= decodeDocument(this.bytes);
    return this.decoded;
  }

  /** At least the top-level fields of these names; undefined means all. */
  fields(names: ReadonlySet<string> | undefined): Document {
    if (names === undefined || this.decoded !== undefined) return this.document;
    this.check();
    return decodeDocument(this.bytes, { only: names });
  }
}
