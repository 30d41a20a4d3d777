/** What the oplog holds: one entry for each change of a document, a collection, an index or a database. */

/** Their places are the numbers in the file, so new ones are added at the end. */
export const OPLOG_KINDS = [
  'insert',
  'update',
  'replace',
  'delete',
  'drop',
  'rename',
  'dropDatabase',
  'create',
  'createIndexes',
  'dropIndexes',
  'modify',
] as const;

export type OplogKind = (typeof OPLOG_KINDS)[number];

/** Where something changed, by the names of that moment. */
export interface OplogPlace {
  readonly database: string;
  /** Empty for a whole database. */
  readonly name: string;
  /** Undefined for a view and for a whole database. */
  readonly uuid: Uint8Array | undefined;
}

export interface OplogEntry extends OplogPlace {
  readonly seq: number;
  readonly wallMs: number;
  readonly kind: OplogKind;
}

export interface OplogContent {
  /**
   * The document of an insert or a replacement; `{_id, updateDescription}` of an update, `{_id}` of a delete,
   * `{to, dropTarget}` of a rename; otherwise the fields that the event has of its own.
   */
  readonly body: Uint8Array;
  /** The document before and after the change, where the collection keeps images. */
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array | undefined;
}

const COUNTS_PER_SECOND = 2 ** 20;

/** Seconds and a number within the second as one number, which a double holds exactly until the year 2242. */
export function seqOf(seconds: number, count: number): number {
  return seconds * COUNTS_PER_SECOND + Math.min(count, COUNTS_PER_SECOND);
}

export function timeOfSeq(seq: number): { seconds: number; count: number } {
  return { seconds: Math.floor(seq / COUNTS_PER_SECOND), count: seq % COUNTS_PER_SECOND };
}
