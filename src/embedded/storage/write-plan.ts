/** What every write to a collection needs, made once for each state of its indexes and options. */
import type { Collection } from './collection.ts';
import type { Index } from './index-spec.ts';
import { collectionValidator, type Validator } from './validator.ts';

export interface WritePlan {
  /**
   * The top-level fields that hold `_id` and the keys of all indexes. Undefined when a partial index or a validator may
   * look at any field.
   */
  readonly names: ReadonlySet<string> | undefined;
  readonly insertRow: string;
  readonly indexes: readonly IndexPlan[];
  /** Whether something can refuse a document after its row is stored. */
  readonly unique: boolean;
  readonly validator: Validator | undefined;
}

export interface IndexPlan {
  readonly index: Index;
  readonly addKey: string;
  /** Finds another document of the same key, where it stands in the way of a new one. */
  readonly findOther: string | undefined;
  readonly removeKey: string;
}

/** A collection is replaced, never changed, when its indexes or options change. */
const plans = new WeakMap<Collection, WritePlan>();

export function writePlan(collection: Collection): WritePlan {
  const known = plans.get(collection);
  if (known !== undefined) return known;
  const plan = makePlan(collection);
  plans.set(collection, plan);
  return plan;
}

function makePlan({ id, indexes, options }: Collection): WritePlan {
  const specs = indexes.map(({ spec }) => spec);
  const roots = specs.flatMap(({ paths }) => paths.map((path) => path.split('.', 1)[0] ?? ''));
  const names = new Set(['_id', ...roots]);
  const validator = collectionValidator(options);
  return {
    names: validator !== undefined || specs.some(({ partial }) => partial !== undefined) ? undefined : names,
    insertRow: `INSERT INTO c${id} (id, document, sum) VALUES (?, ?, ?)`,
    indexes: indexes.map(planIndex),
    unique: specs.some(({ unique, prepareUnique }) => unique || prepareUnique),
    validator,
  };
}

/** The texts are kept, so that looking up a prepared statement does not hash them anew for every document. */
export function planIndex(index: Index): IndexPlan {
  return {
    index,
    addKey: `INSERT INTO x${index.id} (key, rid) VALUES (?, ?)`,
    findOther: index.spec.prepareUnique ? `SELECT 1 FROM x${index.id} WHERE key = ? AND rid <> ? LIMIT 1` : undefined,
    removeKey: `DELETE FROM x${index.id} WHERE key = ? AND rid = ?`,
  };
}
