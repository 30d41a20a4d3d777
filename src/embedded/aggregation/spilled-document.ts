/** Documents in temporary files: what is read back has the types and the order of fields of what was written. */
import type { Document } from '../../bson/bson.ts';
import type { SpillCodec } from '../spill/external-sort.ts';
import { decodeDocument, encodeDocument } from '../wire/codec.ts';

export const DOCUMENT_CODEC: SpillCodec<Document> = {
  encode: (document) => encodeDocument(document),
  decode: (bytes) => decodeDocument(bytes),
};

/** A document and its place in the input. */
export interface PlacedDocument {
  readonly document: Document;
  readonly place: number;
}

const PLACE_BYTES = 8;

export const PLACED_CODEC: SpillCodec<PlacedDocument> = {
  encode: ({ document, place }) => {
    const bytes = encodeDocument(document);
    const placed = Buffer.allocUnsafe(PLACE_BYTES + bytes.length);
    placed.writeDoubleLE(place);
    placed.set(bytes, PLACE_BYTES);
    return placed;
  },
  decode: (bytes) => ({
    document: decodeDocument(bytes.subarray(PLACE_BYTES)),
    place: new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0, true),
  }),
};

/** A group: its `_id`, and what each of its accumulators has gathered. */
export interface GatheredGroup {
  readonly id: unknown;
  readonly partials: readonly unknown[];
}

/** The format's own limit: what accumulators gather is bounded by the memory that they may use. */
const GATHERED_BYTES_MAX = 0x7fff_ffff;

export const GATHERED_CODEC: SpillCodec<GatheredGroup> = {
  encode: ({ id, partials }) => encodeDocument({ id, partials }, GATHERED_BYTES_MAX),
  decode: (bytes) => {
    const document = decodeDocument(bytes);
    const partials: unknown = document.partials;
    return { id: document.id, partials: Array.isArray(partials) ? partials : [] };
  },
};
