/** BSON values for which the bson package has no class of its own, so that what is stored can be stored again unchanged. */

/** BSON's own undefined (type 6), which only old programs wrote. Not a missing field. */
export class BsonUndefined {
  readonly type = 'undefined';
}

export const BSON_UNDEFINED: BsonUndefined = Object.freeze(new BsonUndefined());

/** The old pointer to a document (type 12). */
export class DBPointer {
  readonly namespace: string;
  /** The 12 bytes of the ObjectId. */
  readonly id: Uint8Array;

  constructor(namespace: string, id: Uint8Array) {
    this.namespace = namespace;
    this.id = id;
  }
}

/** A date of the 64 bits of BSON that is beyond the range of JavaScript: an invalid Date that knows its milliseconds. */
export class WideDate extends Date {
  readonly millis: bigint;

  constructor(millis: bigint) {
    super(Number.NaN);
    this.millis = millis;
  }
}
