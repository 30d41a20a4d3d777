/** Documents of 1 KB in BSON. */
export interface KilobyteDocument {
  readonly _id: number;
  /** Indexed. */
  readonly n: number;
  /** One of a thousand. */
  readonly group: number;
  readonly name: string;
  readonly tags: readonly string[];
  readonly at: Date;
  readonly text: string;
}

const TEXT = 'The quick brown fox jumps over the lazy dog. '.repeat(19);

export function makeDocuments(first: number, count: number): KilobyteDocument[] {
  return Array.from({ length: count }, (_, index) => {
    const _id = first + index;
    return {
      _id,
      n: _id,
      group: _id % 1000,
      name: `customer ${_id}`,
      tags: ['tea', 'coffee', `shop-${_id % 17}`],
      at: new Date(1_700_000_000_000 + _id),
      text: TEXT,
    };
  });
}
