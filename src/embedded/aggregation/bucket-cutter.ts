/** Cuts documents that are in the order of a value into buckets of about equal counts. */
import { toDouble } from '../../bson/arithmetic.ts';
import type { Document } from '../../bson/bson.ts';
import { isNumeric } from '../../bson/bson-type.ts';
import { compareValues } from '../../bson/compare.ts';
import { setField } from '../../bson/fields.ts';
import { EngineError } from '../engine-error.ts';
import type { Accumulator } from './accumulators/accumulator.ts';
import type { AccumulatedField } from './accumulators/field.ts';
import type { CurrentPlace } from './accumulators/placed.ts';
import type { Granularity } from './granularity.ts';
import { Memory } from './memory.ts';
import { type Expression, rootScope } from './scope.ts';
import type { PlacedDocument } from './spilled-document.ts';
import type { StageOptions } from './stage.ts';

export interface AutomaticBuckets {
  readonly groupBy: Expression;
  readonly count: number;
  readonly output: readonly AccumulatedField[];
  readonly granularity: Granularity | undefined;
  /** Where accumulators look for the place of the document that they are given. */
  readonly current: CurrentPlace;
}

interface Input extends PlacedDocument {
  readonly value: unknown;
}

interface Bucket {
  min: unknown;
  max: unknown;
  readonly accumulators: readonly Accumulator[];
  readonly memory: Memory;
}

/** Cuts the sorted inputs. Holds one bucket, which is complete when the next one has begun. */
export class BucketCutter {
  readonly #buckets: AutomaticBuckets;
  readonly #inputs: Iterator<Input>;
  readonly #size: number;
  readonly #bytesMax: number;
  #next: Input | undefined;

  constructor(buckets: AutomaticBuckets, inputs: Iterator<Input>, first: Input, total: number, options: StageOptions) {
    this.#buckets = buckets;
    this.#inputs = inputs;
    this.#next = first;
    this.#size = Math.max(1, Math.round(total / buckets.count));
    this.#bytesMax = options.groupBytesMax ?? Number.POSITIVE_INFINITY;
  }

  *buckets(): Generator<Document> {
    const { count, granularity } = this.#buckets;
    let previous: Bucket | undefined;
    try {
      for (let number = 1; number <= count && this.#next !== undefined; number += 1) {
        const bucket = this.#fill(this.#next, number === count);
        if (granularity === undefined) this.#absorb((value) => compareValues(bucket.max, value) === 0, bucket);
        else this.#round(bucket, granularity, previous);
        if (previous !== undefined) {
          // The upper boundary is that of the next bucket's least value, except in the last bucket.
          if (granularity === undefined) previous.max = bucket.min;
          yield this.#document(previous);
        }
        previous = bucket;
      }
      if (previous !== undefined) yield this.#document(previous);
    } finally {
      this.#inputs.return?.();
    }
  }

  #fill(first: Input, isLast: boolean): Bucket {
    const memory = new Memory(this.#bytesMax);
    const accumulators = this.#buckets.output.map(({ accumulator }) => accumulator.create(memory, {}));
    const bucket: Bucket = { min: first.value, max: first.value, accumulators, memory };
    for (let added = 0; this.#next !== undefined && (isLast || added < this.#size); added += 1) {
      this.#take(this.#next, bucket);
    }
    return bucket;
  }

  #absorb(isWithin: (value: unknown) => boolean, bucket: Bucket): void {
    while (this.#next !== undefined && isWithin(this.#next.value)) this.#take(this.#next, bucket);
  }

  #round(bucket: Bucket, granularity: Granularity, previous: Bucket | undefined): void {
    const boundary = granularity.up(bucket.max);
    // Zero rounds to itself.
    this.#absorb((value) => compareValues(boundary, value) > 0 || compareValues(bucket.max, value) === 0, bucket);
    bucket.min = previous === undefined ? granularity.down(bucket.min) : previous.max;
    // A boundary of zero would leave the zeros out.
    const isZero = this.#next !== undefined && isNumeric(boundary) && toDouble(boundary) === 0;
    bucket.max = isZero ? granularity.down(this.#next?.value) : boundary;
  }

  #take(input: Input, bucket: Bucket): void {
    const scope = rootScope(input.document);
    this.#buckets.current.place = input.place;
    for (const [at, { accumulator }] of this.#buckets.output.entries()) {
      bucket.accumulators[at]?.add(accumulator.evaluate(scope));
    }
    if (bucket.memory.isExceeded) throw bucketTooLarge(this.#bytesMax);
    bucket.max = input.value;
    const next = this.#inputs.next();
    this.#next = next.done === true ? undefined : next.value;
  }

  #document({ min, max, accumulators }: Bucket): Document {
    const document: Document = { _id: { min, max } };
    for (const [at, { name }] of this.#buckets.output.entries()) setField(document, name, accumulators[at]?.result());
    return document;
  }
}

function bucketTooLarge(bytesMax: number): EngineError {
  return new EngineError(146, 'ExceededMemoryLimit', `a bucket of $bucketAuto needs more than ${bytesMax} bytes`);
}
