/** A document as bytes, decoded only when and as far as something has to look into it. */
import type { Document } from '../../bson/bson.ts';
import { nestingLevels, READ_LEVELS_MAX, STORED_LEVELS_MAX } from '../../bson/nesting.ts';
import { isSoundDocument } from '../../bson/sound-document.ts';
import { nestedTooDeep } from '../engine-error.ts';
import { decodeDocument } from './codec.ts';

export class LazyDocument {
  readonly bytes: Uint8Array;
  private decoded: Document | undefined;
  /** Set when the bytes have been found to be a document: it has no more levels. */
  private levels: number | undefined;

  /** `decoded` is what the bytes decode to, where it is known already; `checked` bytes have been found sound before. */
  constructor(bytes: Uint8Array, decoded?: Document, checked = false) {
    this.bytes = bytes;
    this.decoded = decoded;
    this.levels = checked ? 0 : undefined;
  }

  /**
   * Throws EngineError InvalidBSON exactly when decoding all of it would, and Overflow when it is nested too deep: beyond
   * what may be read, or what the caller allows.
   */
  check(levelsMax = READ_LEVELS_MAX): void {
    this.levels ??= this.countLevels();
    if (this.levels > levelsMax) throw nestedTooDeep(levelsMax);
  }

  /** Exact only beyond what may be stored. */
  private countLevels(): number {
    // The walk is stricter than the decoder in a few odd cases, so its refusal decides nothing.
    if (isSoundDocument(this.bytes, STORED_LEVELS_MAX)) return STORED_LEVELS_MAX;
    this.decoded = decodeDocument(this.bytes);
    return nestingLevels(this.decoded);
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
